package dev.forebay.sns;

import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.model.RequestId;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sns.model.ConfirmSubscriptionRequest;
import software.amazon.awssdk.services.sns.model.ConfirmSubscriptionResponse;
import software.amazon.awssdk.services.sns.model.GetSubscriptionAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetSubscriptionAttributesResponse;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsByTopicRequest;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsByTopicResponse;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsRequest;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsResponse;
import software.amazon.awssdk.services.sns.model.SetSubscriptionAttributesRequest;
import software.amazon.awssdk.services.sns.model.SetSubscriptionAttributesResponse;
import software.amazon.awssdk.services.sns.model.SubscribeRequest;
import software.amazon.awssdk.services.sns.model.SubscribeResponse;
import software.amazon.awssdk.services.sns.model.Subscription;
import software.amazon.awssdk.services.sns.model.UnsubscribeRequest;
import software.amazon.awssdk.services.sns.model.UnsubscribeResponse;

/** Makes, confirms, finds, changes and ends subscriptions. Thread-safe. */
final class SubscriptionOperations {
  private static final int PAGE = 100;
  private static final int MOST_FILTERS = 200;
  private static final int TOKEN_BYTES = 64;
  private static final String PENDING = "PendingConfirmation";

  /** How long a subscription waits to be confirmed ("ConfirmSubscription": two days). */
  private static final Duration PATIENCE = Duration.ofDays(2);

  private final Topics topics;
  private final Fanout fanout;
  private final Clock clock;
  private final RandomGenerator secrets;

  /**
   * Operations.
   *
   * @param secrets draws tokens: they must be hard to guess
   */
  SubscriptionOperations(Topics topics, Fanout fanout, Clock clock, RandomGenerator secrets) {
    this.topics = topics;
    this.fanout = fanout;
    this.clock = clock;
    this.secrets = secrets;
  }

  SubscribeResponse subscribe(CallContext context, SubscribeRequest request) {
    OpenTopic topic = topics.open(context, request.topicArn());
    Protocol protocol = protocol(request.protocol());
    String endpoint = request.endpoint() == null ? "" : request.endpoint();
    Endpoints.check(protocol, endpoint, topic.row().fifo());
    Map<String, String> attributes = attributes(request.attributes(), topic, protocol);
    Optional<SubscriptionRow> there = find(topic, protocol, endpoint);
    if (there.isPresent()) {
      if (!there.get().attributes().equals(attributes)) {
        throw SnsErrors.invalid(
            "Attributes", "Subscription already exists with different attributes");
      }
      return answer(topic, there.get(), request);
    }
    checkFilters(topic, attributes);
    boolean asks = protocol.asks() || isForeignQueue(context, protocol, endpoint);
    SubscriptionRow row =
        new SubscriptionRow(
            topic.row().name(),
            RequestId.random(secrets).value(),
            protocol,
            endpoint,
            context.place().account().value(),
            context.caller().name(),
            attributes,
            token(),
            asks ? clock.now().plus(PATIENCE).toEpochMilli() : 0,
            true,
            false);
    topics.put(topic, row);
    if (asks) {
      fanout.ask("SubscriptionConfirmation", topic, row, RequestId.random(secrets).value());
    }
    return answer(topic, row, request);
  }

  private static Protocol protocol(@Nullable String spelling) {
    if (spelling == null) {
      throw SnsErrors.missing("protocol");
    }
    return Protocol.of(spelling)
        .orElseThrow(() ->
            SnsErrors.invalid("Amazon SNS does not support this protocol string: " + spelling));
  }

  private static boolean isForeignQueue(CallContext context, Protocol protocol, String endpoint) {
    return protocol == Protocol.SQS
        && Arn.parse(endpoint)
            .filter(arn -> !arn.account().equals(context.place().account().value()))
            .isPresent();
  }

  private static Map<String, String> attributes(
      Map<String, String> given, OpenTopic topic, Protocol protocol) {
    Map<String, String> all = new TreeMap<>(given);
    all.values().removeIf(value -> value == null || value.isEmpty());
    all.forEach((name, value) -> {
      if (!SubscriptionAttributes.isKnown(name)) {
        throw SnsErrors.invalid("Attributes", "Unknown attribute: " + name);
      }
      try {
        SubscriptionAttributes.check(name, value, all, protocol, topic.row().fifo());
      } catch (SubscriptionAttributes.Refused e) {
        throw SnsErrors.invalid("Attributes", e.reason());
      }
    });
    if (protocol == Protocol.FIREHOSE && !all.containsKey(SubscriptionAttributes.ROLE)) {
      throw SnsErrors.invalid(
          "Attributes",
          "SubscriptionRoleArn: must be specified for Firehose delivery stream subscriptions");
    }
    return normalized(all);
  }

