package dev.forebay.dynamodb.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** A seeded run of requests on three tables. Confined to one thread. */
final class RandomRequests {
  /** The tables' keys: name and type of the partition key, then of the sort key. */
  private static final Map<String, List<String>> TABLES =
      Map.of(
          "one", List.of("pk", "S"),
          "two", List.of("pk", "S", "sk", "N"),
          "three", List.of("pk", "N", "sk", "S"));

  /** The indexes' keys. */
  private static final Map<String, List<String>> INDEXES =
      Map.of(
          "two-global", List.of("a", "S", "b", "N"),
          "two-local", List.of("pk", "S", "a", "S"),
          "three-global", List.of("a", "S"));

  private static final Map<String, List<String>> KEYS =
      Map.of("S", List.of("k1", "k2", "k3"), "N", List.of("1", "2", "3.5", "-4"));

  private final RandomValues values;

  RandomRequests(RandomGenerator random) {
    this.values = new RandomValues(random);
  }

  /**
   * A request.
   *
   * @param operation its operation
   * @param json its body
   */
  record Request(String operation, String json) {}

  /** What makes the tables. */
  static List<Request> tables() {
    return List.of(
        create("one", "'pk':'S'", "pk", "", ""),
        create(
            "two",
            "'pk':'S','sk':'N','a':'S','b':'N'",
            "pk,sk",
            index("two-global", "a,b", "'ALL'"),
            index("two-local", "pk,a", "'KEYS_ONLY'")),
        create(
            "three",
            "'pk':'N','sk':'S','a':'S'",
            "pk,sk",
            index("three-global", "a", "'INCLUDE','NonKeyAttributes':['c']"),
            ""));
  }

  private static Request create(
      String name, String definitions, String keys, String global, String local) {
    List<String> attributes = new ArrayList<>();
    for (String definition : definitions.split(",", -1)) {
      String[] parts = definition.split(":", -1);
      attributes.add("{'AttributeName':" + parts[0] + ",'AttributeType':" + parts[1] + "}");
    }
    String json =
        "{'TableName':'"
            + name
            + "','BillingMode':'PAY_PER_REQUEST','AttributeDefinitions':["
            + String.join(",", attributes)
            + "],'KeySchema':"
            + schema(keys)
            + (global.isEmpty() ? "" : ",'GlobalSecondaryIndexes':[" + global + "]")
            + (local.isEmpty() ? "" : ",'LocalSecondaryIndexes':[" + local + "]")
            + "}";
    return new Request("CreateTable", json.replace('\'', '"'));
  }

  private static String schema(String keys) {
    String[] names = keys.split(",", -1);
    return "[{'AttributeName':'"
        + names[0]
        + "','KeyType':'HASH'}"
        + (names.length > 1 ? ",{'AttributeName':'" + names[1] + "','KeyType':'RANGE'}" : "")
        + "]";
  }

  private static String index(String name, String keys, String projection) {
    return "{'IndexName':'"
        + name
        + "','KeySchema':"
        + schema(keys)
        + ",'Projection':{'ProjectionType':"
        + projection
        + "}}";
  }

  /** The next request. */
  Request next() {
    String table = values.one(List.of("one", "two", "two", "three"));
    if (values.chance(1)) {
      table = "missing";
    }
    return switch (values.below(20)) {
      case 0, 1, 2, 3, 4 -> put(table);
      case 5, 6, 7, 8, 9 -> update(table);
      case 10 -> delete(table);
      case 11, 12 -> get(table);
      case 13, 14, 15 -> query(table);
      case 16 -> scan(table);
      case 17 -> values.chance(50) ? batchWrite(table) : batchGet(table);
      case 18 -> transaction(table);
      default -> legacy(table);
    };
  }

  private List<String> keys(String table) {
    return TABLES.getOrDefault(table, List.of("pk", "S"));
  }

  private String keyValue(String type) {
    return values.chance(2)
        ? values.any()
        : "{\"" + type + "\":\"" + values.one(KEYS.getOrDefault(type, List.of("k1"))) + "\"}";
  }

  private String keyMembers(String table) {
    List<String> keys = keys(table);
    List<String> members = new ArrayList<>();
    for (int i = 0; i < keys.size(); i += 2) {
      if (!values.chance(1)) {
        members.add("\"" + keys.get(i) + "\":" + keyValue(keys.get(i + 1)));
      }
    }
    return String.join(",", members);
  }

  private String item(String table) {
    StringBuilder item = new StringBuilder(keyMembers(table));
    for (String name : List.of("a", "b", "c", "d", "e")) {
      if (values.chance(55)) {
        String value =
            name.equals("a") && !values.chance(5)
                ? "{\"S\":\"" + values.one(List.of("x", "y", "z")) + "\"}"
                : name.equals("b") && !values.chance(5) ? values.number() : values.any();
        item.append(item.isEmpty() ? "" : ",").append('"').append(name).append("\":").append(value);
      }
    }
    return "{" + item + "}";
  }

