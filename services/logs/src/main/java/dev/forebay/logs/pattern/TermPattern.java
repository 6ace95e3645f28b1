package dev.forebay.logs.pattern;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Terms that a message must hold, must not hold ({@code -term}), or of which it must hold one
 * ({@code ?term}). As at AWS, optional terms count only when there are no others. Case matters.
 *
 * @param required each must occur
 * @param excluded none may occur
 * @param optional one must occur, if nothing is required or excluded
 */
record TermPattern(List<Term> required, List<Term> excluded, List<Term> optional)
    implements FilterPattern {
  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_]+");

  TermPattern {
    required = List.copyOf(required);
    excluded = List.copyOf(excluded);
    optional = List.copyOf(optional);
  }

  /** Something that occurs in a message, or does not. */
  @FunctionalInterface
  interface Term {
    boolean in(String message);
  }

  static TermPattern parse(String text) {
    Tokens tokens = new Tokens(text);
    List<Term> required = new ArrayList<>();
    List<Term> excluded = new ArrayList<>();
    List<Term> optional = new ArrayList<>();
    for (tokens.skipSpace(); !tokens.atEnd(); tokens.skipSpace()) {
      if (tokens.take('?')) {
        optional.add(term(tokens));
      } else if (tokens.take('-')) {
        excluded.add(term(tokens));
      } else {
        required.add(term(tokens));
      }
    }
    return new TermPattern(required, excluded, optional);
  }

  private static Term term(Tokens tokens) {
    if (tokens.at('"')) {
      String phrase = tokens.quoted();
      return message -> message.contains(phrase);
    }
    if (tokens.at('%')) {
      Pattern regex = Regex.compile(tokens.between('%'));
      return message -> regex.matcher(message).find();
    }
    String word = tokens.word(" \t\r\n");
    if (!PLAIN.matcher(word).matches()) {
      throw new PatternSyntaxError("Invalid character(s) in term '" + word + "'");
    }
    return message -> message.contains(word);
  }

  @Override
  public boolean matches(String message) {
    if (required.isEmpty() && excluded.isEmpty()) {
      return optional.stream().anyMatch(term -> term.in(message));
    }
    return required.stream().allMatch(term -> term.in(message))
        && excluded.stream().noneMatch(term -> term.in(message));
  }
}
