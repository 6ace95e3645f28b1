package dev.forebay.sns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.forebay.model.Arn;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The attributes that a topic may have, and what they may be ("SetTopicAttributes"). */
final class TopicAttributes {
  static final String POLICY = "Policy";
  static final String DELIVERY_POLICY = "DeliveryPolicy";
  static final String DISPLAY_NAME = "DisplayName";
  static final String FIFO = "FifoTopic";
  static final String CONTENT_BASED = "ContentBasedDeduplication";
  static final String THROUGHPUT = "FifoThroughputScope";
  static final String SIGNATURE_VERSION = "SignatureVersion";
  static final String TRACING = "TracingConfig";
  static final String KMS_KEY = "KmsMasterKeyId";
  static final String ARCHIVE = "ArchivePolicy";

  /** Where a topic deduplicates within each group. */
  static final String PER_GROUP = "MessageGroup";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> FIFO_ONLY = Set.of(CONTENT_BASED, THROUGHPUT);
  private static final Map<String, String> DEFAULTS =
      Map.of(
          DISPLAY_NAME, "",
          CONTENT_BASED, "false",
          THROUGHPUT, "Topic",
          SIGNATURE_VERSION, "1",
          TRACING, "PassThrough");
  private static final Set<String> FEEDBACK =
      Set.of("HTTP", "Firehose", "Lambda", "Application", "SQS");

  private TopicAttributes() {}

  /** What an attribute is that was not set; empty for those without a default. */
  static String defaultOf(String attribute) {
    return DEFAULTS.getOrDefault(attribute, "");
  }

  static boolean isFeedback(String name) {
    return feedback(name).isPresent();
  }

  private static Optional<String> feedback(String name) {
    return FEEDBACK.stream()
        .filter(name::startsWith)
        .map(one -> name.substring(one.length()))
        .filter(rest ->
            rest.equals("SuccessFeedbackRoleArn")
                || rest.equals("FailureFeedbackRoleArn")
                || rest.equals("SuccessFeedbackSampleRate"))
        .findFirst();
  }

  private static boolean isKnown(String name) {
    return DEFAULTS.containsKey(name)
        || name.equals(POLICY)
        || name.equals(DELIVERY_POLICY)
        || name.equals(KMS_KEY)
        || name.equals(ARCHIVE)
        || isFeedback(name);
  }

  /** What is wrong with an attribute's value. Immutable. */
  sealed interface Fault {
    /** There is no such attribute, or it cannot be set. */
    record Unknown() implements Fault {}

    /**
     * The value is not one that it may have.
     *
     * @param text what follows {@code Invalid parameter: }
     */
    record Bad(String text) implements Fault {}
  }

  /** Looks at a value; an empty one takes the attribute away. */
  static Optional<Fault> check(String name, String value, boolean fifo) {
    if (!isKnown(name)) {
      return Optional.of(new Fault.Unknown());
    }
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (FIFO_ONLY.contains(name) && !fifo) {
      return Optional.of(
          new Fault.Bad(
              name.equals(CONTENT_BASED)
                  ? "Content-based deduplication can only be set for FIFO topics"
                  : name + " can only be set for FIFO topics"));
    }
    return switch (name) {
      case ARCHIVE ->
          Optional.of(new Fault.Bad(ARCHIVE + " Reason: archives are not implemented in Forebay"));
      case CONTENT_BASED -> oneOf(name, value, Set.of("true", "false"));
      case THROUGHPUT -> oneOf(name, value, Set.of("Topic", PER_GROUP));
      case SIGNATURE_VERSION -> oneOf(name, value, Set.of("1", "2"));
      case TRACING -> oneOf(name, value, Set.of("PassThrough", "Active"));
      case DISPLAY_NAME ->
          value.length() > 100 ? Optional.of(new Fault.Bad(DISPLAY_NAME)) : Optional.empty();
      case POLICY ->
          isObject(value) ? Optional.empty() : Optional.of(new Fault.Bad("Policy Error: null"));
      case DELIVERY_POLICY ->
          DeliveryPolicy.faultOfTopic(value)
              .map(fault -> new Fault.Bad(DELIVERY_POLICY + ": " + fault));
      case KMS_KEY -> Optional.empty();
      default -> feedback(name).flatMap(kind -> checkFeedback(name, kind, value));
    };
  }

  private static Optional<Fault> checkFeedback(String name, String kind, String value) {
    boolean good =
        kind.endsWith("SampleRate")
            ? value.matches("[0-9]{1,2}|100")
            : Arn.parse(value).filter(arn -> arn.service().equals("iam")).isPresent();
    return good ? Optional.empty() : Optional.of(new Fault.Bad(name));
  }

  private static Optional<Fault> oneOf(String name, String value, Set<String> allowed) {
    return allowed.contains(value) ? Optional.empty() : Optional.of(new Fault.Bad(name));
  }

  private static boolean isObject(String text) {
    try {
      return JSON.readTree(text).isObject();
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  /** The policy that AWS gives a new topic. */
  static String defaultPolicy(String arn, String account) {
    return "{\"Version\":\"2008-10-17\",\"Id\":\"__default_policy_ID\",\"Statement\":[{\"Sid\":"
        + "\"__default_statement_ID\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"*\"},\"Action\":"
        + "[\"SNS:GetTopicAttributes\",\"SNS:SetTopicAttributes\",\"SNS:AddPermission\","
        + "\"SNS:RemovePermission\",\"SNS:DeleteTopic\",\"SNS:Subscribe\","
        + "\"SNS:ListSubscriptionsByTopic\",\"SNS:Publish\"],\"Resource\":\""
        + arn
        + "\",\"Condition\":{\"StringEquals\":{\"AWS:SourceOwner\":\""
        + account
        + "\"}}}]}";
  }
}
