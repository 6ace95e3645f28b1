package dev.forebay.wire.tables;

import java.util.regex.Pattern;

/**
 * Matches a pattern against a text that an attacker may have chosen: the matcher may look at a
 * bounded number of characters, so that backtracking ends. A text that needs more does not match.
 */
final class PatternGuard implements CharSequence {
  /** Characters looked at, at most, for one text: some milliseconds. */
  private static final int BUDGET = 500_000;

  /** Texts this short cannot backtrack for long enough to matter. */
  private static final int SHORT = 16;

  private final CharSequence text;
  private int left;

  private PatternGuard(CharSequence text, int budget) {
    this.text = text;
    this.left = budget;
  }

  /** Whether the whole text matches. */
  static boolean matches(Pattern pattern, String text) {
    if (text.length() <= SHORT) {
      return pattern.matcher(text).matches();
    }
    try {
      return pattern.matcher(new PatternGuard(text, BUDGET)).matches();
    } catch (Exhausted | StackOverflowError tooDeep) {
      return false;
    }
  }

  @Override
  public char charAt(int index) {
    if (--left < 0) {
      throw new Exhausted();
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return new PatternGuard(text.subSequence(start, end), left);
  }

  @Override
  public String toString() {
    return text.toString();
  }

  private static final class Exhausted extends RuntimeException {
    private Exhausted() {
      super("too much backtracking", null, false, false);
    }
  }
}
