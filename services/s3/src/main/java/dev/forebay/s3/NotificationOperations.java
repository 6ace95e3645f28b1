package dev.forebay.s3;

import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.model.Region;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.ServiceBinding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.LambdaFunctionConfiguration;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import software.amazon.awssdk.services.s3.model.NotificationConfigurationFilter;
import software.amazon.awssdk.services.s3.model.PutBucketNotificationConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * Says where a bucket's events go ("PutBucketNotificationConfiguration", Amazon S3 API Reference):
 * whether the targets are there and let S3 in is found out when they are named. Thread-safe.
 */
final class NotificationOperations {
  private static final String UNUSABLE =
      "Unable to validate the following destination configurations";

  private final SettingStore store;
  private final Handover handover;
  private final EventTexts texts = new EventTexts();
  private final Board board;
  private final Clock clock;
  private final RandomGenerator random;

  NotificationOperations(
      SettingStore store, Handover handover, Board board, Clock clock, RandomGenerator random) {
    this.store = store;
    this.handover = handover;
    this.board = board;
    this.clock = clock;
    this.random = random;
  }

  void register(ServiceBinding.Builder binding) {
    binding
        .on(
            "PutBucketNotificationConfiguration",
            PutBucketNotificationConfigurationRequest::builder,
            this::put)
        .on(
            "GetBucketNotificationConfiguration",
            GetBucketNotificationConfigurationRequest::builder,
            this::get);
  }

  private PutBucketNotificationConfigurationResponse put(
      CallContext context, PutBucketNotificationConfigurationRequest request) {
    OpenBucket bucket = store.open(request.bucket(), request.expectedBucketOwner());
    NotificationConfiguration given =
        Optional.ofNullable(request.notificationConfiguration())
            .orElseThrow(S3Errors::malformedXml);
    NotificationConfiguration complete = complete(given);
    List<NotificationRule> rules = NotificationRules.parse(complete).rules();
    checkIds(rules);
    checkOverlaps(rules);
    Set<String> before = new HashSet<>();
    store
        .setting()
        .read(bucket.row(), Setting.NOTIFICATION, NotificationConfiguration.builder())
        .map(old -> NotificationRules.parse(old).rules())
        .orElse(List.of())
        .forEach(rule -> before.add(rule.target().toString()));
    if (!Boolean.TRUE.equals(request.skipDestinationValidation())) {
      checkTargets(context, bucket, rules);
    }
    store.saveText(bucket, Setting.NOTIFICATION, store.setting().write(complete));
    Set<Arn> fresh = new java.util.LinkedHashSet<>();
    for (NotificationRule rule : rules) {
      if (rule.kind() != NotificationRule.Kind.FUNCTION
          && !before.contains(rule.target().toString())) {
        fresh.add(rule.target());
      }
    }
    if (!fresh.isEmpty()) {
      Happening now = Happening.of(context, "TestEvent", clock.now());
      handover.test(bucket, List.copyOf(fresh), texts.test(bucket.name(), now), now.time());
    }
    return PutBucketNotificationConfigurationResponse.builder().build();
  }

  /** With ids where there were none, and with filters as S3 spells them. */
  private NotificationConfiguration complete(NotificationConfiguration given) {
    NotificationConfiguration.Builder complete =
        NotificationConfiguration.builder()
            .eventBridgeConfiguration(given.eventBridgeConfiguration());
    if (given.hasLambdaFunctionConfigurations()) {
      List<LambdaFunctionConfiguration> functions = new ArrayList<>();
      for (LambdaFunctionConfiguration one : given.lambdaFunctionConfigurations()) {
        checkArn("CloudFunction", "lambda", one.lambdaFunctionArn());
        checkEvents(one.eventsAsStrings());
        functions.add(one.toBuilder().id(id(one.id())).filter(filter(one.filter())).build());
      }
      complete.lambdaFunctionConfigurations(functions);
    }
    if (given.hasQueueConfigurations()) {
      List<QueueConfiguration> queues = new ArrayList<>();
      for (QueueConfiguration one : given.queueConfigurations()) {
        checkArn("Queue", "sqs", one.queueArn());
        checkEvents(one.eventsAsStrings());
        queues.add(one.toBuilder().id(id(one.id())).filter(filter(one.filter())).build());
      }
      complete.queueConfigurations(queues);
    }
    if (given.hasTopicConfigurations()) {
      List<TopicConfiguration> topics = new ArrayList<>();
      for (TopicConfiguration one : given.topicConfigurations()) {
        checkArn("Topic", "sns", one.topicArn());
        checkEvents(one.eventsAsStrings());
        topics.add(one.toBuilder().id(id(one.id())).filter(filter(one.filter())).build());
      }
      complete.topicConfigurations(topics);
    }
    return complete.build();
  }

