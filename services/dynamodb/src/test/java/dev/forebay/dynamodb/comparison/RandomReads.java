package dev.forebay.dynamodb.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Random GetItem, Query, Scan and BatchGetItem. Confined to one thread. */
final class RandomReads {
  private final RandomValues values;
  private final RandomItems items;

  RandomReads(RandomValues values, RandomItems items) {
    this.values = values;
    this.items = items;
  }

  Request get() {
    String table = items.table();
    RandomExpressions expressions = new RandomExpressions(values);
    Body body = Body.of(table).json("Key", items.key(table));
    if (values.chance(50)) {
      body.text("ProjectionExpression", expressions.projection());
    }
    body.explained(expressions);
    if (values.chance(50)) {
      body.json("ConsistentRead", "true");
    }
    return body.request("GetItem");
  }

  Request query() {
    String table = items.table();
    RandomExpressions expressions = new RandomExpressions(values);
    Body body = Body.of(table);
    List<String> keys = index(body, table, 45).orElse(Schema.keys(table));
    String condition =
        keys.get(0) + " = " + expressions.value(items.sought(keys.get(0), keys.get(1)));
    if (keys.size() > 2 && values.chance(60)) {
      condition += " AND " + sort(expressions, keys.get(2), keys.get(3));
    }
    body.text("KeyConditionExpression", condition);
    filtered(body, expressions, 30);
    if (values.chance(30)) {
      body.json("ScanIndexForward", Boolean.toString(values.chance(50)));
    }
    return body.request("Query");
  }

  /** Names an index, mostly one that the table has. */
  private Optional<List<String>> index(Body body, String table, int percent) {
    if (!values.chance(percent)) {
      return Optional.empty();
    }
    List<String> own =
        Schema.indexes().stream().filter(index -> index.startsWith(table + "-")).toList();
    String name = values.one(own.isEmpty() || values.chance(4) ? Schema.indexes() : own);
    body.text("IndexName", name);
    return Optional.of(Schema.indexKeys(name));
  }

  private String sort(RandomExpressions expressions, String name, String type) {
    String first = expressions.value(items.sought(name, type));
    return switch (values.below(8)) {
      case 0 -> name + " BETWEEN " + first + " AND " + expressions.value(items.sought(name, type));
      case 1 -> "begins_with(" + name + ", " + first + ")";
      case 2 -> name + " = " + first;
      case 3 -> name + " < " + first;
      case 4 -> name + " <= " + first;
      case 5 -> name + " > " + first;
      case 6 -> name + " >= " + first;
      default -> values.chance(50) ? first + " < " + name : name + " <> " + first;
    };
  }

  Request scan() {
    String table = items.table();
    RandomExpressions expressions = new RandomExpressions(values);
    Body body = Body.of(table);
    index(body, table, 30);
    filtered(body, expressions, 60);
    if (values.chance(10)) {
      body.json("Segment", Integer.toString(values.below(2))).json("TotalSegments", "1");
    }
    return body.request("Scan");
  }

  private void filtered(Body body, RandomExpressions expressions, int percent) {
    if (values.chance(percent)) {
      body.text("FilterExpression", expressions.condition());
    }
    if (values.chance(20)) {
      body.text("ProjectionExpression", expressions.projection());
    }
    body.explained(expressions);
    if (values.chance(20)) {
      body.json("Limit", Integer.toString(values.chance(5) ? 0 : 1 + values.below(3)));
    }
    if (values.chance(10)) {
      body.text(
          "Select",
          values.one(
              List.of(
                  "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES", "SPECIFIC_ATTRIBUTES")));
    }
    if (values.chance(10)) {
      body.json("ConsistentRead", "true");
    }
  }

  Request batch() {
    List<String> tables = new ArrayList<>();
    for (String table : values.chance(20) ? Schema.tables() : List.of(items.table())) {
      List<String> keys = new ArrayList<>();
      for (int i = 1 + values.below(3); i > 0; i--) {
        keys.add(items.key(table));
      }
      RandomExpressions expressions = new RandomExpressions(values);
      Body body = new Body().json("Keys", "[" + String.join(",", keys) + "]");
      if (values.chance(30)) {
        body.text("ProjectionExpression", expressions.projection()).explained(expressions);
      }
      tables.add("\"" + table + "\":" + body);
    }
    return new Body()
        .json("RequestItems", "{" + String.join(",", tables) + "}")
        .request("BatchGetItem");
  }
}
