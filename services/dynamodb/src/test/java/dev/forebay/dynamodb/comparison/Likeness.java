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

/** Brings answers into a form in which equal ones are equal: sets, and items without an order. */
final class Likeness {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> SETS = Set.of("SS", "NS", "BS");

  private Likeness() {}

  /**
   * The form of an answer.
   *
   * @param ordered whether the order of items counts
   */
  static String of(int status, JsonNode body, boolean ordered) {
    JsonNode plain = plain(body, ordered);
    if (status == 200) {
      return plain.toString();
    }
    String type = body.path("__type").asText();
    String message = body.path("message").asText(body.path("Message").asText());
    return type.substring(type.indexOf('#') + 1)
        + ": "
        + message
        + " "
        + plain.path("Item")
        + plain.path("CancellationReasons");
  }

  private static JsonNode plain(JsonNode node, boolean ordered) {
    if (node instanceof ObjectNode object) {
      Map<String, JsonNode> sorted = new TreeMap<>();
      for (Map.Entry<String, JsonNode> member : object.properties()) {
        String name = member.getKey();
        JsonNode value = plain(member.getValue(), ordered);
        boolean unordered =
            SETS.contains(name) || (!ordered && name.equals("Items")) || name.equals("Responses");
        if (name.equals("N") && value.isTextual()) {
          value = number(value);
        }
        if (name.equals("NS") && value instanceof ArrayNode array) {
          ArrayNode numbers = JSON.createArrayNode();
          array.forEach(element -> numbers.add(number(element)));
          value = numbers;
        }
        // Local tells DeleteItem's capacity unasked, and counts nothing for an empty read.
        if ((!name.equals("LastEvaluatedKey") || ordered) && !name.equals("ConsumedCapacity")) {
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

  private static JsonNode number(JsonNode text) {
    return JSON.getNodeFactory().textNode(new BigDecimal(text.asText()).toPlainString());
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
