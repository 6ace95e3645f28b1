package dev.forebay.logs.pattern;

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
