package dev.forebay.dynamodb.partiql;

import dev.forebay.dynamodb.partiql.Token.Kind;
import dev.forebay.wire.AwsException;
import java.util.List;

/** A statement's tokens and how far they are read. Confined to one thread. */
final class Cursor {
  private static final int MOST_DIGITS = 9;

  private final List<Token> tokens;
  private int at;

  Cursor(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token peek() {
    return tokens.get(at);
  }

  Token take() {
    Token token = tokens.get(at);
    if (token.kind() != Kind.END) {
      at++;
    }
    return token;
  }

  boolean takeWord(String word) {
    boolean fits = peek().isWord(word);
    at += fits ? 1 : 0;
    return fits;
  }

  boolean takeSign(String sign) {
    boolean fits = peek().isSign(sign);
    at += fits ? 1 : 0;
    return fits;
  }

  void expectWord(String word) {
    if (!takeWord(word)) {
      throw unexpected();
    }
  }

  void expectSign(String sign) {
    if (!takeSign(sign)) {
      throw unexpected();
    }
  }

  void expectEnd() {
    if (peek().kind() != Kind.END) {
      throw unexpected();
    }
  }

  /** Whether a function of the name is called next. */
  boolean isCall(String function) {
    return peek().isWord(function) && tokens.get(at + 1).isSign("(");
  }

  /** A name, quoted or not. */
  String name() {
    Token token = peek();
    if (token.kind() != Kind.WORD && token.kind() != Kind.NAME) {
      throw unexpected();
    }
    return take().text();
  }

  int index() {
    Token token = peek();
    if (token.kind() != Kind.NUMBER
        || token.text().length() > MOST_DIGITS
        || !token.text().chars().allMatch(Character::isDigit)) {
      throw unexpected();
    }
    return Integer.parseInt(take().text());
  }

  AwsException unexpected() {
    return Lexer.wrong("Unexpected token: " + peek().text());
  }
}
