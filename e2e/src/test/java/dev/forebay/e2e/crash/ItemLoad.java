package dev.forebay.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Counters in a table with a stream, alone and two in one transaction: a write and its record are
 * both there or neither, whenever the server is killed. So an item's records count from one to what
 * the item is, one by one; what was acknowledged is counted; and the two of each transaction are
 * equal. Thread-safe.
 */
final class ItemLoad {
  private static final String TABLE = "crash-table";
  private static final int COUNTERS = 4;

  private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();

  void create(Life life) {
    life.dynamoDb()
        .createTable(request ->
            request
                .tableName(TABLE)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                    AttributeDefinition.builder()
                        .attributeName("id")
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .keySchema(
                    KeySchemaElement.builder().attributeName("id").keyType(KeyType.HASH).build())
                .streamSpecification(
                    s -> s.streamEnabled(true).streamViewType(StreamViewType.NEW_IMAGE)));
  }

  private static Map<String, AttributeValue> key(String id) {
    return Map.of("id", AttributeValue.fromS(id));
  }

  /** Adds one to a counter, or to two at once. */
  void add(Life life, RandomGenerator random) {
    int number = random.nextInt(COUNTERS);
    if (random.nextInt(4) == 0) {
      addToBoth(life, number);
      return;
    }
    String id = "alone-" + number;
    Map<String, AttributeValue> now =
        life.dynamoDb()
            .updateItem(request ->
                request
                    .tableName(TABLE)
                    .key(key(id))
                    .updateExpression("ADD amount :one")
                    .expressionAttributeValues(Map.of(":one", AttributeValue.fromN("1")))
                    .returnValues(ReturnValue.UPDATED_NEW))
            .attributes();
    acknowledged.merge(id, amount(now), Math::max);
  }

  private static void addToBoth(Life life, int number) {
    life.dynamoDb()
        .transactWriteItems(request ->
            request.transactItems(
                List.of("left-" + number, "right-" + number).stream()
                    .map(id ->
                        TransactWriteItem.builder()
                            .update(update ->
                                update
                                    .tableName(TABLE)
                                    .key(key(id))
                                    .updateExpression("ADD amount :one")
                                    .expressionAttributeValues(
                                        Map.of(":one", AttributeValue.fromN("1"))))
                            .build())
                    .toList()));
  }

  private static String id(Map<String, AttributeValue> item) {
    return Optional.ofNullable(item.get("id")).orElseThrow().s();
  }

  private static long amount(Map<String, AttributeValue> item) {
    return Long.parseLong(Optional.ofNullable(item.get("amount")).orElseThrow().n());
  }

  /** Compares all items with all records. */
  void check(Life life) {
    Map<String, Long> items = new HashMap<>();
    life.dynamoDb()
        .scanPaginator(request -> request.tableName(TABLE).consistentRead(true))
        .items()
        .forEach(item -> items.put(id(item), amount(item)));
    Map<String, Long> told = new HashMap<>();
    for (Record record : records(life)) {
      Map<String, AttributeValue> image = record.dynamodb().newImage();
      String id = id(image);
      long amount = amount(image);
      assertThat(amount)
          .as("the record after that of %s at %s", id, told.get(id))
          .isEqualTo(told.getOrDefault(id, 0L) + 1);
      assertThat(record.eventName())
          .isEqualTo(amount == 1 ? OperationType.INSERT : OperationType.MODIFY);
      told.put(id, amount);
    }
    assertThat(told).as("what the stream tells of each item").isEqualTo(items);
    acknowledged.forEach((id, amount) ->
        assertThat(items.getOrDefault(id, 0L)).as(id).isGreaterThanOrEqualTo(amount));
    for (int number = 0; number < COUNTERS; number++) {
      assertThat(items.get("left-" + number))
          .as("both of a transaction")
          .isEqualTo(items.get("right-" + number));
    }
  }

  private static List<Record> records(Life life) {
    String stream =
        life.dynamoDb()
            .describeTable(request -> request.tableName(TABLE))
            .table()
            .latestStreamArn();
    List<Record> records = new ArrayList<>();
    for (Shard shard :
        life.dynamoDbStreams()
            .describeStream(request -> request.streamArn(stream))
            .streamDescription()
            .shards()) {
      String iterator =
          life.dynamoDbStreams()
              .getShardIterator(request ->
                  request
                      .streamArn(stream)
                      .shardId(shard.shardId())
                      .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
              .shardIterator();
      GetRecordsResponse page = page(life, iterator);
      while (!page.records().isEmpty()) {
        records.addAll(page.records());
        page = page(life, page.nextShardIterator());
      }
    }
    return records;
  }

  private static GetRecordsResponse page(Life life, String iterator) {
    return life.dynamoDbStreams().getRecords(request -> request.shardIterator(iterator));
  }

  String summary() {
    return acknowledged.values().stream().mapToLong(Long::longValue).sum()
        + " changes of items and their records";
  }
}