  private String id(@Nullable String given) {
    if (given == null || given.isEmpty()) {
      return new java.util.UUID(random.nextLong(), random.nextLong()).toString();
    }
    if (given.length() > 255) {
      throw S3Errors.invalidArgument(
          "Invalid Id. Id must be between 1 and 255 characters long", "Id", given);
    }
    return given;
  }

  private static void checkArn(String name, String service, @Nullable String arn) {
    boolean valid =
        arn != null
            && Arn.parse(arn)
                .filter(parsed -> parsed.service().equals(service))
                .filter(parsed -> AccountId.isValid(parsed.account()))
                .filter(parsed -> Region.isValid(parsed.region()))
                .isPresent();
    if (!valid) {
      throw S3Errors.invalidArgument(
          "The ARN could not be parsed", name, ListOperations.orEmpty(arn));
    }
  }

  private static void checkEvents(List<String> events) {
    if (events.isEmpty()) {
      throw S3Errors.malformedXml();
    }
    for (String event : events) {
      if (Event.fromValue(event) == Event.UNKNOWN_TO_SDK_VERSION) {
        throw S3Errors.invalidArgument(
            "The event '" + event + "' is not supported for notifications", "Event", event);
      }
    }
  }

  private static @Nullable NotificationConfigurationFilter filter(
      @Nullable NotificationConfigurationFilter filter) {
    if (filter == null || filter.key() == null || !filter.key().hasFilterRules()) {
      return null;
    }
    Map<String, FilterRule> named = new LinkedHashMap<>();
    for (FilterRule rule : filter.key().filterRules()) {
      String name = NotificationRule.name(rule);
      if (!name.equals("prefix") && !name.equals("suffix")) {
        throw S3Errors.invalidArgument(
            "filter rule name must be either prefix or suffix",
            "FilterRule.Name",
            ListOperations.orEmpty(rule.nameAsString()));
      }
      String spelled = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
      if (named.put(name, rule.toBuilder().name(spelled).build()) != null) {
        throw S3Errors.invalidArgument(
            "Cannot specify more than one " + name + " rule in a filter.",
            "FilterRule.Name",
            spelled);
      }
    }
    return NotificationConfigurationFilter.builder()
        .key(key -> key.filterRules(named.values()))
        .build();
  }

  private static void checkIds(List<NotificationRule> rules) {
    Set<String> ids = new HashSet<>();
    for (NotificationRule rule : rules) {
      if (!ids.add(rule.id())) {
        throw S3Errors.invalidArgument(
            "Same ID used for multiple configurations. IDs must be unique", "Id", rule.id());
      }
    }
  }

  private static void checkOverlaps(List<NotificationRule> rules) {
    for (int i = 0; i < rules.size(); i++) {
      for (NotificationRule other : rules.subList(i + 1, rules.size())) {
        if (rules.get(i).overlaps(other)) {
          throw S3Errors.refused(
              "InvalidArgument",
              "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules"
                  + " if the prefixes are overlapping for the same event type.");
        }
      }
    }
  }

  private void checkTargets(CallContext context, OpenBucket bucket, List<NotificationRule> rules) {
    Map<String, String> members = new LinkedHashMap<>();
    int faults = 0;
    for (NotificationRule rule : rules) {
      Optional<String> fault = fault(context, bucket, rule);
      if (fault.isPresent()) {
        faults++;
        members.put("ArgumentName" + faults, rule.target() + ", null");
        members.put("ArgumentValue" + faults, fault.get());
      }
    }
    if (faults > 0) {
      throw new AwsException("InvalidArgument", 400, UNUSABLE, members);
    }
  }

