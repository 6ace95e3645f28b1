package dev.forebay.dynamodb.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The three tables that requests are about, and their indexes. */
final class Schema {
  /** Keys: name and type of the partition key, then of the sort key. */
  private static final Map<String, List<String>> TABLES =
      Map.of(
          "one", List.of("pk", "S"),
          "two", List.of("pk", "S", "sk", "N"),
          "three", List.of("pk", "N", "sk", "S"));

  private static final Map<String, List<String>> INDEXES =
      Map.of(
          "two-global", List.of("a", "S", "b", "N"),
          "two-local", List.of("pk", "S", "a", "S"),
          "three-global", List.of("a", "S"));

  private Schema() {}

  static List<String> tables() {
    return List.of("one", "two", "three");
  }

  static List<String> indexes() {
    return List.of("two-global", "two-local", "three-global");
  }

  /** The keys of a table; of one that is not there, any. */
  static List<String> keys(String table) {
    return TABLES.getOrDefault(table, List.of("pk", "S"));
  }

  /** The keys of an index. */
  static List<String> indexKeys(String index) {
    return INDEXES.getOrDefault(index, List.of());
  }

  /** What makes the tables. */
  static List<Request> creation() {
    return List.of(
        create("one", "'pk':'S'", "pk", "NEW_IMAGE", "", ""),
        create(
            "two",
            "'pk':'S','sk':'N','a':'S','b':'N'",
            "pk,sk",
            "NEW_AND_OLD_IMAGES",
            index("two-global", "a,b", "'ALL'"),
            index("two-local", "pk,a", "'KEYS_ONLY'")),
        create(
            "three",
            "'pk':'N','sk':'S','a':'S'",
            "pk,sk",
            "OLD_IMAGE",
            index("three-global", "a", "'INCLUDE','NonKeyAttributes':['c']"),
            ""));
  }

  private static Request create(
      String name, String definitions, String keys, String view, String global, String local) {
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
            + ",'StreamSpecification':{'StreamEnabled':true,'StreamViewType':'"
            + view
            + "'}"
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
}