  private String capacity() {
    return values.chance(10)
        ? ",\"ReturnConsumedCapacity\":\"" + values.one(List.of("TOTAL", "INDEXES", "NONE")) + "\""
        : "";
  }

  private String returns(List<String> choices) {
    return values.chance(50) ? ",\"ReturnValues\":\"" + values.one(choices) + "\"" : "";
  }

  private String onFailure() {
    return values.chance(30) ? ",\"ReturnValuesOnConditionCheckFailure\":\"ALL_OLD\"" : "";
  }

  private Request put(String table) {
    RandomExpressions expressions = new RandomExpressions(values);
    String condition =
        values.chance(35) ? ",\"ConditionExpression\":\"" + expressions.condition() + "\"" : "";
    return new Request(
        "PutItem",
        "{\"TableName\":\""
            + table
            + "\",\"Item\":"
            + item(table)
            + condition
            + expressions.placeholders()
            + returns(List.of("NONE", "ALL_OLD", "ALL_OLD", "ALL_NEW"))
            + onFailure()
            + capacity()
            + "}");
  }

  private Request update(String table) {
    RandomExpressions expressions = new RandomExpressions(values);
    String update =
        values.chance(95) ? ",\"UpdateExpression\":\"" + expressions.update() + "\"" : "";
    String condition =
        values.chance(20) ? ",\"ConditionExpression\":\"" + expressions.condition() + "\"" : "";
    return new Request(
        "UpdateItem",
        "{\"TableName\":\""
            + table
            + "\",\"Key\":{"
            + keyMembers(table)
            + "}"
            + update
            + condition
            + expressions.placeholders()
            + returns(List.of("NONE", "ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"))
            + onFailure()
            + capacity()
            + "}");
  }

  private Request delete(String table) {
    RandomExpressions expressions = new RandomExpressions(values);
    String condition =
        values.chance(30) ? ",\"ConditionExpression\":\"" + expressions.condition() + "\"" : "";
    return new Request(
        "DeleteItem",
        "{\"TableName\":\""
            + table
            + "\",\"Key\":{"
            + keyMembers(table)
            + "}"
            + condition
            + expressions.placeholders()
            + returns(List.of("NONE", "ALL_OLD"))
            + onFailure()
            + capacity()
            + "}");
  }

  private Request get(String table) {
    RandomExpressions expressions = new RandomExpressions(values);
    String projection =
        values.chance(50) ? ",\"ProjectionExpression\":\"" + expressions.projection() + "\"" : "";
    return new Request(
        "GetItem",
        "{\"TableName\":\""
            + table
            + "\",\"Key\":{"
            + keyMembers(table)
            + "}"
            + projection
            + expressions.placeholders()
            + (values.chance(50) ? ",\"ConsistentRead\":true" : "")
            + capacity()
            + "}");
  }

  private Request query(String table) {
    RandomExpressions expressions = new RandomExpressions(values);
    List<String> keys = keys(table);
    String index = "";
    if (values.chance(45)) {
      String name = values.one(List.of("two-global", "two-local", "three-global", "two-global"));
      keys = INDEXES.getOrDefault(name, keys);
      index = ",\"IndexName\":\"" + name + "\"";
    }
    String condition =
        keys.get(0) + " = " + expressions.value(indexValue(keys.get(0), keys.get(1)));
    if (keys.size() > 2 && values.chance(60)) {
      condition += " AND " + sort(expressions, keys.get(2), keys.get(3));
    }
    String filter =
        values.chance(30) ? ",\"FilterExpression\":\"" + expressions.condition() + "\"" : "";
    String projection =
        values.chance(20) ? ",\"ProjectionExpression\":\"" + expressions.projection() + "\"" : "";
    return new Request(
        "Query",
        "{\"TableName\":\""
            + table
            + "\",\"KeyConditionExpression\":\""
            + condition
            + "\""
            + index
            + filter
            + projection
            + expressions.placeholders()
            + (values.chance(30) ? ",\"ScanIndexForward\":" + values.chance(50) : "")
            + (values.chance(20) ? ",\"Limit\":" + values.below(4) : "")
            + (values.chance(10)
                ? ",\"Select\":\""
                    + values.one(
                        List.of(
                            "COUNT",
                            "ALL_ATTRIBUTES",
                            "ALL_PROJECTED_ATTRIBUTES",
                            "SPECIFIC_ATTRIBUTES"))
                    + "\""
                : "")
            + (values.chance(10) ? ",\"ConsistentRead\":true" : "")
            + capacity()
            + "}");
  }

  private String indexValue(String name, String type) {
    return name.equals("a")
        ? "{\"S\":\"" + values.one(List.of("x", "y", "z")) + "\"}"
        : name.equals("b") ? values.number() : keyValue(type);
  }

