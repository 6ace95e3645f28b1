package dev.forebay.dynamodb.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a table's stream tells, item by item: AWS promises no order among different items. */
final class Changes {
  private static final int EMPTY_PAGES = 2;

  private Changes() {}

  /** The changes of each item, by its key, in order. */
  static Map<String, List<String>> of(Side side, String table) {
    String stream =
        side.answer("DescribeTable", Body.of(table).toString())
            .body()
            .path("Table")
            .path("LatestStreamArn")
            .asText();
    Map<String, List<String>> changes = new TreeMap<>();
    JsonNode shards =
        side.answer("DescribeStream", new Body().text("StreamArn", stream).toString())
            .body()
            .path("StreamDescription")
            .path("Shards");
    for (JsonNode shard : shards) {
      read(side, stream, shard.path("ShardId").asText(), changes);
    }
    return changes;
  }

  private static void read(
      Side side, String stream, String shard, Map<String, List<String>> changes) {
    JsonNode iterator =
        side.answer(
                "GetShardIterator",
                new Body()
                    .text("StreamArn", stream)
                    .text("ShardId", shard)
                    .text("ShardIteratorType", "TRIM_HORIZON")
                    .toString())
            .body()
            .path("ShardIterator");
    int empty = 0;
    while (iterator.isTextual() && empty < EMPTY_PAGES) {
      JsonNode page =
          side.answer("GetRecords", new Body().text("ShardIterator", iterator.asText()).toString())
              .body();
      for (JsonNode each : page.path("Records")) {
        JsonNode change = each.path("dynamodb");
        changes
            .computeIfAbsent(Likeness.plain(change.path("Keys")).toString(), _ -> new ArrayList<>())
            .add(
                each.path("eventName").asText()
                    + " "
                    + change.path("StreamViewType").asText()
                    + " "
                    + Likeness.plain(change.path("OldImage"))
                    + " -> "
                    + Likeness.plain(change.path("NewImage")));
      }
      empty = page.path("Records").isEmpty() ? empty + 1 : 0;
      iterator = page.path("NextShardIterator");
    }
  }
}
