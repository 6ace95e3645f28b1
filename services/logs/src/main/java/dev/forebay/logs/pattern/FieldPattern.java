package dev.forebay.logs.pattern;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Conditions on the fields of a space-delimited message, such as {@code [ip, user, ...,
 * status=4*]}. What stands between square brackets or quotation marks is one field. The number of
 * fields must be that of the pattern, except where {@code ...} stands for any number. Immutable.
 *
 * @param before the fields before the ellipsis, or all fields
 * @param after the fields after the ellipsis, when there is one
 */
record FieldPattern(List<Field> before, Optional<List<Field>> after) implements FilterPattern {

  FieldPattern {
    before = List.copyOf(before);
    after = after.map(List::copyOf);
  }

  /**
   * A field.
   *
   * @param name as the pattern calls it
   * @param condition what it must be like
   */
  record Field(String name, Condition condition) {}

  /** What a field must be like. */
  @FunctionalInterface
  interface Condition {
    boolean holds(String field);
  }

  static FieldPattern parse(String text) {
    Tokens tokens = new Tokens(text);
    tokens.expect('[');
    List<Field> before = new ArrayList<>();
    Optional<List<Field>> after = Optional.empty();
    do {
      tokens.skipSpace();
      if (tokens.take("...")) {
        if (after.isPresent()) {
          throw tokens.error("a second ellipsis");
        }
        after = Optional.of(new ArrayList<>());
      } else {
        after.orElse(before).add(field(tokens));
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

  private static Field field(Tokens tokens) {
    List<String> names = new ArrayList<>();
    Condition condition = any(tokens, names);
    return new Field(names.getFirst(), condition);
  }

  private static Condition any(Tokens tokens, List<String> names) {
    Condition left = all(tokens, names);
    tokens.skipSpace();
    if (!tokens.take("||")) {
      return left;
    }
    tokens.skipSpace();
    Condition right = any(tokens, names);
    return field -> left.holds(field) || right.holds(field);
  }

  private static Condition all(Tokens tokens, List<String> names) {
    Condition left = one(tokens, names);
    tokens.skipSpace();
    if (!tokens.take("&&")) {
      return left;
    }
    tokens.skipSpace();
    Condition right = all(tokens, names);
    return field -> left.holds(field) && right.holds(field);
  }

  private static Condition one(Tokens tokens, List<String> names) {
    if (tokens.take('(')) {
      tokens.skipSpace();
      Condition inner = any(tokens, names);
      tokens.skipSpace();
      tokens.expect(')');
      return inner;
    }
    names.add(tokens.word(" \t,=!<>&|)]"));
    tokens.skipSpace();
    if (tokens.at(',') || tokens.at(']') || tokens.at(')') || tokens.at('&') || tokens.at('|')) {
      return field -> true;
    }
    return Comparison.parse(tokens, ",&|)]")::holds;
  }

  @Override
  public boolean matches(String message) {
    return match(split(message));
  }

  @Override
  public Optional<Map<String, String>> extract(String message) {
    List<String> fields = split(message);
    return match(fields) ? Optional.of(values(fields)) : Optional.empty();
  }

  private boolean match(List<String> fields) {
    if (after.isEmpty()) {
      return fields.size() == before.size() && hold(before, fields, 0);
    }
    List<Field> last = after.get();
    return fields.size() >= before.size() + last.size()
        && hold(before, fields, 0)
        && hold(last, fields, fields.size() - last.size());
  }

  // A field that the ellipsis stands for is called by its place.
  private Map<String, String> values(List<String> fields) {
    Map<String, String> values = new LinkedHashMap<>();
    int tail = fields.size() - after.map(List::size).orElse(0);
    for (int i = 0; i < fields.size(); i++) {
      String name = Integer.toString(i + 1);
      if (i < before.size()) {
        name = before.get(i).name();
      } else if (i >= tail) {
        name = after.orElseThrow().get(i - tail).name();
      }
      values.put("$" + name, fields.get(i));
    }
    return values;
  }

  private static boolean hold(List<Field> wanted, List<String> fields, int from) {
    for (int i = 0; i < wanted.size(); i++) {
      if (!wanted.get(i).condition().holds(fields.get(from + i))) {
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
