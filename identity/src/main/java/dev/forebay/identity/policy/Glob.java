package dev.forebay.identity.policy;

import java.util.Arrays;

/**
 * A text with wildcards. Matching a text of n characters takes at most n times the pattern's
 * length, whatever the two are, and mostly n. Immutable.
 */
final class Glob {
  // A symbol is a character, or one of these.
  /** Any run of characters. */
  static final int RUN = -1;

  /** Any one character. */
  static final int ONE = -2;

  /** Any run of characters without a colon. */
  static final int RUN_IN_PART = -3;

  /** Any one character but a colon. */
  static final int ONE_IN_PART = -4;

  private enum Form {
    EXACT,
    PREFIX,
    GREEDY,
    TABLE
  }

  private final int[] symbols;
  private final Form form;
  private final String head;

  private Glob(int[] symbols) {
    this.symbols = symbols;
    int literals = 0;
    while (literals < symbols.length && symbols[literals] >= 0) {
      literals++;
    }
    this.head = new String(symbols, 0, literals);
    this.form = form(symbols, literals);
  }

  /** With these symbols; the array is the glob's from now on. */
  static Glob ofSymbols(int[] symbols) {
    return new Glob(symbols);
  }

  /** A text whose {@code *} and {@code ?} are wildcards for anything. */
  static Glob ofText(String text) {
    return new Glob(text.chars().map(Glob::symbol).toArray());
  }

  /** The symbol that a character of a policy stands for, where wildcards match anything. */
  static int symbol(int character) {
    return switch (character) {
      case '*' -> RUN;
      case '?' -> ONE;
      default -> character;
    };
  }

  private static Form form(int[] symbols, int literals) {
    if (literals == symbols.length) {
      return Form.EXACT;
    }
    if (literals == symbols.length - 1 && symbols[literals] == RUN) {
      return Form.PREFIX;
    }
    // After a run that crosses colons, one that does not may need the first to be tried again
    // further on: then one remembered place is not enough.
    boolean run = false;
    for (int symbol : symbols) {
      run |= symbol == RUN;
      if (run && (symbol == RUN_IN_PART || symbol == ONE_IN_PART)) {
        return Form.TABLE;
      }
    }
    return Form.GREEDY;
  }

  /** Whether it covers a text from end to end. */
  boolean matches(String text) {
    return switch (form) {
      case EXACT -> head.equals(text);
      case PREFIX -> text.startsWith(head);
      case GREEDY -> text.startsWith(head) && greedy(text);
      case TABLE -> text.startsWith(head) && table(text);
    };
  }

  // Remembers the last run only: an earlier one never needs more than it has, because what stands
  // between the two was found as early as it can be.
  private boolean greedy(String text) {
    int at = 0;
    int next = 0;
    int run = -1;
    int runEnd = 0;
    while (at < text.length()) {
      int symbol = next < symbols.length ? symbols[next] : Integer.MIN_VALUE;
      if (symbol == RUN || symbol == RUN_IN_PART) {
        run = next++;
        runEnd = at;
      } else if (covers(symbol, text.charAt(at))) {
        next++;
        at++;
      } else if (run >= 0 && (symbols[run] == RUN || text.charAt(runEnd) != ':')) {
        next = run + 1;
        at = ++runEnd;
      } else {
        return false;
      }
    }
    while (next < symbols.length && isRun(symbols[next])) {
      next++;
    }
    return next == symbols.length;
  }

  // reached[i]: the first i symbols cover the text so far.
  private boolean table(String text) {
    boolean[] reached = new boolean[symbols.length + 1];
    reached[0] = true;
    skipRuns(reached);
    for (int at = 0; at < text.length(); at++) {
      char character = text.charAt(at);
      boolean[] after = new boolean[symbols.length + 1];
      for (int i = 0; i < symbols.length; i++) {
        if (!reached[i]) {
          continue;
        }
        if (isRun(symbols[i])) {
          after[i] |= symbols[i] == RUN || character != ':';
        } else {
          after[i + 1] |= covers(symbols[i], character);
        }
      }
      skipRuns(after);
      reached = after;
    }
    return reached[symbols.length];
  }

  private void skipRuns(boolean[] reached) {
    for (int i = 0; i < symbols.length; i++) {
      reached[i + 1] |= reached[i] && isRun(symbols[i]);
    }
  }

  private static boolean isRun(int symbol) {
    return symbol == RUN || symbol == RUN_IN_PART;
  }

  private static boolean covers(int symbol, char character) {
    return symbol == character || symbol == ONE || (symbol == ONE_IN_PART && character != ':');
  }

  /** Its literal text, wildcards as they are written. */
  @Override
  public String toString() {
    return Arrays.stream(symbols)
        .map(symbol -> symbol >= 0 ? symbol : isRun(symbol) ? '*' : '?')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
