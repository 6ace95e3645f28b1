package dev.forebay.firehose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.wire.AwsException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyPatternTest {
  private static final Instant ARRIVAL = Instant.parse("2026-08-27T10:30:00Z");

  private static String of(KeyPattern pattern) {
    return pattern.evaluate(ARRIVAL, ZoneId.of("UTC"), "processing-failed", new Random(1));
  }

  @ParameterizedTest
  @CsvSource({
    "'', 2026/08/27/10/",
    "in/, in/2026/08/27/10/",
    "!{timestamp:yyyy/MM/dd}, 2026/08/27",
    "y=!{timestamp:yyyy}/m=!{timestamp:MM}/, y=2026/m=08/",
    "!{timestamp:'year='yyyy}/, year=2026/",
    "a!b{c}/, a!b{c}/2026/08/27/10/"
  })
  void aPrefixIsEvaluatedAndGetsTheHourIfItHasNoTime(String prefix, String evaluated) {
    assertThat(of(KeyPattern.ofPrefix(prefix))).isEqualTo(evaluated);
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', processing-failed/2026/08/27/10/",
    "'', in/, in/processing-failed/2026/08/27/10/",
    "bad/, in/, bad/processing-failed/2026/08/27/10/",
    "bad/!{firehose:error-output-type}/, !{timestamp:yyyy}/, bad/processing-failed/",
    "!{timestamp:yyyy}/!{firehose:error-output-type}-, '', 2026/processing-failed-"
  })
  void aPrefixForErrorsNamesWhatFailed(String errors, String prefix, String evaluated) {
    assertThat(of(KeyPattern.ofErrors(errors, prefix))).isEqualTo(evaluated);
  }

  @Test
  void eachRandomStringIsAnother() {
    String[] parts =
        of(KeyPattern.ofPrefix(
                "!{firehose:random-string}/!{firehose:random-string}/!{timestamp:yyyy}/"))
            .split("/", -1);
    assertThat(parts[0]).matches("[A-Za-z0-9]{11}").isNotEqualTo(parts[1]);
  }

  @Test
  void aPrefixHasAtMost512Characters() {
    assertThat(of(KeyPattern.ofPrefix("x".repeat(1_024)))).hasSize(512);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "!{firehose:error-output-type}/",
        "!{firehose:moon}/",
        "!{moon:phase}/",
        "!{timestamp:soon}/",
        "!{timestamp}/",
        "!{timestamp:yyyy",
        "!{partitionKeyFromQuery:id}/"
      })
  void aPrefixThatCannotBeEvaluatedIsRefused(String prefix) {
    assertThatThrownBy(() -> KeyPattern.ofPrefix(prefix))
        .isInstanceOf(AwsException.class)
        .hasMessageContaining("Prefix");
  }

  @Test
  void aPrefixForErrorsIsNeededBesideExpressionsAndMustNameTheError() {
    assertThatThrownBy(() -> KeyPattern.ofErrors("", "!{timestamp:yyyy}/"))
        .hasMessageContaining("ErrorOutputPrefix cannot be null or empty");
    assertThatThrownBy(() -> KeyPattern.ofErrors("!{timestamp:yyyy}/", ""))
        .hasMessageContaining("must contain the expression !{firehose:error-output-type}");
  }
}
