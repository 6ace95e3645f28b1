package dev.forebay.sns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.forebay.push.RetryPolicy;
import dev.forebay.push.RetryPolicy.Curve;
import dev.forebay.push.RetryPolicy.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How requests over HTTP are made and tried again. Immutable.
 *
 * @param minDelay seconds before a retry, at least
 * @param maxDelay at most
 * @param retries in all
 * @param immediate of them without a pause
 * @param atMin of them with the least
 * @param atMax of them with the longest, at the end
 * @param backoff how pauses grow in between
 * @param contentType what requests say of their body
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/creating-delivery-policy.html">Creating
 *     an HTTP/S delivery policy</a>
 */
record DeliveryPolicy(
    int minDelay,
    int maxDelay,
    int retries,
    int immediate,
    int atMin,
    int atMax,
    Curve backoff,
    String contentType) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DeliveryPolicy STANDARD =
      new DeliveryPolicy(20, 20, 3, 0, 0, 0, Curve.LINEAR, "text/plain; charset=UTF-8");
  private static final int LONGEST_DELAY = 3_600;
  private static final int MOST_RETRIES = 100;
  private static final Set<String> CONTENT_TYPES =
      Set.of(
          "text/plain",
          "application/json",
          "application/xml",
          "text/html",
          "text/xml",
          "application/x-www-form-urlencoded",
          "application/octet-stream",
          "text/css",
          "text/csv",
          "application/atom+xml",
          "application/rss+xml",
          "text/richtext",
          "application/soap+xml");

  /**
   * What is in force for a subscription.
   *
   * @param topic the topic's policy
   * @param subscription the subscription's own, which goes before it
   */
  static DeliveryPolicy effective(@Nullable String topic, @Nullable String subscription) {
    DeliveryPolicy policy = STANDARD;
    boolean overridable = true;
    if (topic != null) {
      JsonNode http = parse(topic).path("http");
      overridable = !http.path("disableSubscriptionOverrides").asBoolean(false);
      policy =
          policy
              .with(http.path("defaultHealthyRetryPolicy"))
              .typed(http.path("defaultRequestPolicy"));
    }
    if (subscription != null && overridable) {
      JsonNode own = parse(subscription);
      policy = policy.with(own.path("healthyRetryPolicy")).typed(own.path("requestPolicy"));
    }
    return policy;
  }

  /** Why a topic's policy is none; empty when it is one. */
  static Optional<String> faultOfTopic(String text) {
    return fault(text, "http", "defaultHealthyRetryPolicy", "defaultRequestPolicy");
  }

  /** Why a subscription's policy is none; empty when it is one. */
  static Optional<String> faultOfSubscription(String text) {
    return fault(text, "", "healthyRetryPolicy", "requestPolicy");
  }

  private static Optional<String> fault(
      String text, String root, String retryName, String requestName) {
    JsonNode tree;
    try {
      tree = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return Optional.of("failed to parse JSON.");
    }
    if (!tree.isObject() || (!root.isEmpty() && !tree.path(root).isObject())) {
      return Optional.of(root.isEmpty() ? "not an object" : root + " must be specified");
    }
    JsonNode policy = root.isEmpty() ? tree : tree.path(root);
    JsonNode retry = policy.path(retryName);
    for (String name :
        List.of(
            "minDelayTarget",
            "maxDelayTarget",
            "numRetries",
            "numNoDelayRetries",
            "numMinDelayRetries",
            "numMaxDelayRetries")) {
      JsonNode value = retry.path(name);
      if (!value.isMissingNode() && !value.isNull() && (!value.isInt() || value.asInt() < 0)) {
        return Optional.of(retryName + "." + name + " must be an integer of 0 or more");
      }
    }
    String contentType = policy.path(requestName).path("headerContentType").asText("");
    if (!contentType.isEmpty()
        && !CONTENT_TYPES.contains(contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))) {
      return Optional.of(requestName + ".headerContentType is not supported: " + contentType);
    }
    String backoff = retry.path("backoffFunction").asText("linear");
    if (curve(backoff).isEmpty()) {
      return Optional.of(
          retryName
              + ".backoffFunction must be one of arithmetic, exponential, geometric or linear");
    }
    return STANDARD.with(retry).fault(retryName);
  }

  private Optional<String> fault(String name) {
    if (minDelay < 1 || minDelay > maxDelay) {
      return Optional.of(name + ".minDelayTarget must be 1 to maxDelayTarget");
    }
    if (maxDelay > LONGEST_DELAY) {
      return Optional.of(name + ".maxDelayTarget must be less than or equal to 3600");
    }
    if (retries > MOST_RETRIES) {
      return Optional.of(name + ".numRetries must be less than or equal to 100");
    }
    if (immediate + atMin + atMax > retries) {
      return Optional.of(
          name
              + ".numRetries must be greater than or equal to total of"
              + " numMinDelayRetries, numNoDelayRetries and numMaxDelayRetries");
    }
    return Optional.empty();
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a policy is checked before it is stored", e);
    }
  }

  private DeliveryPolicy with(JsonNode retry) {
    return new DeliveryPolicy(
        retry.path("minDelayTarget").asInt(minDelay),
        retry.path("maxDelayTarget").asInt(maxDelay),
        retry.path("numRetries").asInt(retries),
        retry.path("numNoDelayRetries").asInt(immediate),
        retry.path("numMinDelayRetries").asInt(atMin),
        retry.path("numMaxDelayRetries").asInt(atMax),
        curve(retry.path("backoffFunction").asText("")).orElse(backoff),
        contentType);
  }

  private DeliveryPolicy typed(JsonNode request) {
    return new DeliveryPolicy(
        minDelay,
        maxDelay,
        retries,
        immediate,
        atMin,
        atMax,
        backoff,
        request.path("headerContentType").asText(contentType));
  }

  private static Optional<Curve> curve(String name) {
    return switch (name) {
      case "linear" -> Optional.of(Curve.LINEAR);
      case "arithmetic" -> Optional.of(Curve.ARITHMETIC);
      case "geometric" -> Optional.of(Curve.GEOMETRIC);
      case "exponential" -> Optional.of(Curve.EXPONENTIAL);
      default -> Optional.empty();
    };
  }

  /** The phases in AWS's order: immediate, pre-backoff, backoff, post-backoff; an hour in all. */
  RetryPolicy retry() {
    Duration least = Duration.ofSeconds(minDelay);
    Duration longest = Duration.ofSeconds(maxDelay);
    List<Phase> phases = new ArrayList<>();
    phases.add(Phase.constant(immediate, Duration.ZERO));
    phases.add(Phase.constant(atMin, least));
    phases.add(new Phase(retries - immediate - atMin - atMax, least, longest, backoff));
    phases.add(Phase.constant(atMax, longest));
    return new RetryPolicy(phases, Duration.ofSeconds(LONGEST_DELAY), 0);
  }

  /** As GetTopicAttributes answers it. */
  String ofTopic() {
    ObjectNode root = JSON.createObjectNode();
    ObjectNode http = root.putObject("http");
    http.set("defaultHealthyRetryPolicy", retryNode());
    http.put("disableSubscriptionOverrides", false);
    http.putObject("defaultRequestPolicy").put("headerContentType", contentType);
    return root.toString();
  }

  /** As GetSubscriptionAttributes answers it. */
  String ofSubscription() {
    ObjectNode root = JSON.createObjectNode();
    root.set("healthyRetryPolicy", retryNode());
    root.put("sicklyRetryPolicy", (String) null);
    root.put("throttlePolicy", (String) null);
    root.putObject("requestPolicy").put("headerContentType", contentType);
    root.put("guaranteed", false);
    return root.toString();
  }

  private ObjectNode retryNode() {
    return JSON.createObjectNode()
        .put("minDelayTarget", minDelay)
        .put("maxDelayTarget", maxDelay)
        .put("numRetries", retries)
        .put("numMaxDelayRetries", atMax)
        .put("numNoDelayRetries", immediate)
        .put("numMinDelayRetries", atMin)
        .put("backoffFunction", backoff.name().toLowerCase(Locale.ROOT));
  }
}
