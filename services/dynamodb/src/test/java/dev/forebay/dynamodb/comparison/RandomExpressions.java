package dev.forebay.dynamodb.comparison;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Random expressions, with the placeholders that they use. Some are broken on purpose. Confined to
 * one thread.
 */
final class RandomExpressions {
  private static final List<String> NAMES = List.of("a", "b", "c", "d", "e", "pk", "sk", "status");
  private static final List<String> TYPES =
      List.of("S", "N", "B", "SS", "NS", "BS", "L", "M", "BOOL", "NULL");

  private final RandomValues values;
  private final Map<String, String> usedNames = new LinkedHashMap<>();
  private final Map<String, String> usedValues = new LinkedHashMap<>();

  RandomExpressions(RandomValues values) {
    this.values = values;
  }

  /** The members of a request that explain the placeholders, by name. */
  Map<String, String> placeholders() {
    if (values.chance(2)) {
      usedValues.put(":unused", values.text());
    }
    if (values.chance(2)) {
      usedNames.put("#unused", "\"x\"");
    }
    if (!usedValues.isEmpty() && values.chance(2)) {
      usedValues.remove(usedValues.keySet().iterator().next());
    }
    Map<String, String> members = new LinkedHashMap<>();
    if (!usedNames.isEmpty()) {
      members.put("ExpressionAttributeNames", object(usedNames));
    }
    if (!usedValues.isEmpty()) {
      members.put("ExpressionAttributeValues", object(usedValues));
    }
    return members;
  }

  private static String object(Map<String, String> map) {
    return map.entrySet().stream()
        .map(entry -> "\"" + entry.getKey() + "\":" + entry.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  String value(String json) {
    String name = ":v" + usedValues.size();
    usedValues.put(name, json);
    return name;
  }

  private String value() {
    return value(values.any());
  }

  private String name() {
    String name = values.one(NAMES);
    if (name.equals("status") ? !values.chance(10) : values.chance(25)) {
      usedNames.put("#" + name, "\"" + name + "\"");
      return "#" + name;
    }
    return name;
  }

  private String path() {
    return switch (values.below(8)) {
      case 0 -> outer() + "." + name();
      case 1 -> outer() + "[" + values.below(4) + "]";
      case 2 -> outer() + "[" + values.below(2) + "]." + name();
      default -> name();
    };
  }

  /** Seldom a key: there is nothing in it. */
  private String outer() {
    return values.chance(8) ? name() : values.one(List.of("c", "d", "e"));
  }

  private String operand() {
    return switch (values.below(10)) {
      case 0 -> "size(" + path() + ")";
      case 1, 2, 3, 4 -> value();
      default -> path();
    };
  }

  String condition() {
    return broken(condition(2));
  }

  private String condition(int depth) {
    return switch (values.below(depth > 0 ? 14 : 10)) {
      case 0, 1, 2 ->
          path() + " " + values.one(List.of("=", "<>", "<", "<=", ">", ">=")) + " " + operand();
      case 3 -> "attribute_exists(" + path() + ")";
      case 4 -> "attribute_not_exists(" + path() + ")";
      case 5 ->
          "begins_with("
              + path()
              + ", "
              + value(values.chance(85) ? values.text() : values.any())
              + ")";
      case 6 -> "contains(" + path() + ", " + value() + ")";
      case 7 -> path() + " BETWEEN " + operand() + " AND " + operand();
      case 8 -> path() + " IN (" + value() + ", " + operand() + ")";
      case 9 ->
          "attribute_type("
              + path()
              + ", "
              + value("{\"S\":\"" + (values.chance(90) ? values.one(TYPES) : "X") + "\"}")
              + ")";
      case 10 -> "(" + condition(depth - 1) + ")";
      case 11 -> "NOT " + condition(depth - 1);
      case 12 -> condition(depth - 1) + " AND " + condition(depth - 1);
      default -> condition(depth - 1) + " OR " + condition(depth - 1);
    };
  }

  String update() {
    StringBuilder update = new StringBuilder();
    if (values.chance(70)) {
      update.append("SET ").append(set());
      if (values.chance(40)) {
        update.append(", ").append(set());
      }
    }
    if (values.chance(25) || update.isEmpty()) {
      update.append(" REMOVE ").append(path());
      if (values.chance(20)) {
        update.append(", ").append(path());
      }
    }
    if (values.chance(20)) {
      update
          .append(" ADD ")
          .append(path())
          .append(' ')
          .append(value(values.chance(60) ? values.number() : values.any()));
    }
    if (values.chance(12)) {
      update
          .append(" DELETE ")
          .append(path())
          .append(' ')
          .append(value(values.chance(70) ? "{\"SS\":[\"a\"]}" : values.any()));
    }
    return broken(update.toString().strip());
  }

  private String set() {
    return path()
        + " = "
        + switch (values.below(8)) {
          case 0 -> path() + " + " + value(values.chance(80) ? values.number() : values.any());
          case 1 -> value(values.number()) + " - " + path();
          case 2 -> "if_not_exists(" + path() + ", " + value() + ")";
          case 3 -> "list_append(" + path() + ", " + value("{\"L\":[" + values.text() + "]}") + ")";
          case 4 -> path();
          case 5 ->
              "if_not_exists("
                  + path()
                  + ", "
                  + value("{\"N\":\"0\"}")
                  + ") + "
                  + value("{\"N\":\"1\"}");
          default -> value();
        };
  }

  String projection() {
    StringBuilder projection = new StringBuilder(path());
    for (int i = values.below(3); i > 0; i--) {
      projection.append(", ").append(path());
    }
    return broken(projection.toString());
  }

  /** Leaves most as they are; of a few a word is lost, doubled or replaced. */
  private String broken(String expression) {
    if (!values.chance(6)) {
      return expression;
    }
    List<String> words = new ArrayList<>(List.of(expression.split(" ")));
    int at = values.below(words.size());
    switch (values.below(5)) {
      case 0 -> words.remove(at);
      case 1 -> words.add(at, words.get(at));
      case 2 -> words.set(at, values.one(List.of("AND", ")", "(", "=", "foo", "size(a)", "%", "")));
      case 3 -> words.add(values.one(List.of("AND", ")", "b", ",", "foo(a)")));
      default -> words.set(at, words.get(at).replace("begins_with", "starts_with"));
    }
    return String.join(" ", words);
  }
}
