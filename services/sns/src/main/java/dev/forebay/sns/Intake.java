package dev.forebay.sns;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.forebay.model.Clock;
import dev.forebay.model.RequestId;
import dev.forebay.wire.AwsException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sns.model.PublishRequest;

/** Checks what callers want published ("Publish", "Amazon SNS message attributes"). */
final class Intake {
  /** Bytes of a message, or of all in a batch: body and attributes. */
  static final int LARGEST = 256 * 1024;

  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build()
          .readerFor(JsonNode.class);
  private static final Pattern ID = Pattern.compile("[\\p{Alnum}\\p{Punct}]{1,128}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,256}");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,4})?");

  private final Clock clock;
  private final RandomGenerator random;

  Intake(Clock clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /**
   * What is given.
   *
   * @param structure MessageStructure
   */
  record Given(
      @Nullable String body,
      @Nullable String subject,
      @Nullable String structure,
      Map<String, MessageAttributeValue> attributes,
      @Nullable String group,
      @Nullable String deduplicationId) {
    static Given of(PublishRequest request) {
      return new Given(
          request.message(),
          request.subject(),
          request.messageStructure(),
          request.messageAttributes(),
          request.messageGroupId(),
          request.messageDeduplicationId());
    }

    static Given of(PublishBatchRequestEntry entry) {
      return new Given(
          entry.message(),
          entry.subject(),
          entry.messageStructure(),
          entry.messageAttributes(),
          entry.messageGroupId(),
          entry.messageDeduplicationId());
    }

    /** Bytes of body and attributes. */
    long size() {
      long size = body == null ? 0 : utf8(body);
      for (Map.Entry<String, MessageAttributeValue> each : attributes.entrySet()) {
        MessageAttributeValue value = each.getValue();
        size += utf8(each.getKey());
        size += value.dataType() == null ? 0 : utf8(value.dataType());
        size += value.stringValue() == null ? 0 : utf8(value.stringValue());
        size += value.binaryValue() == null ? 0 : value.binaryValue().asByteArrayUnsafe().length;
      }
      return size;
    }

    private static int utf8(String text) {
      return text.getBytes(StandardCharsets.UTF_8).length;
    }
  }

  /** A message to a topic, or to a device when there is none; refuses what AWS would refuse. */
  Message check(Given given, Optional<TopicRow> topic) {
    String body = given.body();
    if (body == null || body.isEmpty()) {
      throw SnsErrors.invalid("Empty message");
    }
    if (given.size() > LARGEST) {
      throw SnsErrors.invalid("Message too long");
    }
    checkSubject(given.subject());
    Map<String, Message.Attribute> attributes = attributes(given.attributes());
    boolean fifo = topic.filter(TopicRow::fifo).isPresent();
    checkIds(given, fifo);
    Map<String, String> bodies = bodies(body, given.structure());
    String standard = bodies.getOrDefault("default", body);
    return new Message(
        RequestId.random(random).value(),
        standard,
        bodies,
        Optional.ofNullable(given.subject()),
        attributes,
        Optional.ofNullable(given.group()),
        fifo ? Optional.of(deduplicationId(given, topic, body)) : Optional.empty(),
        Optional.empty(),
        clock.now().truncatedTo(ChronoUnit.MILLIS));
  }

  private static void checkSubject(@Nullable String subject) {
    if (subject == null) {
      return;
    }
    boolean good =
        !subject.isEmpty()
            && subject.length() < 100
            && subject.codePoints().noneMatch(c -> c < 0x20 || (c >= 0x7f && c <= 0x9f))
            && !Character.isWhitespace(subject.charAt(0));
    if (!good) {
      throw SnsErrors.invalid("Subject");
    }
  }

  private static void checkIds(Given given, boolean fifo) {
    if (given.group() != null && !ID.matcher(given.group()).matches()) {
      throw SnsErrors.invalid(
          "MessageGroupId",
          "MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in"
              + " length.");
    }
    if (given.deduplicationId() != null) {
      if (!fifo) {
        throw SnsErrors.invalid(
            "MessageDeduplicationId",
            "The request includes MessageDeduplicationId parameter that is not valid for this topic"
                + " type");
      }
      if (!ID.matcher(given.deduplicationId()).matches()) {
        throw SnsErrors.invalid(
            "MessageDeduplicationId",
            "MessageDeduplicationId can only include alphanumeric and punctuation characters. 1 to"
                + " 128 in length.");
      }
    }
    if (fifo && given.group() == null) {
      throw SnsErrors.invalid("The MessageGroupId parameter is required for FIFO topics");
    }
  }

  private static String deduplicationId(Given given, Optional<TopicRow> topic, String body) {
    if (given.deduplicationId() != null) {
      return given.deduplicationId();
    }
    if (topic
        .filter(row -> row.attribute(TopicAttributes.CONTENT_BASED).equals("true"))
        .isEmpty()) {
      throw SnsErrors.invalid(
          "The topic should either have ContentBasedDeduplication enabled or"
              + " MessageDeduplicationId provided explicitly");
    }
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The bodies by protocol; none when there is one for all. */
  private static Map<String, String> bodies(String body, @Nullable String structure) {
    if (structure == null || structure.isEmpty()) {
      return Map.of();
    }
    if (!structure.equals("json")) {
      throw SnsErrors.invalid("MessageStructure");
    }
    JsonNode tree;
    try {
      tree = JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw SnsErrors.invalid("Message Structure - JSON message body failed to parse");
    }
    if (!tree.isObject()) {
      throw SnsErrors.invalid("Message Structure - JSON message body failed to parse");
    }
    if (!tree.path("default").isTextual()) {
      throw SnsErrors.invalid("Message Structure - No default entry in JSON message body");
    }
    Map<String, String> bodies = new TreeMap<>();
    for (Map.Entry<String, JsonNode> each : tree.properties()) {
      if (each.getValue().isTextual()) {
        bodies.put(each.getKey(), each.getValue().asText());
      }
    }
    return bodies;
  }

  private static Map<String, Message.Attribute> attributes(
      Map<String, MessageAttributeValue> given) {
    if (given.isEmpty()) {
      return Map.of();
    }
    Map<String, Message.Attribute> attributes = new TreeMap<>();
    given.forEach((name, value) -> attributes.put(name, attribute(name, value)));
    return attributes;
  }

  private static Message.Attribute attribute(String name, MessageAttributeValue value) {
    checkName(name);
    String type = value.dataType();
    if (type == null || type.isEmpty()) {
      throw SnsErrors.invalidValue(
          "The message attribute '" + name + "' must contain non-empty message attribute type.");
    }
    String kind = type.split("\\.", 2)[0];
    if (!kind.equals("String") && !kind.equals("Number") && !kind.equals("Binary")) {
      throw SnsErrors.invalidValue(
          "The message attribute '"
              + name
              + "' has an invalid message attribute type, the set of supported type prefixes is"
              + " Binary, Number, and String.");
    }
    if (kind.equals("Binary")) {
      if (value.binaryValue() == null || value.binaryValue().asByteArrayUnsafe().length == 0) {
        throw empty(name);
      }
      return new Message.Attribute(
          type, Base64.getEncoder().encodeToString(value.binaryValue().asByteArrayUnsafe()));
    }
    String text = value.stringValue();
    if (text == null || text.isEmpty()) {
      throw empty(name);
    }
    if (kind.equals("Number") && !NUMBER.matcher(text).matches()) {
      throw SnsErrors.invalidValue(
          "Can't cast the value of message (user) attribute '" + name + "' to a number.");
    }
    return new Message.Attribute(type, text);
  }

  private static AwsException empty(String name) {
    return SnsErrors.invalidValue(
        "The message attribute '"
            + name
            + "' must contain non-empty message attribute value for its type.");
  }

  private static void checkName(String name) {
    boolean good =
        NAME.matcher(name).matches()
            && !name.startsWith(".")
            && !name.endsWith(".")
            && !name.contains("..");
    if (!good) {
      throw SnsErrors.invalidValue(
          "Invalid attribute name '"
              + name
              + "': it may have letters, digits, hyphens, underscores and single dots inside,"
              + " 1 to 256 characters.");
    }
  }
}