  private static Map<String, String> normalized(Map<String, String> all) {
    if (FilterPolicy.EMPTY.equals(all.get(SubscriptionAttributes.FILTER_POLICY))) {
      all.remove(SubscriptionAttributes.FILTER_POLICY);
    }
    all.computeIfPresent(
        SubscriptionAttributes.RAW, (_, value) -> value.toLowerCase(java.util.Locale.ROOT));
    return all;
  }

  private Optional<SubscriptionRow> find(OpenTopic topic, Protocol protocol, String endpoint) {
    return live(topic)
        .filter(row -> row.protocol() == protocol && row.endpoint().equals(endpoint))
        .findFirst();
  }

  private java.util.stream.Stream<SubscriptionRow> live(OpenTopic topic) {
    long now = clock.now().toEpochMilli();
    return topic.subscribers().stream().map(Subscriber::row).filter(row -> !row.lapsed(now));
  }

  private void checkFilters(OpenTopic topic, Map<String, String> attributes) {
    if (attributes.containsKey(SubscriptionAttributes.FILTER_POLICY)
        && live(topic)
                .filter(row -> row.attributes().containsKey(SubscriptionAttributes.FILTER_POLICY))
                .count()
            >= MOST_FILTERS) {
      throw new AwsException(
          "FilterPolicyLimitExceededException",
          403,
          "Filter policy limit exceeded for the topic " + topic.arn());
    }
  }

