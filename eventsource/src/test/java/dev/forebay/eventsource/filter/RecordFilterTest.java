package dev.forebay.eventsource.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.forebay.model.Bytes;
import dev.forebay.pattern.InvalidPatternException;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables of "Properly filtering messages" in AWS's guide, and what was recorded on AWS. */
class RecordFilterTest {
  @ParameterizedTest(name = "{0} on body {1}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          # plain text
          {"body":["text"]}                                | text              | true
          {"body":["text"]}                                | other             | false
          {"body":[{"prefix":"te"}]}                       | text              | true
          {"awsRegion":["us-east-1"]}                      | text              | true
          {"body":{"a":["x"]}}                             | x                 | false
          {"body":{"a":[{"exists":false}]}}                | x                 | false
          # JSON
          {"body":{"a":["x"]}}                             | {"a":"x"}         | true
          {"body":{"a":["x"]}}                             | {"a":"y"}         | false
          {"body":["x"]}                                   | {"x":1}           | false
          {"body":[{"exists":false}]}                      | {"x":1}           | false
          {"awsRegion":["us-east-1"]}                      | {"x":1}           | true
          {"awsRegion":["us-west-2"]}                      | {"x":1}           | false
          {"body":{"n":[{"numeric":[">",5,"<=",7]}]}}      | {"n":7}           | true
          {"body":{"n":[{"numeric":[">",5,"<=",7]}]}}      | {"n":"7"}         | false
          {"body":{"a":[{"exists":false}]}}                | {}                | true
          {"body":{"a":[{"anything-but":["x"]}]}}          | {}                | false
          {"body":{"a":[{"anything-but":["x"]}]}}          | {"a":null}        | true
          {"body":{"a":["x"],"b":["y"]}}                   | {"a":["x","z"],"b":"y"} | true
          {"body":{"i":{"p":["1"],"q":["2"]}}}             | {"i":[{"p":"1","q":"9"},{"p":"8","q":"2"}]} | false
          {"body":{"a":["x"]}}                             | [{"a":"w"},{"a":"x"}] | true
          # metadata besides
          {"body":{"a":["x"]},"awsRegion":["us-east-1"]}   | {"a":"x"}         | true
          {"body":{"a":["x"]},"awsRegion":["us-west-2"]}   | {"a":"x"}         | false
          {"attributes":{"SenderId":[{"prefix":"AIDA"}]}}  | anything          | true
          {"messageAttributes":{"kind":{"stringValue":["a"]}}} | anything      | true
          # each alternative with its own kind of body
          {"$or":[{"body":["x"]},{"body":{"a":[1]}}]}      | x                 | true
          {"$or":[{"body":["x"]},{"body":{"a":[1]}}]}      | {"a":1}           | true
          {"$or":[{"body":["x"]},{"body":{"a":[1]}}]}      | {"a":2}           | false
          {"$or":[{"body":["x"]},{"awsRegion":["us-east-1"]}]} | {"a":2}       | true
          # JSON that is neither object nor array counts as text
          {"body":["123"]}                                 | 123               | true
          {"body":["\\"q\\""]}                             | "q"               | true
          # what only looks like JSON
          {"body":{"a":[1]}}                               | {"a":1            | false
          {"body":{"a":[1]}}                               | {"a":1},"b":{}    | false
          {"body":["{oops"]}                               | {oops             | true
          {"awsRegion":["eu-west-1"]}                      | {"a":1},"awsRegion":"eu-west-1" | false
          """)
  void messagesAreFilteredAsOnAws(String pattern, String body, boolean passes) {
    assertThat(RecordFilter.ofQueue(List.of(pattern)).test(new Message(body)).passes())
        .isEqualTo(passes);
  }

  @ParameterizedTest(name = "{0} on data {1}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"data":{"city":[{"prefix":"R"}]}}                        | {"city":"Rome"} | true
          {"data":{"city":[{"prefix":"R"}]}}                        | {"city":"Bonn"} | false
          {"data":{"city":[{"prefix":"R"}]}}                        | Rome            | false
          {"data":{"city":[{"exists":false}]}}                      | Rome            | false
          {"partitionKey":["1"]}                                    | Rome            | true
          {"partitionKey":["1"]}                                    | {"a":1}         | true
          {"partitionKey":["2"]}                                    | {"a":1}         | false
          {"partitionKey":["1"],"data":{"a":[1]}}                   | {"a":1}         | true
          {"$or":[{"partitionKey":["1"]},{"data":{"a":[1]}}]}       | Rome            | true
          {"sequenceNumber":[{"prefix":"49"}]}                      | Rome            | true
          """)
  void recordsOfAStreamAreFilteredAsOnAws(String pattern, String data, boolean passes) {
    assertThat(
            RecordFilter.ofStream(List.of(pattern))
                .test(new StreamRecord(Bytes.utf8(data)))
                .passes())
        .isEqualTo(passes);
  }

  @Test
  void dataThatIsNotUtf8IsNotJson() {
    byte[] data = {'{', '"', 'a', '"', ':', '"', (byte) 0xFF, '"', '}'};
    FilterableRecord record = new StreamRecord(Bytes.wrap(data));
    assertThat(
            RecordFilter.ofStream(List.of("{\"data\":{\"a\":[{\"exists\":true}]}}"))
                .test(record)
                .passes())
        .isFalse();
    assertThat(RecordFilter.ofStream(List.of("{\"partitionKey\":[\"1\"]}")).test(record).passes())
        .isTrue();
  }

  @Test
  void oneFilterOfSeveralIsEnoughAndIsNamed() {
    RecordFilter filter =
        RecordFilter.ofQueue(
            List.of("{\"body\":{\"a\":[1]}}", "{\"body\":{\"b\":[2]}}", "{\"body\":[\"text\"]}"));
    assertThat(filter.test(new Message("{\"b\":2}")).explanation())
        .isEqualTo("it matches filter 1 of FilterCriteria");
    assertThat(filter.test(new Message("text")).explanation())
        .isEqualTo("it matches filter 2 of FilterCriteria");
    assertThat(filter.test(new Message("{\"b\":3}")).explanation())
        .isEqualTo(
            "it matches none of the filters {\"body\":{\"a\":[1]}} {\"body\":{\"b\":[2]}}"
                + " {\"body\":[\"text\"]}");
  }

  @Test
  void whatEveryFilterExcludesIsExplained() {
    assertThat(
            RecordFilter.ofQueue(List.of("{\"body\":{\"a\":[1]}}"))
                .test(new Message("text"))
                .explanation())
        .isEqualTo("body is not JSON, and every filter asks for JSON");
    assertThat(
            RecordFilter.ofQueue(List.of("{\"body\":[\"a\"]}"))
                .test(new Message("{}"))
                .explanation())
        .isEqualTo("body is JSON, and every filter asks for text");
  }

  @Test
  void withoutFiltersEverythingPasses() {
    Verdict verdict = RecordFilter.ofQueue(List.of()).test(new Message("x"));
    assertThat(verdict.passes()).isTrue();
    assertThat(verdict.explanation()).isEqualTo("there are no filters");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "simple string",
        "{\"eventSource\":\"aws:sqs\"}",
        "{\"eventSource\":[]}",
        "{\"body\":\"plain-string\"}",
        "[]",
        "{}"
      })
  void whatIsNoPatternIsRefused(String pattern) {
    assertThatThrownBy(() -> RecordFilter.ofQueue(List.of(pattern)))
        .isInstanceOf(InvalidPatternException.class);
  }

  @Test
  void aStreamsDataCannotBeMatchedAsText() {
    assertThatThrownBy(() -> RecordFilter.ofStream(List.of("{\"data\":[\"text\"]}")))
        .isInstanceOf(InvalidPatternException.class);
  }

  @Test
  void aBodyNestedAsDeepAsCanBeReadIsMatched() {
    RecordFilter filter = RecordFilter.ofQueue(List.of("{\"body\":{\"a\":[1]}}"));
    assertThat(filter.test(new Message("{\"a\":1,\"b\":" + nested(998) + "}")).passes()).isTrue();
    assertThat(filter.test(new Message("{\"a\":1,\"b\":" + nested(2_000) + "}")).passes())
        .isFalse();
  }

  @Test
  void aKilobyteTakesMicroseconds() {
    String items =
        IntStream.range(0, 14)
            .mapToObj(i ->
                "{\"sku\":\"sku-"
                    + i
                    + "\",\"qty\":"
                    + i
                    + ",\"title\":\"item "
                    + i
                    + " of the customer's order\"}")
            .collect(Collectors.joining(","));
    FilterableRecord record =
        new Message("{\"meta\":{\"type\":\"order\"},\"amount\":120.5,\"items\":[" + items + "]}");
    RecordFilter filter =
        RecordFilter.ofQueue(
            List.of(
                "{\"body\":{\"meta\":{\"type\":[\"order\"]},\"amount\":[{\"numeric\":[\">\",100]}]}}"));
    long best = Long.MAX_VALUE;
    for (int round = 0; round < 30; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < 500; i++) {
        filter.test(record);
      }
      best = Math.min(best, (System.nanoTime() - start) / 500);
    }
    System.out.println("filtering " + record.data().size() + " bytes: " + best + " ns");
    assertThat(best).isLessThan(100_000);
  }

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }

  private record Message(String body) implements FilterableRecord {
    @Override
    public Bytes data() {
      return Bytes.utf8(body);
    }

    @Override
    public void writeMetadata(JsonGenerator json) throws IOException {
      json.writeStringField("messageId", "059f36b4-87a3-44ab-83d2-661975830a7d");
      json.writeObjectFieldStart("attributes");
      json.writeStringField("ApproximateReceiveCount", "1");
      json.writeStringField("SenderId", "AIDAIENQZJOLO23YVJ4VO");
      json.writeEndObject();
      json.writeObjectFieldStart("messageAttributes");
      json.writeObjectFieldStart("kind");
      json.writeStringField("stringValue", "a");
      json.writeEndObject();
      json.writeEndObject();
      json.writeStringField("awsRegion", "us-east-1");
    }
  }

  private record StreamRecord(Bytes data) implements FilterableRecord {
    @Override
    public void writeMetadata(JsonGenerator json) throws IOException {
      json.writeStringField("kinesisSchemaVersion", "1.0");
      json.writeStringField("partitionKey", "1");
      json.writeStringField(
          "sequenceNumber", "49590338271490256608559692538361571095921575989136588898");
    }
  }
}
