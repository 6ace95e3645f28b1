package dev.forebay.function.definition;

import java.util.Optional;

/**
 * Where and how a function's lines are logged. Immutable.
 *
 * @param format {@code Text} or {@code JSON}
 * @param applicationLevel least level of the function's own lines, only with JSON
 * @param systemLevel least level of the platform's lines, only with JSON
 * @param group the log group
 */
public record Logging(
    String format, Optional<String> applicationLevel, Optional<String> systemLevel, String group) {
  /** The format in which lines go as they are. */
  public static final String TEXT = "Text";

  /** The format in which every line is an object. */
  public static final String JSON = "JSON";

  /** Whether the format is JSON. */
  public boolean json() {
    return format.equals(JSON);
  }
}
