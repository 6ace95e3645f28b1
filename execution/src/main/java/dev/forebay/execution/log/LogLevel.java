package dev.forebay.execution.log;

import java.util.Locale;
import java.util.Optional;

/**
 * How much a log line matters.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html">Log-level
 *     filtering</a>
 */
public enum LogLevel {
  TRACE,
  DEBUG,
  INFO,
  WARN,
  ERROR,
  FATAL;

  /** The level that a text names, in any case; {@code WARNING} and {@code CRITICAL} too. */
  static Optional<LogLevel> parse(String text) {
    return switch (text.toUpperCase(Locale.ROOT)) {
      case "TRACE" -> Optional.of(TRACE);
      case "DEBUG" -> Optional.of(DEBUG);
      case "INFO" -> Optional.of(INFO);
      case "WARN", "WARNING" -> Optional.of(WARN);
      case "ERROR" -> Optional.of(ERROR);
      case "FATAL", "CRITICAL" -> Optional.of(FATAL);
      default -> Optional.empty();
    };
  }
}
