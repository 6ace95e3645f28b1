package dev.forebay.logs.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterPatternTest {
  private static boolean found(String pattern, String message) {
    return FilterPattern.parse(pattern).matches(message);
  }

  @Nested
  class Terms {
    @ParameterizedTest
    @CsvSource(
        delimiter = '~',
        value = {
          "ERROR ~ [ERROR 400] BAD REQUEST ~ true",
          "ERROR ~ [error 400] bad request ~ false",
          "ERROR REQUEST ~ [ERROR 400] BAD REQUEST ~ true",
          "ERROR ARGUMENTS ~ [ERROR 400] BAD REQUEST ~ false",
          "?ERROR ?WARN ~ [WARN 1] low ~ true",
          "?ERROR ?WARN ~ [INFO 1] fine ~ false",
          "?ERROR ?WARN REQUEST ~ a REQUEST without either ~ true",
          "\"INTERNAL SERVER ERROR\" ~ 500 INTERNAL SERVER ERROR ~ true",
          "\"INTERNAL SERVER ERROR\" ~ 500 INTERNAL ERROR SERVER ~ false",
          "ERROR -ARGUMENTS ~ [ERROR 400] BAD REQUEST ~ true",
          "ERROR -ARGUMENTS ~ [ERROR] INVALID ARGUMENTS ~ false",
          "-\"BAD REQUEST\" ~ [ERROR 400] BAD REQUEST ~ false",
          "%[Ee]rror|[Ff]ail% ~ all failed, Failed ~ true",
          "%^ERROR% ~ an ERROR ~ false"
        })
    void decideByWhatTheMessageHolds(String pattern, String message, boolean expected) {
      assertThat(found(pattern, message)).isEqualTo(expected);
    }

    @Test
    void anEmptyPatternMatchesEverything() {
      assertThat(found("", "anything")).isTrue();
      assertThat(found("\" \"", "anything")).isTrue();
    }

    @Test
    void aTermWithOtherCharactersMustBeQuoted() {
      assertThatThrownBy(() -> FilterPattern.parse("REPORT:"))
          .isInstanceOf(PatternSyntaxError.class)
          .hasMessage("Invalid character(s) in term 'REPORT:'");
    }
  }

  @Nested
  class Json {
    private static final String EVENT =
        """
        {"eventType":"UpdateTrail","sourceIPAddress":"111.111.111.111","arrayKey":["value","another"],
         "objectList":[{"name":"a","id":1},{"name":"b","id":2}],"SomeObject":null,"ThisFlag":true,
         "latency":49.5,"tiny":0.001,"nested":{"a.b":"dotted","code":"500"}}
        """;

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{ $.eventType = \"UpdateTrail\" }",
          "{ $.eventType = UpdateTrail }",
          "{ $.eventType = \"Update*\" }",
          "{ $.eventType = *Trail }",
          "{$.sourceIPAddress != 123.123.*}",
          "{ $.arrayKey[0] = \"value\" }",
          "{ $.arrayKey[*] = \"another\" }",
          "{ $.objectList[1].id = 2 }",
          "{ $.objectList[*].name = \"b\" }",
          "{ $.SomeObject IS NULL }",
          "{ $.SomeOtherObject NOT EXISTS }",
          "{ $.ThisFlag IS TRUE }",
          "{ $.ThisFlag = true }",
          "{ $.latency < 50 }",
          "{ $.latency >= 49.5 && $.latency <= 49.50 }",
          "{ $.tiny = 1e-3 }",
          "{ $.nested.code = 500 }",
          "{ $.nested.[\"a.b\"] = \"dotted\" }",
          "{ $.nested.* = \"dotted\" }",
          "{ $.eventType = %^Up[a-z]+T% }",
          "{ ($.latency > 100 || $.ThisFlag IS TRUE) && $.eventType = \"UpdateTrail\" }",
          "{ $.latency > 100 && $.latency > 200 || $.ThisFlag IS TRUE }"
        })
    void matches(String pattern) {
      assertThat(found(pattern, EVENT)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{ $.eventType = \"updatetrail\" }",
          "{ $.eventType = \"Update\" }",
          "{ $.arrayKey[2] = * }",
          "{ $.arrayKey = \"value\" }",
          "{ $.SomeObject NOT EXISTS }",
          "{ $.Missing IS NULL }",
          "{ $.Missing != \"x\" }",
          "{ $.ThisFlag IS FALSE }",
          "{ $.latency > 49.5 }",
          "{ $.eventType > 3 }",
          "{ $.latency > 100 && ($.latency > 200 || $.ThisFlag IS TRUE) }"
        })
    void doesNotMatch(String pattern) {
      assertThat(found(pattern, EVENT)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UpdateTrail", "", "{\"a\":1", "{\"a\":1} and more", "[", "{\"a\""})
    void aMessageThatIsNotJsonNeverMatches(String message) {
      assertThat(found("{ $.b NOT EXISTS }", message)).isFalse();
    }
  }

  @Nested
  class Fields {
    private static final String LINE =
        "127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] \"GET /index.html HTTP/1.0\" 404 1534";

    @ParameterizedTest
    @ValueSource(
        strings = {
          "[ip, server, username, timestamp, request, status_code, bytes]",
          "[ip, server, username, timestamp, request =*html*, status_code = 4*, bytes]",
          "[ip, server, user, time, request, status=404 || status=410, bytes > 1000]",
          "[..., status_code = 404, bytes]",
          "[ip = 127.*, ...]",
          "[ip, ..., bytes >= 1534 && bytes < 2000]",
          "[ip!=10.*&&ip!=%^192%, ...]"
        })
    void matches(String pattern) {
      assertThat(found(pattern, LINE)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "[ip, server]",
          "[ip, server, username, timestamp, request, status_code = 5*, bytes]",
          "[..., bytes > 2000]",
          "[a, b, c, d, e, f, g, h, ...]"
        })
    void doesNotMatch(String pattern) {
      assertThat(found(pattern, LINE)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ $.a }",
        "{ $.a = 1",
        "{ $.a = }",
        "{ a = 1 }",
        "{ $.a > x }",
        "{ $.a[x] = 1 }",
        "{ $ = 1 }",
        "{ $.a NOT }",
        "{}",
        "[a, b",
        "[..., ...]",
        "[a] b",
        "\"open",
        "%(a+)+%",
        "? x"
      })
  void aMalformedPatternIsRefused(String pattern) {
    assertThatThrownBy(() -> FilterPattern.parse(pattern)).isInstanceOf(PatternSyntaxError.class);
  }
}
