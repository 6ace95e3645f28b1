package dev.forebay.identity.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A text of a policy with its variables ("IAM policy elements: Variables and tags") and wildcards.
 * What a variable stands for is taken literally: a wildcard in a value is none. Immutable.
 */
final class Template {
  /** What the wildcards of a text mean. */
  enum Wildcards {
    /** Nothing: they stand for themselves. */
    NONE,
    /** Anything. */
    ANYTHING,
    /**
     * Anything within the part of an ARN where they stand; the last part is everything after the
     * fifth colon. A {@code *} that ends a part reaches beyond it ("IAM JSON policy elements:
     * Resource").
     */
    RESOURCE,
    /** Anything within the part of an ARN where they stand ("ARN condition operators"). */
    ARN_PARTS
  }

  private static final int PARTS = 6;

  private final List<Piece> pieces;
  private final Wildcards wildcards;
  private final Optional<Glob> constant;

  private Template(List<Piece> pieces, Wildcards wildcards) {
    this.pieces = List.copyOf(pieces);
    this.wildcards = wildcards;
    this.constant =
        pieces.stream().allMatch(Text.class::isInstance)
            ? resolve(ContextKeys.NONE)
            : Optional.empty();
  }

  /**
   * Compiles a text.
   *
   * @param variables whether the document's version has variables
   */
  static Template of(String text, boolean variables, Wildcards wildcards) {
    List<Piece> pieces = new ArrayList<>();
    int from = 0;
    int open = variables ? text.indexOf("${") : -1;
    while (open >= 0) {
      int close = text.indexOf('}', open);
      Optional<Piece> piece =
          close < 0 ? Optional.empty() : Variable.parse(text.substring(open + 2, close));
      if (piece.isPresent()) {
        pieces.add(plain(text.substring(from, open), wildcards));
        pieces.add(piece.get());
        from = close + 1;
        open = text.indexOf("${", from);
      } else {
        open = text.indexOf("${", open + 2); // no variable: the text that it is
      }
    }
    pieces.add(plain(text.substring(from), wildcards));
    return new Template(pieces, wildcards);
  }

  /** The pattern for a request; empty when a variable has no single value in it. */
  Optional<Glob> glob(ContextKeys keys) {
    return constant.isPresent() ? constant : resolve(keys);
  }

  /** The text for a request, wildcards as written; empty as for {@link #glob}. */
  Optional<String> text(ContextKeys keys) {
    return glob(keys).map(Glob::toString);
  }

  /** Adds the keys of its variables, in lower case. */
  void addContextKeys(Set<String> keys) {
    for (Piece piece : pieces) {
      if (piece instanceof Variable variable) {
        keys.add(variable.key());
      }
    }
  }

  private Optional<Glob> resolve(ContextKeys keys) {
    IntStream.Builder symbols = IntStream.builder();
    for (Piece piece : pieces) {
      switch (piece) {
        case Text text -> Arrays.stream(text.symbols()).forEach(symbols);
        case Variable variable -> {
          Optional<String> value = keys.single(variable.key()).or(variable::otherwise);
          if (value.isEmpty()) {
            return Optional.empty();
          }
          value.get().chars().forEach(symbols);
        }
      }
    }
    return Optional.of(Glob.ofSymbols(inParts(symbols.build().toArray())));
  }

  private int[] inParts(int[] symbols) {
    if (wildcards != Wildcards.RESOURCE && wildcards != Wildcards.ARN_PARTS) {
      return symbols;
    }
    boolean wild = symbols.length == 1 && symbols[0] == Glob.RUN;
    if (wild) {
      return symbols;
    }
    int part = 1;
    for (int i = 0; i < symbols.length && part < PARTS; i++) {
      boolean ends = i + 1 == symbols.length || symbols[i + 1] == ':';
      if (symbols[i] == ':') {
        part++;
      } else if (symbols[i] == Glob.ONE) {
        symbols[i] = Glob.ONE_IN_PART;
      } else if (symbols[i] == Glob.RUN && !(ends && wildcards == Wildcards.RESOURCE)) {
        symbols[i] = Glob.RUN_IN_PART;
      }
    }
    return symbols;
  }

  private static Text plain(String text, Wildcards wildcards) {
    return new Text(
        text.chars()
            .map(character -> wildcards == Wildcards.NONE ? character : Glob.symbol(character))
            .toArray());
  }

  /** A stretch of a text. */
  private sealed interface Piece {}

  /**
   * Symbols of a {@link Glob}.
   *
   * @param symbols never changed
   */
  @SuppressWarnings("ArrayRecordComponent") // private, and never handed out or compared
  private record Text(int[] symbols) implements Piece {}

  /**
   * A variable.
   *
   * @param key the condition key, in lower case
   * @param otherwise what it stands for without a value
   */
  private record Variable(String key, Optional<String> otherwise) implements Piece {
    // ${*}, ${?} and ${$} are literal characters.
    static Optional<Piece> parse(String inside) {
      if (inside.equals("*") || inside.equals("?") || inside.equals("$")) {
        return Optional.of(new Text(inside.chars().toArray()));
      }
      int comma = inside.indexOf(',');
      String key = (comma < 0 ? inside : inside.substring(0, comma)).strip();
      if (key.isEmpty() || key.indexOf('$') >= 0 || key.indexOf('{') >= 0) {
        return Optional.empty();
      }
      if (comma < 0) {
        return Optional.of(new Variable(key.toLowerCase(Locale.ROOT), Optional.empty()));
      }
      String rest = inside.substring(comma + 1).strip();
      return rest.length() >= 2 && rest.startsWith("'") && rest.endsWith("'")
          ? Optional.of(
              new Variable(
                  key.toLowerCase(Locale.ROOT), Optional.of(rest.substring(1, rest.length() - 1))))
          : Optional.empty();
    }
  }
}
