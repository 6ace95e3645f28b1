package dev.forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.forebay.model.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** "Invoking Lambda function URLs", Response payload format. */
class AnswerReaderTest {
  private static HttpAnswer read(String payload) {
    return AnswerReader.read(Bytes.utf8(payload), HttpAnswer.JSON);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"hello\": \"world\"} | {\"hello\": \"world\"}",
        "[\"hello\", 3, true]   | [\"hello\", 3, true]",
        "\"hel\\\"lo\"          | hel\"lo",
        "3.1                    | 3.1",
        "null                   | null",
        "{\"statusCode\"        | {\"statusCode\"",
        "{\"a\":{\"statusCode\":500}} | {\"a\":{\"statusCode\":500}}"
      })
  void ofAnythingWithoutAStatusTheAnswerIsInferred(String payload, String body) {
    HttpAnswer answer = read(payload);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers().first("content-type")).contains("application/json");
    assertThat(answer.body().toUtf8()).isEqualTo(body);
  }

  @Test
  void anObjectWithAStatusSaysAllByItself() {
    HttpAnswer answer =
        read(
            """
            {"other":{"statusCode":500},"statusCode":"201","headers":{"Content-Type":"text/x","n":7,
             "none":null},"cookies":["a=1","b=2"],"body":"/wA=","isBase64Encoded":true}\
            """);
    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.headers().all("content-type")).containsExactly("text/x");
    assertThat(answer.headers().first("n")).contains("7");
    assertThat(answer.headers().contains("none")).isFalse();
    assertThat(answer.headers().all("set-cookie")).containsExactly("a=1", "b=2");
    assertThat(answer.body()).isEqualTo(Bytes.wrap(new byte[] {(byte) 0xff, 0}));
  }

  @Test
  void whatTheServerSaysItselfIsShownUnderAnotherName() {
    HttpAnswer answer =
        read("{\"statusCode\":200,\"headers\":{\"Content-Length\":\"9\",\"Upgrade\":\"h2c\"}}");
    assertThat(answer.headers().contains("content-length")).isFalse();
    assertThat(answer.headers().first("x-amzn-Remapped-content-length")).contains("9");
    assertThat(answer.headers().contains("upgrade")).isFalse();
  }

  @Test
  void anAnswerWithoutContentHasNone() {
    assertThat(read("{\"statusCode\":204,\"body\":\"x\"}").body().isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"statusCode\":\"x\"}",
        "{\"statusCode\":null}",
        "{\"statusCode\":99}",
        "{\"statusCode\":99999999999}",
        "{\"statusCode\":200,\"headers\":[]}",
        "{\"statusCode\":200,\"headers\":{\"a\":[1]}}",
        "{\"statusCode\":200,\"headers\":{\"a b\":\"c\"}}",
        "{\"statusCode\":200,\"headers\":{\"a\":\"b\\r\\nc: d\"}}",
        "{\"statusCode\":200,\"cookies\":\"a=1\"}",
        "{\"statusCode\":200,\"body\":{}}",
        "{\"statusCode\":200,\"body\":\"%\",\"isBase64Encoded\":true}"
      })
  void whatCannotBeAnAnswerIsRefused(String payload) {
    assertThatExceptionOfType(MalformedAnswer.class).isThrownBy(() -> read(payload));
  }

  @Test
  void whatComesBehindAnObjectMakesItNoAnswer() {
    for (String payload : new String[] {"{\"statusCode\":203}\0\0x", "{\"statusCode\":203} {}"}) {
      HttpAnswer answer = read(payload);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body().toUtf8()).isEqualTo(payload);
    }
  }

  @Test
  void aPreludeNeedsNoStatus() {
    HttpAnswer head = AnswerReader.prelude(Bytes.utf8("{\"cookies\":[\"a=1\"]}"));
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.headers().first("content-type")).contains("application/octet-stream");
    assertThatExceptionOfType(MalformedAnswer.class)
        .isThrownBy(() -> AnswerReader.prelude(Bytes.utf8("[]")));
  }

  @Test
  void inTheFirstFormatListsOfHeadersCountBeforeSingleOnes() {
    HttpAnswer answer =
        AnswerReader.readFormat1(
            Bytes.utf8(
                """
                {"statusCode":200,"headers":{"a":"1","b":"2"},"cookies":["none"],\
                "multiValueHeaders":{"A":["3","4"]},"body":"x"}\
                """),
            "text/plain");
    assertThat(answer.headers().all("a")).containsExactly("3", "4");
    assertThat(answer.headers().first("b")).contains("2");
    assertThat(answer.headers().first("content-type")).contains("text/plain");
    assertThat(answer.headers().contains("set-cookie")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"body\":\"x\"}",
        "\"text\"",
        "[1]",
        "",
        "{\"statusCode\":200,\"multiValueHeaders\":{\"a\":\"1\"}}"
      })
  void inTheFirstFormatNothingIsInferred(String payload) {
    assertThatExceptionOfType(MalformedAnswer.class)
        .isThrownBy(() -> AnswerReader.readFormat1(Bytes.utf8(payload), "text/plain"));
  }
}
