package dev.forebay.sqs;

import dev.forebay.identity.policy.PolicyDocument;
import dev.forebay.identity.policy.PolicyKind;
import dev.forebay.identity.policy.PolicyRefusal;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The attributes of queues: names, bounds, defaults ("SetQueueAttributes"). */
final class QueueAttributes {
  static final String POLICY = "Policy";
  static final String REDRIVE_POLICY = "RedrivePolicy";
  static final String REDRIVE_ALLOW_POLICY = "RedriveAllowPolicy";
  static final String FIFO_QUEUE = "FifoQueue";
  static final String CONTENT_BASED = "ContentBasedDeduplication";
  static final String SCOPE = "DeduplicationScope";
  static final String THROUGHPUT = "FifoThroughputLimit";
  static final String KMS_KEY = "KmsMasterKeyId";
  static final String DELAY = "DelaySeconds";
  static final String MAXIMUM_SIZE = "MaximumMessageSize";
  static final String RETENTION = "MessageRetentionPeriod";
  static final String WAIT = "ReceiveMessageWaitTimeSeconds";
  static final String VISIBILITY = "VisibilityTimeout";

  /** Every attribute that is computed, not set. */
  static final List<String> COMPUTED =
      List.of(
          "QueueArn",
          "ApproximateNumberOfMessages",
          "ApproximateNumberOfMessagesNotVisible",
          "ApproximateNumberOfMessagesDelayed",
          "CreatedTimestamp",
          "LastModifiedTimestamp");

  private static final Map<String, Range> NUMBERS =
      Map.of(
          DELAY,
          new Range(0, 900, "0"),
          MAXIMUM_SIZE,
          new Range(1_024, 1 << 20, "1048576"),
          RETENTION,
          new Range(60, 1_209_600, "345600"),
          WAIT,
          new Range(0, 20, "0"),
          VISIBILITY,
          new Range(0, 43_200, "30"),
          "KmsDataKeyReusePeriodSeconds",
          new Range(60, 86_400, "300"));
  private static final Map<String, Set<String>> CHOICES =
      Map.of(
          "SqsManagedSseEnabled",
          Set.of("true", "false"),
          FIFO_QUEUE,
          Set.of("true", "false"),
          CONTENT_BASED,
          Set.of("true", "false"),
          SCOPE,
          Set.of("queue", "messageGroup"),
          THROUGHPUT,
          Set.of("perQueue", "perMessageGroupId"));
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "SqsManagedSseEnabled",
          "true",
          CONTENT_BASED,
          "false",
          SCOPE,
          "queue",
          THROUGHPUT,
          "perQueue");
  private static final Set<String> FREE =
      Set.of(POLICY, REDRIVE_POLICY, REDRIVE_ALLOW_POLICY, KMS_KEY);
  private static final Set<String> OF_FIFO = Set.of(FIFO_QUEUE, CONTENT_BASED, SCOPE, THROUGHPUT);
  private static final Set<String> ALWAYS_SHOWN =
      Set.of(DELAY, MAXIMUM_SIZE, RETENTION, WAIT, VISIBILITY, "SqsManagedSseEnabled");

  private record Range(int least, int most, String standard) {}

  private QueueAttributes() {}

  /** The default; empty for an attribute that has none. */
  static String defaultOf(String name) {
    Range range = NUMBERS.get(name);
    return range == null ? DEFAULTS.getOrDefault(name, "") : range.standard();
  }

  /** Whether there is an attribute of the name, settable or not. */
  static boolean isKnown(String name) {
    return NUMBERS.containsKey(name)
        || CHOICES.containsKey(name)
        || FREE.contains(name)
        || COMPUTED.contains(name);
  }

  /** Whether a queue of this kind shows the attribute though nobody has set it. */
  static boolean isShown(String name, QueueRow queue) {
    return ALWAYS_SHOWN.contains(name)
        || (queue.fifo() && OF_FIFO.contains(name))
        || queue.attributes().containsKey(name);
  }

  /** Refuses names and values that AWS would refuse. */
  static void check(Map<String, String> attributes, QueueKind kind) {
    attributes.forEach((name, value) -> {
      if (!isKnown(name)
          || COMPUTED.contains(name)
          || (kind == QueueKind.STANDARD && OF_FIFO.contains(name))) {
        throw SqsErrors.unknownAttribute(name);
      }
      if (!isGood(name, value)) {
        throw SqsErrors.badAttribute(name);
      }
    });
  }

  /**
   * Refuses what does not go together, of all the attributes that a queue would have ("High
   * throughput for FIFO queues").
   */
  static void checkTogether(Map<String, String> attributes) {
    if (attributes.getOrDefault(THROUGHPUT, "").equals("perMessageGroupId")
        && !attributes.getOrDefault(SCOPE, "").equals("messageGroup")) {
      throw SqsErrors.refused(
          "InvalidAttributeValue",
          "Invalid value for the parameter FifoThroughputLimit. Reason: perMessageGroupId is"
              + " allowed only when the value for DeduplicationScope is messageGroup.");
    }
  }

  private static boolean isGood(String name, String value) {
    Range range = NUMBERS.get(name);
    if (range != null) {
      return value.matches("[0-9]{1,9}")
          && Integer.parseInt(value) >= range.least()
          && Integer.parseInt(value) <= range.most();
    }
    Set<String> choices = CHOICES.get(name);
    if (choices != null) {
      return choices.contains(value);
    }
    // An empty text takes the attribute away.
    return value.isEmpty()
        || switch (name) {
          case REDRIVE_POLICY -> RedrivePolicy.parse(value).isPresent();
          case REDRIVE_ALLOW_POLICY -> RedriveAllowPolicy.parse(value).isPresent();
          case POLICY -> isPolicy(value);
          default -> true;
        };
  }

  private static boolean isPolicy(String text) {
    try {
      PolicyDocument.parse(text, PolicyKind.RESOURCE);
      return true;
    } catch (PolicyRefusal refusal) {
      return false;
    }
  }
}
