package dev.forebay.logs.pattern;

import java.util.Locale;

/** Reads a pattern's text from left to right. Confined to one thread. */
final class Tokens {
  private static final int MOST_REGEXES = 2;

  private final String text;
  private int index;
  private int regexes;

  Tokens(String text) {
    this.text = text;
  }

  boolean atEnd() {
    return index >= text.length();
  }

  boolean at(char expected) {
    return !atEnd() && text.charAt(index) == expected;
  }

  /** Whether the rest begins with these characters. */
  boolean at(String expected) {
    return text.startsWith(expected, index);
  }

  /** Goes past the character if it is next. */
  boolean take(char expected) {
    if (!at(expected)) {
      return false;
    }
    index++;
    return true;
  }

  /** Goes past the characters if they are next. */
  boolean take(String expected) {
    if (!at(expected)) {
      return false;
    }
    index += expected.length();
    return true;
  }

  /** Goes past the keyword, in any case, if it is next and ends there. */
  boolean takeKeyword(String keyword) {
    int end = index + keyword.length();
    if (end > text.length()
        || !text.substring(index, end).toUpperCase(Locale.ROOT).equals(keyword)
        || (end < text.length() && Character.isLetterOrDigit(text.charAt(end)))) {
      return false;
    }
    index = end;
    return true;
  }

  void skipSpace() {
    while (!atEnd() && Character.isWhitespace(text.charAt(index))) {
      index++;
    }
  }

  /** Goes past the character, which must be next. */
  void expect(char expected) {
    if (!take(expected)) {
      throw error("expected '" + expected + "'");
    }
  }

  /** What stands between two quotation marks; a backslash takes the next character as it is. */
  String quoted() {
    expect('"');
    StringBuilder out = new StringBuilder();
    while (!at('"')) {
      if (take('\\') && atEnd()) {
        break;
      }
      if (atEnd()) {
        throw error("a quotation mark is not closed");
      }
      out.append(text.charAt(index++));
    }
    expect('"');
    return out.toString();
  }

  /** What stands between two of these characters. */
  String between(char mark) {
    expect(mark);
    int end = text.indexOf(mark, index);
    if (end < 0) {
      throw error("'" + mark + "' is not closed");
    }
    String out = text.substring(index, end);
    index = end + 1;
    return out;
  }

  /**
   * The regular expression between two percent signs; at most two of a pattern ("Filter pattern
   * syntax", quotas).
   */
  java.util.regex.Pattern regex() {
    if (++regexes > MOST_REGEXES) {
      throw error("more than " + MOST_REGEXES + " regular expressions");
    }
    return Regex.compile(between('%'));
  }

  /** Where the reading is. */
  int position() {
    return index;
  }

  /** What has been read since the position. */
  String since(int position) {
    return text.substring(position, index);
  }

  /** What comes before the first of these characters, at least one character. */
  String word(String ends) {
    int start = index;
    while (!atEnd() && ends.indexOf(text.charAt(index)) < 0) {
      index++;
    }
    if (index == start) {
      throw error("a value is missing");
    }
    return text.substring(start, index);
  }

  PatternSyntaxError error(String what) {
    return new PatternSyntaxError(
        "Invalid filter pattern: " + what + " at position " + index + " of " + text);
  }
}
