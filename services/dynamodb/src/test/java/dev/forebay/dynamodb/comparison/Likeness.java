package dev.forebay.dynamodb.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Brings answers into a form in which equal ones are equal: sets, and items without an order. */
final class Likeness {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> SETS = Set.of("SS", "NS", "BS");

  /**
   * Local tells DeleteItem's capacity unasked and counts nothing for an empty read; it never tells
   * the size of a collection, and not of which table a statement failed.
   */
  private static final Set<String> LEFT_OUT =
      Set.of("ConsumedCapacity", "ItemCollectionMetrics", "TableName");

  private static final Pattern NUMBER = Pattern.compile("\\{N:([^}]*)}");

  private Likeness() {}

  /**
   * The form of an answer.
   *
   * @param ordered whether the order of items counts
   */
  static String of(Side.Answer answer, boolean ordered) {
    JsonNode body = answer.body();
    JsonNode plain = plain(body, ordered);
    if (answer.done()) {
      return answer.status() + " " + plain;
    }
    String type = body.path("__type").asText();
    String message = body.path("message").asText(body.path("Message").asText());
    return answer.status()
        + " "
        + type.substring(type.indexOf('#') + 1)
        + ": "
        + plain(message)
        + " "
        + plain.path("Item")
        + plain.path("CancellationReasons");
  }

  /** What an answer says, without what it says it of. */
  static String message(String answer) {
    return answer.split("[\\[{\"';]", 2)[0].replaceAll("\\b[A-Z]{1,12}\\b", "");
  }

  /** The form of attributes. */
  static JsonNode plain(JsonNode attributes) {
    return plain(attributes, true);
  }

  private static JsonNode plain(JsonNode node, boolean ordered) {
    if (node instanceof ObjectNode object) {
      Map<String, JsonNode> sorted = new TreeMap<>();
      for (Map.Entry<String, JsonNode> member : object.properties()) {
        String name = member.getKey();
        JsonNode value = plain(member.getValue(), ordered);
        boolean unordered =
            SETS.contains(name) || (!ordered && name.equals("Items")) || name.equals("Responses");
        if (name.equals("Message") && value.isTextual()) {
          value = JSON.getNodeFactory().textNode(plain(value.asText()));
        }
        if (name.equals("N") && value.isTextual()) {
          value = number(value);
        }
        if (name.equals("NS") && value instanceof ArrayNode array) {
          ArrayNode numbers = JSON.createArrayNode();
          array.forEach(element -> numbers.add(number(element)));
          value = numbers;
        }
        if (!LEFT_OUT.contains(name) && (!name.equals("LastEvaluatedKey") || ordered)) {
          sorted.put(name, unordered ? sorted(value) : value);
        }
      }
      ObjectNode copy = JSON.createObjectNode();
      sorted.forEach(copy::set);
      return copy;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = JSON.createArrayNode();
      array.forEach(element -> copy.add(plain(element, ordered)));
      return copy;
    }
    return node;
  }

  /**
   * Local quotes numbers as they came, and bytes as what holds them; it puts a stop behind some
   * messages in some of its operations.
   */
  private static String plain(String message) {
    return NUMBER
        .matcher(message)
        .replaceAll(found ->
            "{N:" + new BigDecimal(found.group(1)).stripTrailingZeros().toPlainString() + "}")
        .replaceAll("\\{B:[^}]*}", "{B}")
        .replaceAll("valid types: \\{[A-Z,]+}", "valid types")
        .replace("contains duplicates.", "contains duplicates")
        .replace("request failed.", "request failed");
  }

  private static JsonNode number(JsonNode text) {
    return JSON.getNodeFactory()
        .textNode(new BigDecimal(text.asText()).stripTrailingZeros().toPlainString());
  }

  private static JsonNode sorted(JsonNode value) {
    if (value instanceof ArrayNode array) {
      List<JsonNode> elements = new ArrayList<>();
      array.forEach(elements::add);
      elements.sort(Comparator.comparing(JsonNode::toString));
      ArrayNode copy = JSON.createArrayNode();
      elements.forEach(copy::add);
      return copy;
    }
    if (value instanceof ObjectNode object) {
      ObjectNode copy = JSON.createObjectNode();
      object.properties().forEach(member -> copy.set(member.getKey(), sorted(member.getValue())));
      return copy;
    }
    return value;
  }
}
