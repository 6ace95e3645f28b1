package dev.forebay.wire.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PatternGuardTest {
  @Test
  void aPatternThatBacktracksWithoutEndDoesNotMatchInsteadOfRunningOn() {
    Pattern nested = Pattern.compile("(([a-z])+)+");
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> assertThat(PatternGuard.matches(nested, "a".repeat(200) + "!")).isFalse());
  }

  @Test
  void aPatternThatRecursesTooDeepDoesNotMatchInsteadOfOverflowing() {
    Pattern recursive = Pattern.compile("(a|b)*c");
    assertThat(PatternGuard.matches(recursive, "ab".repeat(200_000))).isFalse();
  }

  @Test
  void ordinaryTextsMatchAsEver() {
    Pattern word = Pattern.compile("[a-z]+(-[a-z]+)*");
    assertThat(PatternGuard.matches(word, "some-rather-long-but-ordinary-name")).isTrue();
    assertThat(PatternGuard.matches(word, "short")).isTrue();
    assertThat(PatternGuard.matches(word, "some-rather-long-but-not-Ordinary")).isFalse();
  }
}
