package dev.forebay.logs.pattern;

import java.util.Map;
import java.util.Optional;

/**
 * Which log events are wanted. Immutable.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html">
 *     Filter pattern syntax</a>
 */
@FunctionalInterface
public interface FilterPattern {
  /** Wants every event. */
  FilterPattern EVERYTHING = message -> true;

  /** Whether an event with this message is wanted. */
  boolean matches(String message);

  /**
   * What the pattern names in a message that is wanted: {@code $field} of space-delimited fields,
   * {@code $.member} of JSON; nothing of terms.
   *
   * @return empty when the message is not wanted
   */
  default Optional<Map<String, String>> extract(String message) {
    return matches(message) ? Optional.of(Map.of()) : Optional.empty();
  }

  /**
   * The pattern that a text spells: <code>{…}</code> is about JSON, <code>[…]</code> about
   * space-delimited fields, everything else about terms.
   *
   * @throws PatternSyntaxError when the text is no pattern
   */
  static FilterPattern parse(String text) {
    String pattern = text.strip();
    if (pattern.isEmpty() || pattern.equals("\"\"") || pattern.equals("\" \"")) {
      return EVERYTHING;
    }
    return switch (pattern.charAt(0)) {
      case '{' -> JsonPattern.parse(pattern);
      case '[' -> FieldPattern.parse(pattern);
      default -> TermPattern.parse(pattern);
    };
  }
}
