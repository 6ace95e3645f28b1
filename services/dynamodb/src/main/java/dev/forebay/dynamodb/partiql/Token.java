package dev.forebay.dynamodb.partiql;

/**
 * A piece of a statement.
 *
 * @param kind what it is
 * @param text its text, without quotes
 */
record Token(Kind kind, String text) {
  /** What a token can be. */
  enum Kind {
    /** A word: a keyword, a name, a function. */
    WORD,
    /** A name in double quotes. */
    NAME,
    /** A text in single quotes. */
    TEXT,
    /** A number. */
    NUMBER,
    /** An operator or bracket. */
    SIGN,
    /** The end. */
    END
  }

  boolean isWord(String word) {
    return kind == Kind.WORD && text.equalsIgnoreCase(word);
  }

  boolean isSign(String sign) {
    return kind == Kind.SIGN && text.equals(sign);
  }
}
