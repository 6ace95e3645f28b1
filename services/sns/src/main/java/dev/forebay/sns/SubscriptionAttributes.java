package dev.forebay.sns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.forebay.model.Arn;
import java.util.Map;
import java.util.Set;

/**
 * The attributes that a subscription may have, and what they may be ("SetSubscriptionAttributes").
 */
final class SubscriptionAttributes {
  static final String RAW = "RawMessageDelivery";
  static final String FILTER_POLICY = "FilterPolicy";
  static final String FILTER_SCOPE = "FilterPolicyScope";
  static final String DELIVERY_POLICY = "DeliveryPolicy";
  static final String REDRIVE_POLICY = "RedrivePolicy";
  static final String ROLE = "SubscriptionRoleArn";
  static final String REPLAY = "ReplayPolicy";

  /** A filter on the attributes: what it is when nothing is said. */
  static final String ATTRIBUTES = "MessageAttributes";

  /** A filter on the body. */
  static final String BODY = "MessageBody";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> KNOWN =
      Set.of(RAW, FILTER_POLICY, FILTER_SCOPE, DELIVERY_POLICY, REDRIVE_POLICY, ROLE, REPLAY);

  private SubscriptionAttributes() {}

  /** A value that is refused. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    Refused(String reason) {
      super(reason, null, false, false);
    }

    String reason() {
      return String.valueOf(getMessage());
    }
  }

  static boolean isKnown(String name) {
    return KNOWN.contains(name);
  }

  /**
   * Refuses a value that AWS would refuse.
   *
   * @param all the attributes as they will be
   */
  static void check(
      String name, String value, Map<String, String> all, Protocol protocol, boolean fifoTopic)
      throws Refused {
    if (value.isEmpty()) {
      return;
    }
    switch (name) {
      case RAW -> checkRaw(value, protocol);
      case FILTER_SCOPE -> checkScope(value, all);
      case FILTER_POLICY -> checkFilter(value, all.getOrDefault(FILTER_SCOPE, ATTRIBUTES));
      case DELIVERY_POLICY -> {
        if (!protocol.web()) {
          throw new Refused(
              "DeliveryPolicy: Delivery protocol ["
                  + protocol.spelling()
                  + "] does not support delivery policies.");
        }
        var fault = DeliveryPolicy.faultOfSubscription(value);
        if (fault.isPresent()) {
          throw new Refused("DeliveryPolicy: " + fault.get());
        }
      }
      case REDRIVE_POLICY -> checkRedrive(value, fifoTopic);
      case ROLE -> {
        if (Arn.parse(value).filter(arn -> arn.service().equals("iam")).isEmpty()) {
          throw new Refused("SubscriptionRoleArn: Invalid value [" + value + "].");
        }
      }
      default -> throw new Refused("ReplayPolicy: replays are not implemented in Forebay");
    }
  }

  private static void checkRaw(String value, Protocol protocol) throws Refused {
    if (!value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
      throw new Refused(
          "RawMessageDelivery: Invalid value [" + value + "]. Must be true or false.");
    }
    if (value.equalsIgnoreCase("true")
        && !protocol.web()
        && protocol != Protocol.SQS
        && protocol != Protocol.FIREHOSE) {
      throw new Refused(
          "RawMessageDelivery: Delivery protocol ["
              + protocol.spelling()
              + "] does not support raw message delivery.");
    }
  }

  private static void checkScope(String value, Map<String, String> all) throws Refused {
    if (!value.equals(ATTRIBUTES) && !value.equals(BODY)) {
      throw new Refused(
          "FilterPolicyScope: Invalid value ["
              + value
              + "]. Please use either MessageBody or MessageAttributes");
    }
    String policy = all.getOrDefault(FILTER_POLICY, "");
    if (!policy.isEmpty()) {
      checkFilter(policy, value);
    }
  }

  private static void checkFilter(String policy, String scope) throws Refused {
    try {
      FilterPolicy.check(policy, scope);
    } catch (FilterPolicy.Invalid e) {
      throw new Refused(e.reason());
    }
  }

  private static void checkRedrive(String value, boolean fifoTopic) throws Refused {
    String target;
    try {
      target = JSON.readTree(value).path("deadLetterTargetArn").asText("");
    } catch (JsonProcessingException e) {
      throw new Refused("RedrivePolicy: failed to parse JSON.");
    }
    if (Arn.parse(target).filter(arn -> arn.service().equals("sqs")).isEmpty()) {
      throw new Refused("RedrivePolicy: deadLetterTargetArn is an invalid arn");
    }
    if (fifoTopic && !target.endsWith(".fifo")) {
      throw new Refused("RedrivePolicy: must use a FIFO queue as DLQ for a FIFO topic");
    }
  }

  /** The queue that a checked policy names. */
  static Arn deadLetterTarget(String policy) {
    try {
      return Arn.parse(JSON.readTree(policy).path("deadLetterTargetArn").asText(""))
          .orElseThrow(() -> new IllegalStateException("a policy is checked when it is set"));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a policy is checked when it is set", e);
    }
  }
}
