package dev.forebay.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** PartiQL statements. */
class StatementsTest {
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
           {'AttributeName':'song','AttributeType':'N'}],
         'KeySchema':[{'AttributeName':'artist','KeyType':'HASH'},
           {'AttributeName':'song','KeyType':'RANGE'}]}
        """);
    for (int i = 0; i < 5; i++) {
      run("INSERT INTO \\\"Music\\\" VALUE {'artist':'a','song':" + i + ",'tags':<<'x','y'>>}");
    }
  }

  @AfterEach
  void close() {
    bench.close();
    engine.close();
  }

  private JsonNode run(String statement) {
    DynamoBench.Answer answer = answer(statement, "");
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
    return answer.body();
  }

  private DynamoBench.Answer answer(String statement, String rest) {
    // The bench takes single quotes for double ones; a statement's own are written as escapes.
    String text = statement.replace("'", "\\u0027");
    return bench.answer("ExecuteStatement", "{\"Statement\":\"" + text + "\"" + rest + "}");
  }

  @Test
  void aSelectReadsWhatItsConditionsMean() {
    JsonNode answer =
        run("SELECT song FROM \\\"Music\\\" WHERE artist = 'a' AND song > 2 ORDER BY song DESC");
    assertThat(answer.path("Items").toString())
        .isEqualTo("[{\"song\":{\"N\":\"4\"}},{\"song\":{\"N\":\"3\"}}]");
    assertThat(
            run("SELECT * FROM Music WHERE contains(tags, 'x') AND song IN [1, 2]")
                .path("Items")
                .size())
        .isEqualTo(2);
  }

  @Test
  void aSelectGoesOnByItsToken() {
    DynamoBench.Answer first = answer("SELECT * FROM Music WHERE artist = 'a'", ",\"Limit\":3");
    assertThat(first.body().path("Items").size()).isEqualTo(3);
    DynamoBench.Answer next =
        answer(
            "SELECT * FROM Music WHERE artist = 'a'",
            ",\"NextToken\":" + first.body().path("NextToken"));
    assertThat(next.body().path("Items").size()).isEqualTo(2);
  }

  @Test
  void anItemIsInsertedOnce() {
    DynamoBench.Answer answer = answer("INSERT INTO Music VALUE {'artist':'a','song':1}", "");
    assertThat(answer.code()).isEqualTo("DuplicateItemException");
  }

  @Test
  void anUpdateChangesOneItemAndShowsIt() {
    DynamoBench.Answer answer =
        answer(
            "UPDATE Music SET plays = ? SET label = 'l' REMOVE tags WHERE artist = 'a' AND song = 1"
                + " RETURNING ALL NEW *",
            ",\"Parameters\":[{\"N\":\"7\"}]");
    JsonNode item = answer.body().path("Items").path(0);
    assertThat(item.path("plays").path("N").asText()).isEqualTo("7");
    assertThat(item.has("tags")).isFalse();
    assertThat(answer("UPDATE Music SET a = 1 WHERE artist = 'b' AND song = 1", "").code())
        .isEqualTo("ConditionalCheckFailedException");
    assertThat(answer("UPDATE Music SET a = 1 WHERE artist = 'b'", "").message())
        .isEqualTo("Where clause does not contain a mandatory equality on all key attributes");
  }

  @Test
  void aDeleteRemovesAndWrongStatementsAreTold() {
    run("DELETE FROM Music WHERE artist = 'a' AND song = 1");
    assertThat(run("SELECT * FROM Music").path("Items").size()).isEqualTo(4);
    assertThat(answer("SELEC * FROM Music", "").message())
        .startsWith("Statement wasn't well formed, can't be processed:");
    assertThat(answer("SELECT * FROM Music WHERE a = ?", "").message())
        .isEqualTo("Number of parameters in request and statement don't match.");
  }

  @Test
  void aTransactionOfStatementsIsMadeWhollyOrNot() {
    DynamoBench.Answer answer =
        bench.answer(
            "ExecuteTransaction",
            """
            {'TransactStatements':[
              {'Statement':'DELETE FROM Music WHERE artist = ? AND song = 1',
               'Parameters':[{'S':'a'}]},
              {'Statement':'UPDATE Music SET x = 1 WHERE artist = ? AND song = 9',
               'Parameters':[{'S':'a'}]}]}
            """);
    assertThat(answer.code()).isEqualTo("TransactionCanceledException");
    assertThat(run("SELECT * FROM Music").path("Items").size()).isEqualTo(5);
  }

  @Test
  void eachStatementOfABatchHasItsOwnAnswer() {
    JsonNode responses =
        bench
            .call(
                "BatchExecuteStatement",
                """
                {'Statements':[
                  {'Statement':'SELECT * FROM Music WHERE artist = ? AND song = 1',
                   'Parameters':[{'S':'a'}]},
                  {'Statement':'SELECT * FROM Absent WHERE artist = ? AND song = 1',
                   'Parameters':[{'S':'a'}]}]}
                """)
            .path("Responses");
    assertThat(responses.path(0).path("Item").path("song").path("N").asText()).isEqualTo("1");
    assertThat(responses.path(1).path("Error").path("Code").asText()).isEqualTo("ResourceNotFound");
  }
}
