package dev.forebay.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Items of a table with a sort key and two indexes. */
class ItemsTest {
  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final StorageEngine engine = MemoryEngine.open(clock);
  private final DynamoBench bench = new DynamoBench(engine, clock);

  @BeforeEach
  void createTable() {
    bench.call(
        "CreateTable",
        """
        {'TableName':'Music','BillingMode':'PAY_PER_REQUEST',
         'AttributeDefinitions':[{'AttributeName':'artist','AttributeType':'S'},
           {'AttributeName':'song','AttributeType':'N'},{'AttributeName':'genre','AttributeType':'S'}],
         'KeySchema':[{'AttributeName':'artist','KeyType':'HASH'},
           {'AttributeName':'song','KeyType':'RANGE'}],
         'GlobalSecondaryIndexes':[{'IndexName':'by-genre',
           'KeySchema':[{'AttributeName':'genre','KeyType':'HASH'},
             {'AttributeName':'song','KeyType':'RANGE'}],
           'Projection':{'ProjectionType':'KEYS_ONLY'}}],
         'LocalSecondaryIndexes':[{'IndexName':'local',
           'KeySchema':[{'AttributeName':'artist','KeyType':'HASH'},
             {'AttributeName':'genre','KeyType':'RANGE'}],
           'Projection':{'ProjectionType':'ALL'}}]}
        """);
  }

  @AfterEach
  void close() {
    bench.close();
    engine.close();
  }

  private void put(String artist, String song, String rest) {
    bench.call(
        "PutItem",
        "{'TableName':'Music','Item':{'artist':{'S':'%s'},'song':{'N':'%s'}%s}}"
            .formatted(artist, song, rest));
  }

  private static List<String> songs(JsonNode answer) {
    List<String> songs = new ArrayList<>();
    answer.path("Items").forEach(item -> songs.add(item.path("song").path("N").asText()));
    return songs;
  }

  @Test
  void anItemComesBackAsItWasPut() {
    put(
        "a",
        "12345678901234567890123456789012345678",
        """
        ,'l':{'L':[{'N':'1.50'},{'NULL':true},{'BOOL':false}]},'m':{'M':{'x':{'B':'AAEC'}}},
         's':{'SS':['q','p']},'n':{'NS':['3','1e2']},'b':{'BS':['AA==']},'e':{'S':''}
        """);
    JsonNode item =
        bench
            .call(
                "GetItem",
                """
                {'TableName':'Music','ConsistentRead':true,
                 'Key':{'artist':{'S':'a'},'song':{'N':'12345678901234567890123456789012345678'}}}
                """)
            .path("Item");
    assertThat(item.path("l").path("L").path(0).path("N").asText()).isEqualTo("1.5");
    assertThat(item.path("l").path("L").path(1).path("NULL").asBoolean()).isTrue();
    assertThat(item.path("l").path("L").path(2).path("BOOL").asBoolean(true)).isFalse();
    assertThat(item.path("m").path("M").path("x").path("B").asText()).isEqualTo("AAEC");
    assertThat(item.path("n").path("NS").toString()).contains("\"100\"");
    assertThat(item.path("e").path("S").asText("none")).isEmpty();
    assertThat(item.path("song").path("N").asText())
        .isEqualTo("12345678901234567890123456789012345678");
  }

  @Test
  void numbersOrderByValue() {
    List<String> ordered =
        List.of(
            "-9.9E+125",
            "-100",
            "-99.5",
            "-1",
            "-0.5",
            "-1E-130",
            "0",
            "1E-130",
            "0.5",
            "1",
            "99.5",
            "100",
            "9.9E+125");
    for (int i = ordered.size() - 1; i >= 0; i--) {
      put("a", ordered.get(i), ",'at':{'N':'" + i + "'}");
    }
    JsonNode answer =
        bench.call(
            "Query",
            """
            {'TableName':'Music','KeyConditionExpression':'artist = :a',
             'ExpressionAttributeValues':{':a':{'S':'a'}}}
            """);
    List<Integer> places = new ArrayList<>();
    answer.path("Items").forEach(item -> places.add(item.path("at").path("N").asInt()));
    assertThat(places).isSorted().hasSize(ordered.size());
  }

  @Test
  void aQueryGoesOnWhereThePageBeforeEnded() {
    for (int i = 0; i < 7; i++) {
      put("a", "" + i, ",'genre':{'S':'g'}");
    }
    List<String> all = new ArrayList<>();
    String start = "";
    while (true) {
      JsonNode page =
          bench.call(
              "Query",
              """
              {'TableName':'Music','IndexName':'by-genre','Limit':3,'ScanIndexForward':false,
               'KeyConditionExpression':'genre = :g AND song BETWEEN :l AND :h',
               'ExpressionAttributeValues':{':g':{'S':'g'},':l':{'N':'1'},':h':{'N':'6'}}%s}
              """
                  .formatted(start));
      all.addAll(songs(page));
      if (page.path("LastEvaluatedKey").isMissingNode()) {
        break;
      }
      start = ",'ExclusiveStartKey':" + page.path("LastEvaluatedKey");
    }
    assertThat(all).containsExactly("6", "5", "4", "3", "2", "1");
  }

