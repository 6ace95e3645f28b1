package dev.forebay.logs.pattern;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Conditions on the fields of a space-delimited message, such as {@code [ip, user, ...,
 * status=4*]}. What stands between square brackets or quotation marks is one field. The number of
 * fields must be that of the pattern, except where {@code ...} stands for any number. Immutable.
 *
 * @param before the fields before the ellipsis, or all fields
 * @param after the fields after the ellipsis, when there is one
 */
record FieldPattern(List<Condition> before, Optional<List<Condition>> after)
    implements FilterPattern {

  FieldPattern {
    before = List.copyOf(before);
    after = after.map(List::copyOf);
  }

  /** What a field must be like. */
  @FunctionalInterface
  interface Condition {
    boolean holds(String field);
  }

  static FieldPattern parse(String text) {
    Tokens tokens = new Tokens(text);
    tokens.expect('[');
    List<Condition> before = new ArrayList<>();
    Optional<List<Condition>> after = Optional.empty();
    do {
      tokens.skipSpace();
      if (tokens.take("...")) {
        if (after.isPresent()) {
          throw tokens.error("a second ellipsis");
        }
        after = Optional.of(new ArrayList<>());
      } else {
        after.orElse(before).add(any(tokens));
      }
      tokens.skipSpace();
    } while (tokens.take(','));
    tokens.expect(']');
    tokens.skipSpace();
    if (!tokens.atEnd()) {
      throw tokens.error("something follows the closing bracket");
    }
    return new FieldPattern(before, after);
  }

  private static Condition any(Tokens tokens) {
    Condition left = all(tokens);
    tokens.skipSpace();
    if (!tokens.take("||")) {
      return left;
    }
    tokens.skipSpace();
    Condition right = any(tokens);
    return field -> left.holds(field) || right.holds(field);
  }

  private static Condition all(Tokens tokens) {
    Condition left = one(tokens);
    tokens.skipSpace();
    if (!tokens.take("&&")) {
      return left;
    }
    tokens.skipSpace();
    Condition right = all(tokens);
    return field -> left.holds(field) && right.holds(field);
  }

  private static Condition one(Tokens tokens) {
    if (tokens.take('(')) {
      tokens.skipSpace();
      Condition inner = any(tokens);
      tokens.skipSpace();
      tokens.expect(')');
      return inner;
    }
    tokens.word(" \t,=!<>&|)]");
    tokens.skipSpace();
    if (tokens.at(',') || tokens.at(']') || tokens.at(')') || tokens.at('&') || tokens.at('|')) {
      return field -> true;
    }
    return Comparison.parse(tokens, ",&|)]")::holds;
  }

  @Override
  public boolean matches(String message) {
    List<String> fields = split(message);
    if (after.isEmpty()) {
      return fields.size() == before.size() && hold(before, fields, 0);
    }
    List<Condition> last = after.get();
    return fields.size() >= before.size() + last.size()
        && hold(before, fields, 0)
        && hold(last, fields, fields.size() - last.size());
  }

  private static boolean hold(List<Condition> conditions, List<String> fields, int from) {
    for (int i = 0; i < conditions.size(); i++) {
      if (!conditions.get(i).holds(fields.get(from + i))) {
        return false;
      }
    }
    return true;
  }

  /** The fields of a message. */
  static List<String> split(String message) {
    List<String> fields = new ArrayList<>();
    int index = 0;
    while (index < message.length()) {
      char first = message.charAt(index);
      if (Character.isWhitespace(first)) {
        index++;
        continue;
      }
      char close = first == '[' ? ']' : first == '"' ? '"' : ' ';
      int end = close == ' ' ? -1 : message.indexOf(close, index + 1);
      if (end >= 0) {
        fields.add(message.substring(index + 1, end));
        index = end + 1;
      } else {
        int start = index;
        while (index < message.length() && !Character.isWhitespace(message.charAt(index))) {
          index++;
        }
        fields.add(message.substring(start, index));
      }
    }
    return fields;
  }
}
