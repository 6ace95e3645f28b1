package dev.forebay.dynamodb.expression;

import dev.forebay.dynamodb.expression.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Cuts an expression into tokens. Confined to one thread. */
final class Lexer {
  private static final String SINGLE_SIGNS = "=<>()[],.+-";

  private final String text;
  private int at;

  private Lexer(String text) {
    this.text = text;
  }

  /** The tokens, the last one being the end. */
  static List<Token> tokens(String text) {
    Lexer lexer = new Lexer(text);
    List<Token> tokens = new ArrayList<>();
    Token token;
    do {
      token = lexer.next();
      tokens.add(token);
    } while (token.kind() != Kind.END);
    return List.copyOf(tokens);
  }

  private Token next() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    if (at == text.length()) {
      return new Token(Kind.END, "<EOF>", at, at);
    }
    int start = at;
    char first = text.charAt(at++);
    if (isLetter(first)) {
      return word(Kind.WORD, start);
    }
    if (isDigit(first)) {
      while (at < text.length() && isDigit(text.charAt(at))) {
        at++;
      }
      return token(Kind.INDEX, start);
    }
    if ((first == '#' || first == ':') && at < text.length() && isWordPart(text.charAt(at))) {
      return word(first == '#' ? Kind.NAME : Kind.VALUE, start);
    }
    if (SINGLE_SIGNS.indexOf(first) < 0) {
      return token(Kind.UNKNOWN, start);
    }
    if (at < text.length()) {
      char second = text.charAt(at);
      if ((first == '<' && (second == '=' || second == '>')) || (first == '>' && second == '=')) {
        at++;
      }
    }
    return token(Kind.SIGN, start);
  }

  private Token word(Kind kind, int start) {
    while (at < text.length() && isWordPart(text.charAt(at))) {
      at++;
    }
    return token(kind, start);
  }

  private Token token(Kind kind, int start) {
    return new Token(kind, text.substring(start, at), start, at);
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isWordPart(char c) {
    return isLetter(c) || isDigit(c);
  }
}