  private Optional<String> fault(CallContext context, OpenBucket bucket, NotificationRule rule) {
    CallContext asS3 = as(context, Handover.sender(bucket).caller(), rule.target());
    return switch (rule.kind()) {
      case FUNCTION -> faultOfFunction(asS3, bucket, rule.target());
      case QUEUE -> faultOfQueue(context, asS3, rule.target());
      case TOPIC -> faultOfTopic(context, asS3, rule.target());
    };
  }

  private Optional<String> faultOfFunction(CallContext asS3, OpenBucket bucket, Arn target) {
    boolean inRegion = target.region().equals(bucket.row().region().value());
    SdkPojo invoke =
        InvokeRequest.builder()
            .functionName(target.toString())
            .payload(SdkBytes.fromByteArrayUnsafe(Bytes.utf8("{}").toArray()))
            .build();
    return inRegion && isAllowed(asS3, "lambda", "Invoke", invoke)
        ? Optional.empty()
        : Optional.of("Not authorized to invoke function [" + target + "]");
  }

  private Optional<String> faultOfQueue(CallContext context, CallContext asS3, Arn target) {
    if (target.resource().endsWith(".fifo")) {
      return Optional.of("FIFO queues are not supported as a destination");
    }
    SdkPojo look = GetQueueUrlRequest.builder().queueName(target.resource()).build();
    if (!isThere(context, target, "sqs", "GetQueueUrl", look)) {
      return Optional.of("The destination queue does not exist");
    }
    SdkPojo send =
        SendMessageRequest.builder()
            .queueUrl(dev.forebay.push.Calls.queueUrl(context.endpoint(), target))
            .messageBody("s3:TestEvent")
            .build();
    return isAllowed(asS3, "sqs", "SendMessage", send)
        ? Optional.empty()
        : Optional.of(
            "Permissions on the destination queue do not allow S3 to publish notifications from"
                + " this bucket");
  }

  private Optional<String> faultOfTopic(CallContext context, CallContext asS3, Arn target) {
    if (target.resource().endsWith(".fifo")) {
      return Optional.of("FIFO topics are not supported as a destination");
    }
    SdkPojo look = GetTopicAttributesRequest.builder().topicArn(target.toString()).build();
    if (!isThere(context, target, "sns", "GetTopicAttributes", look)) {
      return Optional.of("The destination topic does not exist");
    }
    SdkPojo publish =
        PublishRequest.builder().topicArn(target.toString()).message("s3:TestEvent").build();
    return isAllowed(asS3, "sns", "Publish", publish)
        ? Optional.empty()
        : Optional.of(
            "Permissions on the destination topic do not allow S3 to publish notifications from"
                + " this bucket");
  }

  private boolean isAllowed(
      CallContext context, String service, String operation, SdkPojo request) {
    try {
      board.check(context, service, operation, request);
      return true;
    } catch (AwsException refused) {
      return false;
    }
  }

  // Whether there is such a target is its owner's knowledge, so its owner is asked.
  private boolean isThere(
      CallContext context, Arn target, String service, String operation, SdkPojo request) {
    try {
      Caller owner = new Caller.Root(new AccountId(target.account()));
      board.switchboard().call(as(context, owner, target), service, operation, request);
      return true;
    } catch (AwsException refused) {
      return false;
    }
  }

  private static CallContext as(CallContext context, Caller caller, Arn target) {
    return new CallContext(
        caller,
        new AccountRegion(new AccountId(target.account()), new Region(target.region())),
        context.requestId(),
        context.endpoint(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private GetBucketNotificationConfigurationResponse get(
      CallContext context, GetBucketNotificationConfigurationRequest request) {
    GetBucketNotificationConfigurationResponse.Builder answer =
        GetBucketNotificationConfigurationResponse.builder();
    store
        .find(
            request.bucket(),
            request.expectedBucketOwner(),
            Setting.NOTIFICATION,
            NotificationConfiguration.builder())
        .ifPresent(configuration -> {
          if (configuration.hasLambdaFunctionConfigurations()) {
            answer.lambdaFunctionConfigurations(configuration.lambdaFunctionConfigurations());
          }
          if (configuration.hasQueueConfigurations()) {
            answer.queueConfigurations(configuration.queueConfigurations());
          }
          if (configuration.hasTopicConfigurations()) {
            answer.topicConfigurations(configuration.topicConfigurations());
          }
          answer.eventBridgeConfiguration(configuration.eventBridgeConfiguration());
        });
    return answer.build();
  }
}
