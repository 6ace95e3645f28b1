package dev.forebay.dynamodb.expression;

import dev.forebay.dynamodb.expression.Token.Kind;
import java.util.List;

/** An expression's tokens and how far they are read. Confined to one thread. */
final class Tokens {
  private final String text;
  private final List<Token> tokens;
  private int at;

  Tokens(String text) {
    this.text = text;
    this.tokens = Lexer.tokens(text);
  }

  Token peek() {
    return tokens.get(at);
  }

  Token peekAfter() {
    return tokens.get(Math.min(at + 1, tokens.size() - 1));
  }

  Token take() {
    Token token = tokens.get(at);
    if (token.kind() != Kind.END) {
      at++;
    }
    return token;
  }

  boolean takeWord(String word) {
    if (peek().isWord(word)) {
      at++;
      return true;
    }
    return false;
  }

  boolean takeSign(String sign) {
    if (peek().isSign(sign)) {
      at++;
      return true;
    }
    return false;
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

  /** Where the reading stands, to come back to. */
  int mark() {
    return at;
  }

  void back(int mark) {
    at = mark;
  }

  /** The next token should not be there. */
  SyntaxError unexpected() {
    Token wrong = peek();
    int from = at == 0 ? 0 : tokens.get(at - 1).start();
    int to = peekAfter().end();
    if (wrong.kind() == Kind.UNKNOWN) {
      to = wrong.end();
    }
    return new SyntaxError(
        "Syntax error; token: \""
            + wrong.text()
            + "\", near: \""
            + text.substring(from, to)
            + "\"");
  }
}
