package dev.forebay.dynamodb.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Random keys and items of the tables, few enough to meet again. Confined to one thread. */
final class RandomItems {
  private static final Map<String, List<String>> KEYS =
      Map.of("S", List.of("k1", "k2", "k3"), "N", List.of("1", "2", "3.5", "-4"));

  private final RandomValues values;

  RandomItems(RandomValues values) {
    this.values = values;
  }

  String table() {
    return values.chance(1) ? "missing" : values.one(List.of("one", "two", "two", "three"));
  }

  /** A value of a key attribute; now and then one of another type. */
  String keyValue(String type) {
    return values.chance(2)
        ? values.any()
        : "{\"" + type + "\":\"" + values.one(KEYS.getOrDefault(type, List.of("k1"))) + "\"}";
  }

  /** A key of a table. */
  String key(String table) {
    return "{" + String.join(",", keyMembers(table)) + "}";
  }

  private List<String> keyMembers(String table) {
    List<String> keys = Schema.keys(table);
    List<String> members = new ArrayList<>();
    for (int i = 0; i < keys.size(); i += 2) {
      if (!values.chance(1)) {
        members.add("\"" + keys.get(i) + "\":" + keyValue(keys.get(i + 1)));
      }
    }
    return members;
  }

  /** An item of a table. */
  String item(String table) {
    List<String> members = keyMembers(table);
    for (String name : List.of("a", "b", "c", "d", "e")) {
      if (values.chance(55)) {
        String value = values.chance(5) ? values.any() : ofAttribute(name);
        members.add("\"" + name + "\":" + value);
      }
    }
    return "{" + String.join(",", members) + "}";
  }

  private String ofAttribute(String name) {
    return switch (name) {
      case "a" -> indexed();
      case "b" -> values.number();
      default -> values.any();
    };
  }

  private String indexed() {
    return "{\"S\":\"" + values.one(List.of("x", "y", "z")) + "\"}";
  }

  /** A value to look for in a table or an index. */
  String sought(String attribute, String type) {
    return switch (attribute) {
      case "a" -> indexed();
      case "b" -> values.number();
      default -> keyValue(type);
    };
  }
}
