package dev.forebay.dynamodb.comparison;

import java.util.ArrayList;
import java.util.List;

/** Random PutItem, UpdateItem, DeleteItem and BatchWriteItem. Confined to one thread. */
final class RandomWrites {
  private final RandomValues values;
  private final RandomItems items;

  RandomWrites(RandomValues values, RandomItems items) {
    this.values = values;
    this.items = items;
  }

  Request put() {
    String table = items.table();
    Body body = Body.of(table).json("Item", items.item(table));
    finish(
        body, 35, List.of("NONE", "ALL_OLD", "ALL_OLD", "ALL_NEW"), new RandomExpressions(values));
    return body.request("PutItem");
  }

  Request update() {
    String table = items.table();
    RandomExpressions expressions = new RandomExpressions(values);
    Body body = Body.of(table).json("Key", items.key(table));
    if (values.chance(95)) {
      body.text("UpdateExpression", expressions.update());
    }
    finish(
        body, 20, List.of("NONE", "ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"), expressions);
    return body.request("UpdateItem");
  }

  Request delete() {
    String table = items.table();
    Body body = Body.of(table).json("Key", items.key(table));
    finish(body, 30, List.of("NONE", "ALL_OLD"), new RandomExpressions(values));
    return body.request("DeleteItem");
  }

  private void finish(
      Body body, int conditions, List<String> returns, RandomExpressions expressions) {
    if (values.chance(conditions)) {
      body.text("ConditionExpression", expressions.condition());
    }
    body.explained(expressions);
    if (values.chance(50)) {
      body.text("ReturnValues", values.one(returns));
    }
    if (values.chance(30)) {
      body.text("ReturnValuesOnConditionCheckFailure", "ALL_OLD");
    }
    if (values.chance(10)) {
      body.text("ReturnConsumedCapacity", values.one(List.of("TOTAL", "INDEXES", "NONE")));
    }
    if (values.chance(5)) {
      body.text("ReturnItemCollectionMetrics", "SIZE");
    }
  }

  Request batch() {
    List<String> tables = new ArrayList<>();
    for (String table : values.chance(20) ? Schema.tables() : List.of(items.table())) {
      List<String> writes = new ArrayList<>();
      for (int i = 1 + values.below(3); i > 0; i--) {
        writes.add(
            values.chance(60)
                ? "{\"PutRequest\":{\"Item\":" + items.item(table) + "}}"
                : "{\"DeleteRequest\":{\"Key\":" + items.key(table) + "}}");
      }
      tables.add("\"" + table + "\":[" + String.join(",", writes) + "]");
    }
    return new Body()
        .json("RequestItems", "{" + String.join(",", tables) + "}")
        .request("BatchWriteItem");
  }
}