  @Test
  void anUpdateSetsRemovesAddsAndDeletes() {
    put("a", "1", ",'n':{'N':'5'},'s':{'SS':['x','y']},'gone':{'S':'g'},'l':{'L':[{'S':'0'}]}");
    JsonNode answer =
        bench.call(
            "UpdateItem",
            """
            {'TableName':'Music','Key':{'artist':{'S':'a'},'song':{'N':'1'}},
             'UpdateExpression':'SET l = list_append(l, :l), #new = if_not_exists(nope, :z) + :one
                REMOVE gone ADD n :one DELETE s :s',
             'ExpressionAttributeNames':{'#new':'new'},
             'ExpressionAttributeValues':{':l':{'L':[{'S':'1'}]},':one':{'N':'1'},':z':{'N':'0'},
               ':s':{'SS':['x']}},'ReturnValues':'ALL_NEW'}
            """
                .replaceAll("\\n *REMOVE", " REMOVE"));
    JsonNode item = answer.path("Attributes");
    assertThat(item.path("n").path("N").asText()).isEqualTo("6");
    assertThat(item.path("new").path("N").asText()).isEqualTo("1");
    assertThat(item.path("s").path("SS").toString()).isEqualTo("[\"y\"]");
    assertThat(item.has("gone")).isFalse();
    assertThat(item.path("l").path("L").size()).isEqualTo(2);
  }

  @Test
  void aConditionThatDoesNotHoldRefusesAndShowsTheItem() {
    put("a", "1", ",'v':{'N':'1'}");
    DynamoBench.Answer answer =
        bench.answer(
            "PutItem",
            """
            {'TableName':'Music','Item':{'artist':{'S':'a'},'song':{'N':'1'}},
             'ConditionExpression':'attribute_not_exists(artist) OR v > :v',
             'ExpressionAttributeValues':{':v':{'N':'1'}},
             'ReturnValuesOnConditionCheckFailure':'ALL_OLD'}
            """);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("ConditionalCheckFailedException");
    assertThat(answer.message()).isEqualTo("The conditional request failed");
    assertThat(answer.body().path("Item").path("v").path("N").asText()).isEqualTo("1");
  }

  @Test
  void aTransactionThatIsCancelledTellsWhyAndChangesNothing() {
    put("a", "1", "");
    String transaction =
        """
        {'TransactItems':[
          {'Put':{'TableName':'Music','Item':{'artist':{'S':'b'},'song':{'N':'1'}}}},
          {'Delete':{'TableName':'Music','Key':{'artist':{'S':'a'},'song':{'N':'1'}},
            'ConditionExpression':'attribute_exists(nope)'}}]}
        """;
    DynamoBench.Answer answer = bench.answer("TransactWriteItems", transaction);
    assertThat(answer.code()).isEqualTo("TransactionCanceledException");
    assertThat(answer.message())
        .isEqualTo(
            "Transaction cancelled, please refer cancellation reasons for specific reasons"
                + " [None, ConditionalCheckFailed]");
    assertThat(answer.body().path("CancellationReasons").path(1).path("Code").asText())
        .isEqualTo("ConditionalCheckFailed");
    assertThat(bench.call("Scan", "{'TableName':'Music'}").path("Count").asInt()).isEqualTo(1);
  }

  @Test
  void aRepeatedTransactionIsMadeOnce() {
    String transaction =
        """
        {'ClientRequestToken':'t-1','TransactItems':[
          {'Update':{'TableName':'Music','Key':{'artist':{'S':'a'},'song':{'N':'1'}},
            'UpdateExpression':'ADD n :one','ExpressionAttributeValues':{':one':{'N':'1'}}}}]}
        """;
    bench.call("TransactWriteItems", transaction);
    bench.call("TransactWriteItems", transaction);
    assertThat(bench.answer("TransactWriteItems", transaction.replace("'S':'a'", "'S':'b'")).code())
        .isEqualTo("IdempotentParameterMismatchException");
    assertThat(
            bench
                .call("Scan", "{'TableName':'Music'}")
                .path("Items")
                .path(0)
                .path("n")
                .path("N")
                .asText())
        .isEqualTo("1");
  }

  @Test
  void parallelScansTogetherReadEverythingOnce() {
    for (int i = 0; i < 40; i++) {
      put("artist-" + i, "" + i, "");
    }
    List<String> all = new ArrayList<>();
    for (int segment = 0; segment < 3; segment++) {
      all.addAll(
          songs(
              bench.call(
                  "Scan", "{'TableName':'Music','TotalSegments':3,'Segment':" + segment + "}")));
    }
    assertThat(all).hasSize(40).doesNotHaveDuplicates();
  }
}
