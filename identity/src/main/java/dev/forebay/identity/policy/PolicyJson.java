package dev.forebay.identity.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** JSON as policy documents use it: a value or a list of values, and no member twice. */
final class PolicyJson {
  private static final ObjectReader READER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .reader();

  private PolicyJson() {}

  /** The object that a text spells, if it spells one. */
  static Optional<JsonNode> read(String json) {
    try {
      return Optional.of(READER.readTree(json)).filter(JsonNode::isObject);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** A member, if it is there and not the JSON null. */
  static Optional<JsonNode> member(JsonNode object, String name) {
    return Optional.ofNullable(object.get(name)).filter(value -> !value.isNull());
  }

  /** The element itself, or the elements of the array that it is. */
  static List<JsonNode> oneOrMany(JsonNode node) {
    if (!node.isArray()) {
      return List.of(node);
    }
    List<JsonNode> elements = new ArrayList<>(node.size());
    node.forEach(elements::add);
    return elements;
  }

  /** Whether it is a string or an array of strings. */
  static boolean isTexts(JsonNode node) {
    return node.isTextual()
        || (node.isArray() && oneOrMany(node).stream().allMatch(JsonNode::isTextual));
  }

  /** The strings of what {@link #isTexts} holds for; none for an absent member. */
  static List<String> texts(JsonNode object, String name) {
    return member(object, name).stream()
        .flatMap(node -> oneOrMany(node).stream())
        .map(JsonNode::asText)
        .toList();
  }

  /** Whether it may stand as a condition's value: a string, number or boolean, or an array. */
  static boolean isConditionValues(JsonNode node) {
    return node.isArray()
        ? oneOrMany(node).stream().allMatch(PolicyJson::isScalar)
        : isScalar(node);
  }

  private static boolean isScalar(JsonNode node) {
    return node.isTextual() || node.isNumber() || node.isBoolean();
  }
}
