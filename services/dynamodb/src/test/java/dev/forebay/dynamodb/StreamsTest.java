package dev.forebay.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stream of a table. */
class StreamsTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  private final VirtualClock clock = new VirtualClock(START);
  private final StorageEngine engine = MemoryEngine.open(clock);
  private final DynamoBench bench = new DynamoBench(engine, clock);
  private String stream = "";

  @BeforeEach
  void createTable() {
    stream = create("Orders", "NEW_AND_OLD_IMAGES");
  }

  @AfterEach
  void close() {
    bench.close();
    engine.close();
  }

  private String create(String table, String view) {
    return bench
        .call(
            "CreateTable",
            """
            {'TableName':'%s','BillingMode':'PAY_PER_REQUEST',
             'AttributeDefinitions':[{'AttributeName':'id','AttributeType':'S'}],
             'KeySchema':[{'AttributeName':'id','KeyType':'HASH'}],
             'StreamSpecification':{'StreamEnabled':true,'StreamViewType':'%s'}}
            """
                .formatted(table, view))
        .path("TableDescription")
        .path("LatestStreamArn")
        .asText();
  }

  private void put(String table, String id, String rest) {
    bench.call(
        "PutItem", "{'TableName':'%s','Item':{'id':{'S':'%s'}%s}}".formatted(table, id, rest));
  }

  private List<JsonNode> shards(String arn) {
    List<JsonNode> shards = new ArrayList<>();
    bench
        .call("DescribeStream", "{'StreamArn':'" + arn + "'}")
        .path("StreamDescription")
        .path("Shards")
        .forEach(shards::add);
    return shards;
  }

  private String iterator(String arn, JsonNode shard, String type) {
    return bench
        .call(
            "GetShardIterator",
            "{'StreamArn':'%s','ShardId':'%s','ShardIteratorType':'%s'}"
                .formatted(arn, shard.path("ShardId").asText(), type))
        .path("ShardIterator")
        .asText();
  }

  private List<JsonNode> records(String arn) {
    List<JsonNode> records = new ArrayList<>();
    for (JsonNode shard : shards(arn)) {
      bench
          .call("GetRecords", "{'ShardIterator':'" + iterator(arn, shard, "TRIM_HORIZON") + "'}")
          .path("Records")
          .forEach(records::add);
    }
    return records;
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  @Test
  void everyChangeOfAnItemHasARecordInItsOrder() {
    put("Orders", "a", ",'v':{'N':'1'}");
    put("Orders", "a", ",'v':{'N':'1'}");
    put("Orders", "a", ",'v':{'N':'2'}");
    bench.call("DeleteItem", "{'TableName':'Orders','Key':{'id':{'S':'a'}}}");
    List<JsonNode> records = records(stream);
    assertThat(records)
        .extracting(record -> record.path("eventName").asText())
        .containsExactly("INSERT", "MODIFY", "REMOVE");
    JsonNode modify = records.get(1).path("dynamodb");
    assertThat(modify.path("OldImage").path("v").path("N").asText()).isEqualTo("1");
    assertThat(modify.path("NewImage").path("v").path("N").asText()).isEqualTo("2");
    assertThat(modify.path("SequenceNumber").asText()).hasSizeBetween(21, 40);
    assertThat(records.get(2).path("dynamodb").has("NewImage")).isFalse();
    assertThat(records)
        .extracting(record -> record.path("dynamodb").path("SequenceNumber").asText())
        .isSorted();
  }

  @ParameterizedTest
  @CsvSource({
    "KEYS_ONLY,false,false",
    "NEW_IMAGE,true,false",
    "OLD_IMAGE,false,true",
    "NEW_AND_OLD_IMAGES,true,true"
  })
  void aRecordShowsWhatItsStreamsViewTypeSays(String view, boolean showsNew, boolean showsOld) {
    String arn = create("Table" + view, view);
    put("Table" + view, "a", ",'v':{'N':'1'}");
    put("Table" + view, "a", ",'v':{'N':'2'}");
    JsonNode change = records(arn).get(1).path("dynamodb");
    assertThat(change.path("Keys").path("id").path("S").asText()).isEqualTo("a");
    assertThat(change.has("NewImage")).isEqualTo(showsNew);
    assertThat(change.has("OldImage")).isEqualTo(showsOld);
    assertThat(change.path("StreamViewType").asText()).isEqualTo(view);
  }

  @Test
  void aShardIsFollowedByAnotherAfterFourHours() {
    put("Orders", "a", "");
    String before = iterator(stream, shards(stream).getFirst(), "LATEST");
    clock.advance(Duration.ofHours(4));
    put("Orders", "b", "");
    List<JsonNode> shards = shards(stream);
    assertThat(shards).hasSize(2);
    assertThat(shards.get(1).path("ParentShardId").asText())
        .isEqualTo(shards.getFirst().path("ShardId").asText());
    assertThat(shards.getFirst().path("SequenceNumberRange").has("EndingSequenceNumber")).isTrue();
    assertThat(shards.get(1).path("SequenceNumberRange").has("EndingSequenceNumber")).isFalse();
    assertThat(records(stream)).hasSize(2);
    assertThat(bench.answer("GetRecords", "{'ShardIterator':'" + before + "'}").code())
        .isEqualTo("ExpiredIteratorException");
    JsonNode end =
        bench.call(
            "GetRecords",
            "{'ShardIterator':'" + iterator(stream, shards.getFirst(), "TRIM_HORIZON") + "'}");
    assertThat(end.has("NextShardIterator")).isFalse();
  }

  @Test
  void recordsAreGoneAfterADay() throws InterruptedException {
    put("Orders", "a", "");
    clock.advance(Duration.ofHours(23));
    put("Orders", "b", "");
    assertThat(records(stream)).hasSize(2);
    clock.advance(Duration.ofHours(2));
    assertThat(records(stream)).hasSize(1);
    clock.advance(Duration.ofHours(24));
    assertThat(records(stream)).isEmpty();
    await(() -> shards(stream).size() < 9);
  }

  @Test
  void anItemWhoseTimeIsOverIsRemovedByTheService() throws InterruptedException {
    bench.call(
        "UpdateTimeToLive",
        """
        {'TableName':'Orders','TimeToLiveSpecification':{'AttributeName':'until','Enabled':true}}
        """);
    put("Orders", "a", ",'until':{'N':'" + START.plusSeconds(60).getEpochSecond() + "'}");
    put("Orders", "b", ",'until':{'N':'" + START.plusSeconds(6_000).getEpochSecond() + "'}");
    put("Orders", "c", ",'until':{'S':'soon'}");
    clock.advance(Duration.ofSeconds(61));
    await(() -> bench.call("Scan", "{'TableName':'Orders'}").path("Count").asInt() == 2);
    JsonNode last = records(stream).getLast();
    assertThat(last.path("eventName").asText()).isEqualTo("REMOVE");
    assertThat(last.path("userIdentity").path("Type").asText()).isEqualTo("Service");
    assertThat(last.path("userIdentity").path("PrincipalId").asText())
        .isEqualTo("dynamodb.amazonaws.com");
  }

  @Test
  void aStreamCanBeReadForADayAfterItsTableIsDeleted() throws InterruptedException {
    put("Orders", "a", "");
    bench.call("DeleteTable", "{'TableName':'Orders'}");
    assertThat(records(stream)).hasSize(1);
    JsonNode description =
        bench.call("DescribeStream", "{'StreamArn':'" + stream + "'}").path("StreamDescription");
    assertThat(description.path("StreamStatus").asText()).isEqualTo("DISABLED");
    clock.advance(Duration.ofHours(25));
    await(() ->
        bench
            .answer("DescribeStream", "{'StreamArn':'" + stream + "'}")
            .code()
            .equals("ResourceNotFoundException"));
  }

  @Test
  void anIndexThatIsAddedLaterHasTheItemsThatWereThere() throws InterruptedException {
    for (int i = 0; i < 30; i++) {
      put("Orders", "o" + i, ",'kind':{'S':'k" + i % 3 + "'}");
    }
    bench.call(
        "UpdateTable",
        """
        {'TableName':'Orders','AttributeDefinitions':[{'AttributeName':'kind','AttributeType':'S'}],
         'GlobalSecondaryIndexUpdates':[{'Create':{'IndexName':'kinds',
           'KeySchema':[{'AttributeName':'kind','KeyType':'HASH'}],
           'Projection':{'ProjectionType':'ALL'}}}]}
        """);
    await(() ->
        bench
            .call("DescribeTable", "{'TableName':'Orders'}")
            .path("Table")
            .path("TableStatus")
            .asText()
            .equals("ACTIVE"));
    JsonNode index =
        bench
            .call("DescribeTable", "{'TableName':'Orders'}")
            .path("Table")
            .path("GlobalSecondaryIndexes")
            .path(0);
    assertThat(index.path("ItemCount").asInt()).isEqualTo(30);
    JsonNode answer =
        bench.call(
            "Query",
            """
            {'TableName':'Orders','IndexName':'kinds','KeyConditionExpression':'kind = :k',
             'ExpressionAttributeValues':{':k':{'S':'k1'}}}
            """);
    assertThat(answer.path("Count").asInt()).isEqualTo(10);
  }
}