  private String token() {
    byte[] bytes = new byte[TOKEN_BYTES];
    secrets.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static SubscribeResponse answer(
      OpenTopic topic, SubscriptionRow row, SubscribeRequest request) {
    boolean told = !row.pending() || Boolean.TRUE.equals(request.returnSubscriptionArn());
    return SubscribeResponse.builder()
        .subscriptionArn(told ? topic.arn() + ":" + row.id() : "pending confirmation")
        .build();
  }

  ConfirmSubscriptionResponse confirm(CallContext context, ConfirmSubscriptionRequest request) {
    OpenTopic topic = topics.open(anywhere(context, request.topicArn()), request.topicArn());
    String token = request.token();
    if (token == null || token.isEmpty()) {
      throw SnsErrors.invalid("Token");
    }
    SubscriptionRow row =
        live(topic)
            .filter(each -> each.token().equals(token))
            .findFirst()
            .orElseThrow(() -> SnsErrors.invalid("Token"));
    if (row.pending()) {
      boolean signed = !(context.caller() instanceof Caller.Anonymous);
      boolean guarded = signed && "true".equals(request.authenticateOnUnsubscribe());
      topics.update(topic, row.id(), stored -> stored.confirmed(signed, guarded));
    }
    return ConfirmSubscriptionResponse.builder()
        .subscriptionArn(topic.arn() + ":" + row.id())
        .build();
  }

  /** An unsigned call says by the ARN alone where it is about. */
  private static CallContext anywhere(CallContext context, @Nullable String text) {
    if (!(context.caller() instanceof Caller.Anonymous) || text == null) {
      return context;
    }
    return Endpoints.place(text)
        .map(place ->
            new CallContext(
                context.caller(),
                place,
                context.requestId(),
                context.endpoint(),
                context.sourceIp(),
                context.traceHeader(),
                context.userAgent(),
                context.peer()))
        .orElse(context);
  }

  UnsubscribeResponse unsubscribe(CallContext context, UnsubscribeRequest request) {
    Optional<Found> found =
        find(anywhere(context, request.subscriptionArn()), request.subscriptionArn());
    if (found.isEmpty()) {
      return UnsubscribeResponse.builder().build();
    }
    OpenTopic topic = found.get().topic();
    SubscriptionRow row = found.get().row();
    if (row.pending()) {
      throw SnsErrors.invalid("SubscriptionArn", "This subscription has not been confirmed yet");
    }
    if (row.guarded() && context.caller() instanceof Caller.Anonymous) {
      throw new AwsException(
          "AuthorizationErrorException",
          403,
          "The subscription requires authentication to end it.");
    }
    topics.remove(topic, row);
    if (row.protocol().web()) {
      fanout.ask("UnsubscribeConfirmation", topic, row, RequestId.random(secrets).value());
    }
    return UnsubscribeResponse.builder().build();
  }

  /** A subscription and its topic. */
  private record Found(OpenTopic topic, SubscriptionRow row) {}

  private Optional<Found> find(CallContext context, @Nullable String arn) {
    if (arn == null) {
      throw SnsErrors.missing("subscriptionArn");
    }
    int last = arn.lastIndexOf(':');
    if (arn.split(":", -1).length < 7) {
      throw SnsErrors.invalid(
          "SubscriptionArn",
          "An ARN must have at least 6 elements, not " + arn.split(":", -1).length);
    }
    Arn topicArn = Topics.arn(context, arn.substring(0, last));
    return topics
        .find(topicArn)
        .flatMap(topic ->
            live(topic)
                .filter(row -> row.id().equals(arn.substring(last + 1)))
                .map(row -> new Found(topic, row))
                .findFirst());
  }

  private Found require(CallContext context, @Nullable String arn) {
    return find(context, arn).orElseThrow(SnsErrors::noSubscription);
  }

  GetSubscriptionAttributesResponse attributes(
      CallContext context, GetSubscriptionAttributesRequest request) {
    Found found = require(context, request.subscriptionArn());
    SubscriptionRow row = found.row();
    Map<String, String> all = new TreeMap<>(row.attributes());
    all.put("SubscriptionArn", found.topic().arn() + ":" + row.id());
    all.put("TopicArn", found.topic().arn().toString());
    all.put("Owner", row.owner());
    all.put("Protocol", row.protocol().spelling());
    all.put("Endpoint", row.endpoint());
    all.put("SubscriptionPrincipal", row.principal());
    all.put("PendingConfirmation", Boolean.toString(row.pending()));
    all.put(
        "ConfirmationWasAuthenticated", Boolean.toString(!row.pending() && row.authenticated()));
    all.putIfAbsent(SubscriptionAttributes.RAW, "false");
    if (row.attributes().containsKey(SubscriptionAttributes.FILTER_POLICY)) {
      all.putIfAbsent(SubscriptionAttributes.FILTER_SCOPE, SubscriptionAttributes.ATTRIBUTES);
    }
    if (row.protocol().web()) {
      all.put(
          "EffectiveDeliveryPolicy",
          DeliveryPolicy.effective(
                  found.topic().row().attributes().get(TopicAttributes.DELIVERY_POLICY),
                  row.attributes().get(SubscriptionAttributes.DELIVERY_POLICY))
              .ofSubscription());
    }
    return GetSubscriptionAttributesResponse.builder().attributes(all).build();
  }

  SetSubscriptionAttributesResponse set(
      CallContext context, SetSubscriptionAttributesRequest request) {
    Found found = require(context, request.subscriptionArn());
    String name = request.attributeName();
    if (name == null || !SubscriptionAttributes.isKnown(name)) {
      throw SnsErrors.invalid("AttributeName");
    }
    String given = request.attributeValue() == null ? "" : request.attributeValue();
    Map<String, String> all = new TreeMap<>(found.row().attributes());
    all.put(name, given);
    try {
      SubscriptionAttributes.check(
          name, given, all, found.row().protocol(), found.topic().row().fifo());
    } catch (SubscriptionAttributes.Refused e) {
      throw SnsErrors.invalid(e.reason());
    }
    String value = normalized(all).getOrDefault(name, "");
    if (!value.isEmpty() && !found.row().attributes().containsKey(name)) {
      checkFilters(found.topic(), Map.of(name, value));
    }
    topics.update(found.topic(), found.row().id(), row -> row.with(name, value));
    return SetSubscriptionAttributesResponse.builder().build();
  }

  ListSubscriptionsResponse list(CallContext context, ListSubscriptionsRequest request) {
    List<SubscriptionRow> page =
        topics.listSubscriptions(context.place(), PageToken.read(request.nextToken()), PAGE + 1);
    ListSubscriptionsResponse.Builder response =
        ListSubscriptionsResponse.builder()
            .subscriptions(
                described(page, row -> context.place().arn("sns", row.topic()).toString()));
    if (page.size() > PAGE) {
      response.nextToken(PageToken.write(Topics.key(page.get(PAGE - 1))));
    }
    return response.build();
  }

  ListSubscriptionsByTopicResponse listByTopic(
      CallContext context, ListSubscriptionsByTopicRequest request) {
    OpenTopic topic = topics.open(context, request.topicArn());
    Optional<String> after = PageToken.read(request.nextToken());
    List<SubscriptionRow> page =
        topic.subscribers().stream()
            .map(Subscriber::row)
            .filter(row -> after.isEmpty() || Topics.key(row).compareTo(after.get()) > 0)
            .limit(PAGE + 1)
            .toList();
    ListSubscriptionsByTopicResponse.Builder response =
        ListSubscriptionsByTopicResponse.builder()
            .subscriptions(described(page, row -> topic.arn().toString()));
    if (page.size() > PAGE) {
      response.nextToken(PageToken.write(Topics.key(page.get(PAGE - 1))));
    }
    return response.build();
  }

  private List<Subscription> described(
      List<SubscriptionRow> rows, java.util.function.Function<SubscriptionRow, String> topic) {
    long now = clock.now().toEpochMilli();
    return rows.stream()
        .limit(PAGE)
        .filter(row -> !row.lapsed(now))
        .map(row ->
            Subscription.builder()
                .subscriptionArn(row.pending() ? PENDING : topic.apply(row) + ":" + row.id())
                .owner(row.owner())
                .protocol(row.protocol().spelling())
                .endpoint(row.endpoint())
                .topicArn(topic.apply(row))
                .build())
        .toList();
  }
}
