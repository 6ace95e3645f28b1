package dev.forebay.logs.pattern;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The regular expressions that a filter pattern may hold between percent signs: letters, digits,
 * {@code : _ # = @ / ; , -}, space, and the operators <code>^ $ ? [ ] { } | \ * + .</code>. No
 * groups, hence no nested repetition that could run away.
 */
final class Regex {
  private static final Pattern ALLOWED =
      Pattern.compile("[A-Za-z0-9:_#=@/;, \\-^$?\\[\\]{}|\\\\*+.]+");

  private Regex() {}

  /**
   * Compiles what stands between the percent signs.
   *
   * @throws PatternSyntaxError when it is not allowed or no regular expression
   */
  static Pattern compile(String expression) {
    if (!ALLOWED.matcher(expression).matches()) {
      throw new PatternSyntaxError("Invalid regex in filter pattern: " + expression);
    }
    try {
      return Pattern.compile(expression);
    } catch (PatternSyntaxException e) {
      throw new PatternSyntaxError("Invalid regex in filter pattern: " + expression);
    }
  }
}
