package dev.forebay.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.server.settings.Settings.LogLevel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerLogTest {
  @ParameterizedTest
  @CsvSource({"ERROR, error", "WARN, warn", "INFO, warn", "DEBUG, warn", "TRACE, warn"})
  void jettySaysNoMoreThanWarnings(LogLevel level, String jetty) {
    assertThat(ServerLog.properties(level))
        .containsEntry("org.slf4j.simpleLogger.log.org.eclipse.jetty", jetty);
  }

  @ParameterizedTest
  @CsvSource({"ERROR, error", "INFO, info", "TRACE, trace"})
  void theLevelIsThatOfTheSetting(LogLevel level, String word) {
    assertThat(ServerLog.properties(level))
        .containsEntry("org.slf4j.simpleLogger.defaultLogLevel", word);
  }
}
