package dev.forebay.logs.pattern;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An operator and what to compare with: a number, a text with {@code *} for any characters, or a
 * regular expression. Immutable.
 *
 * @param operator how to compare
 * @param text the wanted text, as a regular expression over the whole value, or anywhere in it for
 *     an expression between percent signs
 * @param number the number that the operand spells, if it spells one and was not quoted
 */
record Comparison(Operator operator, Pattern text, Optional<BigDecimal> number) {
  /** How to compare. */
  enum Operator {
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL
  }

  /** Reads an operator and its operand, which ends at white space or one of the characters. */
  static Comparison parse(Tokens tokens, String ends) {
    Operator operator = operator(tokens);
    tokens.skipSpace();
    if (tokens.at('%')) {
      return ordered(tokens, new Comparison(operator, tokens.regex(), Optional.empty()));
    }
    if (tokens.at('"')) {
      return ordered(tokens, new Comparison(operator, wildcard(tokens.quoted()), Optional.empty()));
    }
    String word = tokens.word(ends + " \t\r\n");
    return ordered(tokens, new Comparison(operator, wildcard(word), number(word)));
  }

  private static Comparison ordered(Tokens tokens, Comparison comparison) {
    boolean equality =
        comparison.operator == Operator.EQUAL || comparison.operator == Operator.NOT_EQUAL;
    if (!equality && comparison.number.isEmpty()) {
      throw tokens.error("a number is needed after <, <=, > and >=");
    }
    return comparison;
  }

  private static Operator operator(Tokens tokens) {
    if (tokens.take("!=")) {
      return Operator.NOT_EQUAL;
    }
    if (tokens.take("<=")) {
      return Operator.LESS_OR_EQUAL;
    }
    if (tokens.take(">=")) {
      return Operator.GREATER_OR_EQUAL;
    }
    if (tokens.take('<')) {
      return Operator.LESS;
    }
    if (tokens.take('>')) {
      return Operator.GREATER;
    }
    if (tokens.take('=')) {
      return Operator.EQUAL;
    }
    throw tokens.error("an operator is missing");
  }

  private static Pattern wildcard(String text) {
    StringBuilder regex = new StringBuilder("(?s)\\A");
    int from = 0;
    for (int star = text.indexOf('*'); star >= 0; star = text.indexOf('*', from)) {
      regex.append(Pattern.quote(text.substring(from, star))).append(".*");
      from = star + 1;
    }
    return Pattern.compile(
        regex.append(Pattern.quote(text.substring(from))).append("\\z").toString());
  }

  /** The number that a text spells, scientific notation included; of bounded size. */
  static Optional<BigDecimal> number(String text) {
    if (text.isEmpty() || text.length() > 64 || "+-.0123456789".indexOf(text.charAt(0)) < 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(new BigDecimal(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Whether the comparison holds for this value. */
  boolean holds(String value) {
    Optional<BigDecimal> left = number.isPresent() ? number(value) : Optional.empty();
    return switch (operator) {
      case EQUAL -> equal(value, left);
      case NOT_EQUAL -> !equal(value, left);
      case LESS -> left.isPresent() && left.get().compareTo(number.orElseThrow()) < 0;
      case LESS_OR_EQUAL -> left.isPresent() && left.get().compareTo(number.orElseThrow()) <= 0;
      case GREATER -> left.isPresent() && left.get().compareTo(number.orElseThrow()) > 0;
      case GREATER_OR_EQUAL -> left.isPresent() && left.get().compareTo(number.orElseThrow()) >= 0;
    };
  }

  private boolean equal(String value, Optional<BigDecimal> left) {
    return left.isPresent()
        ? left.get().compareTo(number.orElseThrow()) == 0
        : text.matcher(value).find();
  }
}