  private String sort(RandomExpressions expressions, String name, String type) {
    String first = expressions.value(indexValue(name, type));
    return switch (values.below(8)) {
      case 0 -> name + " BETWEEN " + first + " AND " + expressions.value(indexValue(name, type));
      case 1 -> "begins_with(" + name + ", " + first + ")";
      case 2 -> name + " = " + first;
      case 3 -> name + " < " + first;
      case 4 -> name + " <= " + first;
      case 5 -> name + " > " + first;
      case 6 -> name + " >= " + first;
      default -> values.chance(50) ? first + " < " + name : name + " <> " + first;
    };
  }

  private Request scan(String table) {
    RandomExpressions expressions = new RandomExpressions(values);
    String filter =
        values.chance(60) ? ",\"FilterExpression\":\"" + expressions.condition() + "\"" : "";
    return new Request(
        "Scan",
        "{\"TableName\":\""
            + table
            + "\""
            + filter
            + expressions.placeholders()
            + (values.chance(15) ? ",\"Select\":\"COUNT\"" : "")
            + capacity()
            + "}");
  }

  private Request batchWrite(String table) {
    List<String> writes = new ArrayList<>();
    for (int i = 1 + values.below(3); i > 0; i--) {
      writes.add(
          values.chance(60)
              ? "{\"PutRequest\":{\"Item\":" + item(table) + "}}"
              : "{\"DeleteRequest\":{\"Key\":{" + keyMembers(table) + "}}}");
    }
    return new Request(
        "BatchWriteItem",
        "{\"RequestItems\":{\"" + table + "\":[" + String.join(",", writes) + "]}}");
  }

  private Request batchGet(String table) {
    List<String> keys = new ArrayList<>();
    for (int i = 1 + values.below(3); i > 0; i--) {
      keys.add("{" + keyMembers(table) + "}");
    }
    return new Request(
        "BatchGetItem",
        "{\"RequestItems\":{\"" + table + "\":{\"Keys\":[" + String.join(",", keys) + "]}}}");
  }

  private Request transaction(String table) {
    List<String> parts = new ArrayList<>();
    for (int i = 1 + values.below(3); i > 0; i--) {
      RandomExpressions expressions = new RandomExpressions(values);
      String name = "\"TableName\":\"" + table + "\"";
      String key = ",\"Key\":{" + keyMembers(table) + "}";
      String condition =
          values.chance(40) ? ",\"ConditionExpression\":\"" + expressions.condition() + "\"" : "";
      parts.add(
          switch (values.below(4)) {
            case 0 ->
                "{\"Put\":{"
                    + name
                    + ",\"Item\":"
                    + item(table)
                    + condition
                    + expressions.placeholders()
                    + onFailure()
                    + "}}";
            case 1 ->
                "{\"Update\":{"
                    + name
                    + key
                    + ",\"UpdateExpression\":\""
                    + expressions.update()
                    + "\""
                    + condition
                    + expressions.placeholders()
                    + onFailure()
                    + "}}";
            case 2 ->
                "{\"Delete\":{"
                    + name
                    + key
                    + condition
                    + expressions.placeholders()
                    + onFailure()
                    + "}}";
            default ->
                "{\"ConditionCheck\":{"
                    + name
                    + key
                    + ",\"ConditionExpression\":\""
                    + expressions.condition()
                    + "\""
                    + expressions.placeholders()
                    + "}}";
          });
    }
    return new Request(
        "TransactWriteItems", "{\"TransactItems\":[" + String.join(",", parts) + "]}");
  }

  private Request legacy(String table) {
    String operator =
        values.one(
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
                "BETWEEN"));
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
    String comparison =
        "{\"ComparisonOperator\":\""
            + operator
            + "\""
            + (list.isEmpty() ? "" : ",\"AttributeValueList\":[" + String.join(",", list) + "]")
            + "}";
    String attribute = values.one(List.of("a", "b", "c", "d"));
    return switch (values.below(3)) {
      case 0 ->
          new Request(
              "Scan",
              "{\"TableName\":\""
                  + table
                  + "\",\"ScanFilter\":{\""
                  + attribute
                  + "\":"
                  + comparison
                  + "}}");
      case 1 ->
          new Request(
              "PutItem",
              "{\"TableName\":\""
                  + table
                  + "\",\"Item\":"
                  + item(table)
                  + ",\"Expected\":{\""
                  + attribute
                  + "\":"
                  + comparison
                  + "}}");
      default ->
          new Request(
              "UpdateItem",
              "{\"TableName\":\""
                  + table
                  + "\",\"Key\":{"
                  + keyMembers(table)
                  + "},\"AttributeUpdates\":{\""
                  + attribute
                  + "\":{\"Action\":\""
                  + values.one(List.of("PUT", "ADD", "DELETE"))
                  + "\""
                  + (values.chance(85) ? ",\"Value\":" + values.any() : "")
                  + "}},\"ReturnValues\":\"ALL_NEW\"}");
    };
  }
}
