package dev.forebay.logs.pattern;

import dev.forebay.logs.pattern.Selected.Found;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Conditions on members of a JSON message, such as {@code { $.level = "ERROR" && $.code >= 500 }}.
 * A message that is not JSON never matches. Immutable.
 *
 * @param selectors the places that the conditions look at
 * @param condition over what was found there
 */
record JsonPattern(List<Selector> selectors, Condition condition) implements FilterPattern {

  JsonPattern {
    selectors = List.copyOf(selectors);
  }

  /** Over what was found at each of the selectors, in their order. */
  @FunctionalInterface
  interface Condition {
    boolean holds(List<List<Found>> found);
  }

  static JsonPattern parse(String text) {
    Tokens tokens = new Tokens(text);
    List<Selector> selectors = new ArrayList<>();
    tokens.expect('{');
    Condition condition = any(tokens, selectors);
    tokens.skipSpace();
    tokens.expect('}');
    tokens.skipSpace();
    if (!tokens.atEnd()) {
      throw tokens.error("something follows the closing brace");
    }
    return new JsonPattern(selectors, condition);
  }

  private static Condition any(Tokens tokens, List<Selector> selectors) {
    Condition left = all(tokens, selectors);
    tokens.skipSpace();
    if (!tokens.take("||")) {
      return left;
    }
    Condition right = any(tokens, selectors);
    return found -> left.holds(found) || right.holds(found);
  }

  private static Condition all(Tokens tokens, List<Selector> selectors) {
    Condition left = one(tokens, selectors);
    tokens.skipSpace();
    if (!tokens.take("&&")) {
      return left;
    }
    Condition right = all(tokens, selectors);
    return found -> left.holds(found) && right.holds(found);
  }

  private static Condition one(Tokens tokens, List<Selector> selectors) {
    tokens.skipSpace();
    if (tokens.take('(')) {
      Condition inner = any(tokens, selectors);
      tokens.skipSpace();
      tokens.expect(')');
      return inner;
    }
    int place = selectors.size();
    selectors.add(Selector.parse(tokens));
    tokens.skipSpace();
    if (tokens.takeKeyword("NOT")) {
      tokens.skipSpace();
      if (!tokens.takeKeyword("EXISTS")) {
        throw tokens.error("expected EXISTS");
      }
      return found -> found.get(place).isEmpty();
    }
    if (tokens.takeKeyword("EXISTS")) {
      return found -> !found.get(place).isEmpty();
    }
    if (tokens.takeKeyword("IS")) {
      tokens.skipSpace();
      Found wanted = constant(tokens);
      return found -> found.get(place).contains(wanted);
    }
    Comparison comparison = Comparison.parse(tokens, "&|){}");
    return found -> found.get(place).stream().anyMatch(value -> holds(comparison, value));
  }

  private static boolean holds(Comparison comparison, Found value) {
    return switch (value) {
      case Found.Scalar(String text) -> comparison.holds(text);
      case Found.Flag(boolean flag) -> comparison.holds(Boolean.toString(flag));
      case Found.Null none -> false;
      case Found.Container none -> false;
    };
  }

  private static Found constant(Tokens tokens) {
    if (tokens.takeKeyword("NULL")) {
      return new Found.Null();
    }
    if (tokens.takeKeyword("TRUE")) {
      return new Found.Flag(true);
    }
    if (tokens.takeKeyword("FALSE")) {
      return new Found.Flag(false);
    }
    throw tokens.error("expected NULL, TRUE or FALSE");
  }

  @Override
  public boolean matches(String message) {
    return Selected.in(message, selectors).filter(condition::holds).isPresent();
  }

  @Override
  public Optional<Map<String, String>> extract(String message) {
    return Selected.in(message, selectors).filter(condition::holds).map(this::values);
  }

  private Map<String, String> values(List<List<Found>> found) {
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < selectors.size(); i++) {
      String name = selectors.get(i).text();
      found.get(i).stream()
          .findFirst()
          .flatMap(JsonPattern::text)
          .ifPresent(text -> values.put(name, text));
    }
    return values;
  }

  private static Optional<String> text(Found found) {
    return switch (found) {
      case Found.Scalar(String text) -> Optional.of(text);
      case Found.Flag(boolean flag) -> Optional.of(Boolean.toString(flag));
      case Found.Null none -> Optional.of("null");
      case Found.Container none -> Optional.empty();
    };
  }
}
