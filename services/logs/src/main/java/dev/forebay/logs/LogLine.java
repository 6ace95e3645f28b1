package dev.forebay.logs;

/**
 * An event to be logged. Immutable.
 *
 * @param timestamp milliseconds since the epoch, not negative
 * @param message what was logged, at least one character
 */
public record LogLine(long timestamp, String message) {
  /** Throws {@link IllegalArgumentException} for a negative time. */
  public LogLine {
    if (timestamp < 0) {
      throw new IllegalArgumentException("timestamp must not be negative: " + timestamp);
    }
  }
}
