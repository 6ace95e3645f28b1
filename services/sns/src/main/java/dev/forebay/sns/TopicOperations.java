package dev.forebay.sns;

import dev.forebay.model.Arn;
import dev.forebay.wire.CallContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.sns.model.CreateTopicRequest;
import software.amazon.awssdk.services.sns.model.CreateTopicResponse;
import software.amazon.awssdk.services.sns.model.DeleteTopicRequest;
import software.amazon.awssdk.services.sns.model.DeleteTopicResponse;
import software.amazon.awssdk.services.sns.model.GetDataProtectionPolicyRequest;
import software.amazon.awssdk.services.sns.model.GetDataProtectionPolicyResponse;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesResponse;
import software.amazon.awssdk.services.sns.model.ListTopicsRequest;
import software.amazon.awssdk.services.sns.model.ListTopicsResponse;
import software.amazon.awssdk.services.sns.model.PutDataProtectionPolicyRequest;
import software.amazon.awssdk.services.sns.model.PutDataProtectionPolicyResponse;
import software.amazon.awssdk.services.sns.model.SetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.SetTopicAttributesResponse;
import software.amazon.awssdk.services.sns.model.Topic;

/** Makes, finds, changes and deletes topics. Thread-safe. */
final class TopicOperations {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,256}");
  private static final String SUFFIX = ".fifo";
  private static final int PAGE = 100;
  private static final int LONGEST_PROTECTION = 30_720;

  private final Topics topics;

  TopicOperations(Topics topics) {
    this.topics = topics;
  }

  CreateTopicResponse create(CallContext context, CreateTopicRequest request) {
    if (request.name() == null) {
      throw SnsErrors.missing("name");
    }
    Map<String, String> attributes = new TreeMap<>(request.attributes());
    checkName(request.name(), attributes);
    boolean fifo = TopicRow.isFifo(request.name());
    attributes.remove(TopicAttributes.FIFO);
    attributes.forEach((name, value) -> check(name, value, fifo));
    attributes.values().removeIf(String::isEmpty);
    Map<String, String> tags = TagOperations.checked(Map.of(), request.tags());
    String protection =
        request.dataProtectionPolicy() == null ? "" : request.dataProtectionPolicy();
    TopicRow row = new TopicRow(request.name(), attributes, tags, protection, 0);
    Arn arn = context.place().arn("sns", request.name());
    if (!topics.create(context.place(), row)) {
      topics.find(arn).ifPresent(there -> same(there.row(), attributes, tags));
    }
    return CreateTopicResponse.builder().topicArn(arn.toString()).build();
  }

  private static void checkName(String name, Map<String, String> attributes) {
    boolean suffixed = name.endsWith(SUFFIX);
    String stem = suffixed ? name.substring(0, name.length() - SUFFIX.length()) : name;
    boolean good = name.length() <= 256 && NAME.matcher(stem).matches();
    String fifo = attributes.getOrDefault(TopicAttributes.FIFO, "");
    if (!fifo.isEmpty() && !fifo.equals("true") && !fifo.equals("false")) {
      throw SnsErrors.invalid(TopicAttributes.FIFO);
    }
    if (fifo.equals("true") && (!suffixed || !good)) {
      throw SnsErrors.invalid(
          "Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase"
              + " ASCII letters, numbers, underscores, and hyphens, and must be between 1 and 256"
              + " characters long.");
    }
    if (!good || (suffixed && !fifo.equals("true"))) {
      throw SnsErrors.invalid("Topic Name");
    }
  }

  private static void check(String name, String value, boolean fifo) {
    Optional<TopicAttributes.Fault> fault = TopicAttributes.check(name, value, fifo);
    if (fault.isPresent()) {
      throw switch (fault.get()) {
        case TopicAttributes.Fault.Unknown unknown ->
            SnsErrors.invalid("Attributes", "Unknown attribute " + name);
        case TopicAttributes.Fault.Bad(String text) -> SnsErrors.invalid(text);
      };
    }
  }

  private static void same(TopicRow there, Map<String, String> asked, Map<String, String> tags) {
    asked.forEach((name, value) -> {
      if (!there.attribute(name).equals(value)) {
        throw SnsErrors.invalid("Attributes", "Topic already exists with different attributes");
      }
    });
    if (!tags.isEmpty() && !tags.equals(there.tags())) {
      throw SnsErrors.invalid("Tags", "Topic already exists with different tags");
    }
  }

  DeleteTopicResponse delete(CallContext context, DeleteTopicRequest request) {
    topics.find(Topics.arn(context, request.topicArn())).ifPresent(topics::delete);
    return DeleteTopicResponse.builder().build();
  }

  ListTopicsResponse list(CallContext context, ListTopicsRequest request) {
    List<TopicRow> found =
        topics.list(context.place(), PageToken.read(request.nextToken()), PAGE + 1);
    ListTopicsResponse.Builder response =
        ListTopicsResponse.builder()
            .topics(
                found.stream()
                    .limit(PAGE)
                    .map(row ->
                        Topic.builder()
                            .topicArn(context.place().arn("sns", row.name()).toString())
                            .build())
                    .toList());
    if (found.size() > PAGE) {
      response.nextToken(PageToken.write(found.get(PAGE - 1).name()));
    }
    return response.build();
  }

  GetTopicAttributesResponse attributes(CallContext context, GetTopicAttributesRequest request) {
    OpenTopic topic = topics.open(context, request.topicArn());
    Map<String, String> all = new TreeMap<>(topic.row().attributes());
    String account = topic.place().account().value();
    all.put("TopicArn", topic.arn().toString());
    all.put("Owner", account);
    all.putIfAbsent(TopicAttributes.DISPLAY_NAME, "");
    all.putIfAbsent(
        TopicAttributes.POLICY, TopicAttributes.defaultPolicy(topic.arn().toString(), account));
    all.put(
        "EffectiveDeliveryPolicy",
        DeliveryPolicy.effective(
                topic.row().attributes().get(TopicAttributes.DELIVERY_POLICY), null)
            .ofTopic());
    long pending =
        topic.subscribers().stream().filter(subscriber -> subscriber.row().pending()).count();
    all.put("SubscriptionsPending", Long.toString(pending));
    all.put("SubscriptionsConfirmed", Long.toString(topic.subscribers().size() - pending));
    all.put("SubscriptionsDeleted", Long.toString(topic.row().deleted()));
    if (topic.row().fifo()) {
      all.put(TopicAttributes.FIFO, "true");
      all.put(TopicAttributes.CONTENT_BASED, topic.row().attribute(TopicAttributes.CONTENT_BASED));
      all.put(TopicAttributes.THROUGHPUT, topic.row().attribute(TopicAttributes.THROUGHPUT));
    }
    return GetTopicAttributesResponse.builder().attributes(all).build();
  }

  SetTopicAttributesResponse set(CallContext context, SetTopicAttributesRequest request) {
    OpenTopic topic = topics.open(context, request.topicArn());
    String name = request.attributeName();
    if (name == null) {
      throw SnsErrors.missing("attributeName");
    }
    String value = request.attributeValue() == null ? "" : request.attributeValue();
    Optional<TopicAttributes.Fault> fault = TopicAttributes.check(name, value, topic.row().fifo());
    if (fault.isPresent()) {
      throw switch (fault.get()) {
        case TopicAttributes.Fault.Unknown unknown -> SnsErrors.invalid("AttributeName");
        case TopicAttributes.Fault.Bad(String text) -> SnsErrors.invalid(text);
      };
    }
    topics.update(topic, row -> row.with(name, value));
    return SetTopicAttributesResponse.builder().build();
  }

  GetDataProtectionPolicyResponse protection(
      CallContext context, GetDataProtectionPolicyRequest request) {
    return GetDataProtectionPolicyResponse.builder()
        .dataProtectionPolicy(topics.open(context, request.resourceArn()).row().protection())
        .build();
  }

  PutDataProtectionPolicyResponse putProtection(
      CallContext context, PutDataProtectionPolicyRequest request) {
    OpenTopic topic = topics.open(context, request.resourceArn());
    String policy = request.dataProtectionPolicy();
    if (policy == null || policy.length() > LONGEST_PROTECTION) {
      throw SnsErrors.invalid("DataProtectionPolicy");
    }
    topics.update(topic, row -> row.protectedBy(policy));
    return PutDataProtectionPolicyResponse.builder().build();
  }
}
