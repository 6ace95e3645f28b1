package dev.forebay.pipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.forebay.eventsource.source.SourceRecord;
import dev.forebay.model.Bytes;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipeTemplateTest {
  private static final String EVENT =
      """
      {"messageId": "m", "body": "{\\"n\\": 1, \\"text\\": \\"a \\\\\\"b\\\\\\"\\", \\"list\\": [1, {\\"x\\": 2}]}",
       "attributes": {"SenderId": "s"}}\
      """;
  private static final Map<String, String> OWN = Map.of("aws.pipes.pipe-name", "p");

  private static JsonNode tree(String json) {
    try {
      return PipePath.JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`Hello, sender` | `\"Hello, sender\"`",
        "`\"Hello, sender\"` | `\"Hello, sender\"`",
        "`<$.attributes.SenderId>` | `\"s\"`",
        "`Hello, <$.attributes.SenderId>` | `\"Hello, s\"`",
        "`{\"a\": <$.body.n>, \"b\": \"<$.body.n>\"}` | `{\"a\":1,\"b\":\"1\"}`",
        "`{\"a\": <$.body.text>, \"b\": \"x <$.body.text>\"}` |"
            + " `{\"a\":\"a \\\"b\\\"\",\"b\":\"x a \\\"b\\\"\"}`",
        "`{\"a\": <$.body.list>, \"b\": <$.body.list[1].x>}` | `{\"a\":[1,{\"x\":2}],\"b\":2}`",
        "`{\"a\": <$.nowhere.at.all>}` | `{\"a\":\"\"}`",
        "`{\"p\": <aws.pipes.pipe-name>}` | `{\"p\":\"p\"}`",
        "`{\"e\": <$.body.list[*]>}` | `{\"e\":[1,{\"x\":2}]}`",
        "`1 < 2 and 3 > 2` | `\"1 < 2 and 3 > 2\"`",
      })
  void makesJsonWhereItCanAndElseText(String template, String expected) {
    assertThat(PipeTemplate.parse(template).fill(tree(EVENT), OWN)).isEqualTo(tree(expected));
  }

  @Test
  void aTemplateMayHoldTheWholeEvent() {
    JsonNode event = tree(EVENT);
    assertThat(PipeTemplate.parse("{\"e\": <aws.pipes.event>}").fill(event, OWN).path("e"))
        .isEqualTo(event);
    assertThat(
            PipeTemplate.parse("{\"e\": <aws.pipes.event.json>}")
                .fill(event, OWN)
                .path("e")
                .asText())
        .isEqualTo(event.toString());
  }

  @Test
  void aPathThatIsNoneIsRefused() {
    assertThatThrownBy(() -> PipeTemplate.parse("<$.a[b]>")).hasMessageContaining("invalid path");
    assertThatThrownBy(() -> PipeTemplate.parse("<aws.pipes.nothing>"))
        .hasMessageContaining("unknown variable");
  }

  @Test
  void theDataOfAKinesisRecordIsReadThroughItsBase64() {
    JsonNode event =
        PipeRecords.of(
            new SourceRecord(
                "1",
                "k",
                Instant.EPOCH,
                Bytes.utf8(
                    "{\"kinesis\":{\"partitionKey\":\"k\",\"data\":\"eyJuIjo3fQ==\"},"
                        + "\"eventSource\":\"aws:kinesis\",\"eventID\":\"e\"}"),
                ""));
    assertThat(event.toString())
        .isEqualTo(
            "{\"partitionKey\":\"k\",\"data\":\"eyJuIjo3fQ==\",\"eventSource\":\"aws:kinesis\","
                + "\"eventID\":\"e\"}");
    assertThat(PipePath.parse("$.data.n").orElseThrow().read(event)).contains(tree("7"));
    assertThat(PipePath.parse("$.data").orElseThrow().read(event))
        .contains(tree("\"eyJuIjo3fQ==\""));
  }
}
