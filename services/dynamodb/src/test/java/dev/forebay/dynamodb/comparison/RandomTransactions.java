package dev.forebay.dynamodb.comparison;

import java.util.ArrayList;
import java.util.List;

/** Random TransactWriteItems and TransactGetItems. Confined to one thread. */
final class RandomTransactions {
  private final RandomValues values;
  private final RandomItems items;

  RandomTransactions(RandomValues values, RandomItems items) {
    this.values = values;
    this.items = items;
  }

  Request write() {
    List<String> parts = new ArrayList<>();
    for (int i = 1 + values.below(3); i > 0; i--) {
      parts.add(part());
    }
    Body body = new Body().json("TransactItems", "[" + String.join(",", parts) + "]");
    if (values.chance(15)) {
      body.text("ClientRequestToken", "token-" + values.below(3));
    }
    return body.request("TransactWriteItems");
  }

  private String part() {
    String table = items.table();
    RandomExpressions expressions = new RandomExpressions(values);
    Body body = Body.of(table);
    return switch (values.below(4)) {
      case 0 -> "{\"Put\":" + finish(body.json("Item", items.item(table)), expressions, 40) + "}";
      case 1 -> {
        body.json("Key", items.key(table)).text("UpdateExpression", expressions.update());
        yield "{\"Update\":" + finish(body, expressions, 40) + "}";
      }
      case 2 -> "{\"Delete\":" + finish(body.json("Key", items.key(table)), expressions, 40) + "}";
      default ->
          "{\"ConditionCheck\":"
              + finish(body.json("Key", items.key(table)), expressions, 100)
              + "}";
    };
  }

  private Body finish(Body body, RandomExpressions expressions, int conditions) {
    if (values.chance(conditions)) {
      body.text("ConditionExpression", expressions.condition());
    }
    if (values.chance(30)) {
      body.text("ReturnValuesOnConditionCheckFailure", "ALL_OLD");
    }
    return body.explained(expressions);
  }

  Request get() {
    List<String> parts = new ArrayList<>();
    for (int i = 1 + values.below(3); i > 0; i--) {
      String table = items.table();
      RandomExpressions expressions = new RandomExpressions(values);
      Body body = Body.of(table).json("Key", items.key(table));
      if (values.chance(40)) {
        body.text("ProjectionExpression", expressions.projection());
      }
      parts.add("{\"Get\":" + body.explained(expressions) + "}");
    }
    return new Body()
        .json("TransactItems", "[" + String.join(",", parts) + "]")
        .request("TransactGetItems");
  }
}
