package dev.forebay.dynamodb.expression;

/**
 * A piece of an expression.
 *
 * @param kind what it is
 * @param text as written
 * @param start where it starts
 * @param end where it ends, exclusive
 */
record Token(Kind kind, String text, int start, int end) {
  /** What a token can be. */
  enum Kind {
    /** A word: a name, a keyword, a function. */
    WORD,
    /** {@code #name}. */
    NAME,
    /** {@code :value}. */
    VALUE,
    /** Digits. */
    INDEX,
    /** An operator or bracket. */
    SIGN,
    /** What no expression has. */
    UNKNOWN,
    /** The end of the expression. */
    END
  }

  boolean isWord(String word) {
    return kind == Kind.WORD && text.equalsIgnoreCase(word);
  }

  boolean isSign(String sign) {
    return kind == Kind.SIGN && text.equals(sign);
  }
}
