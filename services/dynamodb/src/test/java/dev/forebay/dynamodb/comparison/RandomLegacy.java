package dev.forebay.dynamodb.comparison;

import java.util.ArrayList;
import java.util.List;

/** Random requests with the parameters that expressions have replaced. Confined to one thread. */
final class RandomLegacy {
  private static final List<String> OPERATORS =
      List.of(
          "EQ",
          "NE",
          "LT",
          "LE",
          "GT",
          "GE",
          "BEGINS_WITH",
          "CONTAINS",
          "NOT_CONTAINS",
          "NULL",
          "NOT_NULL",
          "IN",
          "BETWEEN");

  private final RandomValues values;
  private final RandomItems items;

  RandomLegacy(RandomValues values, RandomItems items) {
    this.values = values;
    this.items = items;
  }

  Request next() {
    String table = items.table();
    return switch (values.below(5)) {
      case 0 -> {
        Body body = Body.of(table).json("ScanFilter", comparisons());
        yield operator(body).request("Scan");
      }
      case 1 -> {
        Body body = Body.of(table).json("Item", items.item(table)).json("Expected", comparisons());
        yield operator(body).request("PutItem");
      }
      case 2 -> query(table);
      case 3 ->
          Body.of(table)
              .json("Key", items.key(table))
              .json("AttributesToGet", "[\"a\",\"" + attribute() + "\"]")
              .request("GetItem");
      default ->
          Body.of(table)
              .json("Key", items.key(table))
              .json(
                  "AttributeUpdates",
                  "{\""
                      + attribute()
                      + "\":{\"Action\":\""
                      + values.one(List.of("PUT", "ADD", "DELETE"))
                      + "\""
                      + (values.chance(85) ? ",\"Value\":" + values.any() : "")
                      + "}}")
              .text("ReturnValues", "ALL_NEW")
              .request("UpdateItem");
    };
  }

  private Request query(String table) {
    List<String> keys = Schema.keys(table);
    String conditions = condition(keys.get(0), "EQ", items.keyValue(keys.get(1)));
    if (keys.size() > 2 && values.chance(50)) {
      conditions +=
          ","
              + condition(
                  keys.get(2),
                  values.one(List.of("EQ", "LT", "LE", "GT", "GE", "NE", "BEGINS_WITH")),
                  items.keyValue(keys.get(3)));
    }
    Body body = Body.of(table).json("KeyConditions", "{" + conditions + "}");
    if (values.chance(30)) {
      body.json("QueryFilter", comparisons());
    }
    return body.request("Query");
  }

  private static String condition(String name, String operator, String value) {
    return "\""
        + name
        + "\":{\"ComparisonOperator\":\""
        + operator
        + "\",\"AttributeValueList\":["
        + value
        + "]}";
  }

  private Body operator(Body body) {
    return values.chance(20)
        ? body.text("ConditionalOperator", values.one(List.of("AND", "OR")))
        : body;
  }

  private String attribute() {
    return values.one(List.of("a", "b", "c", "d"));
  }

  private String comparisons() {
    String first = attribute();
    String second = attribute();
    return first.equals(second) || values.chance(60)
        ? "{\"" + first + "\":" + comparison() + "}"
        : "{\"" + first + "\":" + comparison() + ",\"" + second + "\":" + comparison() + "}";
  }

  private String comparison() {
    String operator = values.one(OPERATORS);
    int count =
        switch (operator) {
          case "NULL", "NOT_NULL" -> 0;
          case "BETWEEN" -> 2;
          default -> 1;
        };
    if (values.chance(5)) {
      count++;
    }
    List<String> list = new ArrayList<>();
    String type = values.one(List.of("S", "N"));
    for (int i = 0; i < count; i++) {
      list.add(values.chance(85) ? values.ofType(type) : values.any());
    }
    Body body = new Body().text("ComparisonOperator", operator);
    return (list.isEmpty()
            ? body
            : body.json("AttributeValueList", "[" + String.join(",", list) + "]"))
        .toString();
  }
}
