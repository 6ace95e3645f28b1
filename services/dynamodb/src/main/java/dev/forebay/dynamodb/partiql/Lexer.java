package dev.forebay.dynamodb.partiql;

import dev.forebay.dynamodb.partiql.Token.Kind;
import dev.forebay.dynamodb.value.Errors;
import dev.forebay.wire.AwsException;
import java.util.ArrayList;
import java.util.List;

/** Cuts a statement into tokens. Confined to one thread. */
final class Lexer {
  private static final List<String> DOUBLE_SIGNS = List.of("<<", ">>", "<=", ">=", "<>", "!=");
  private static final String SINGLE_SIGNS = "=<>()[]{},.:+-*?;";

  private final String text;
  private int at;

  private Lexer(String text) {
    this.text = text;
  }

  static List<Token> tokens(String text) {
    Lexer lexer = new Lexer(text);
    List<Token> tokens = new ArrayList<>();
    do {
      tokens.add(lexer.next());
    } while (tokens.getLast().kind() != Kind.END);
    return tokens;
  }

  private Token next() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    if (at == text.length()) {
      return new Token(Kind.END, "<EOF>");
    }
    char first = text.charAt(at);
    if (first == '\'') {
      return quoted(Kind.TEXT, first);
    }
    if (first == '"') {
      return quoted(Kind.NAME, first);
    }
    if (Character.isLetter(first) || first == '_') {
      return run(Kind.WORD);
    }
    if (Character.isDigit(first)) {
      return number();
    }
    for (String sign : DOUBLE_SIGNS) {
      if (text.startsWith(sign, at)) {
        at += 2;
        return new Token(Kind.SIGN, sign);
      }
    }
    if (SINGLE_SIGNS.indexOf(first) < 0) {
      throw wrong("Unexpected character " + first);
    }
    at++;
    return new Token(Kind.SIGN, String.valueOf(first));
  }

  /** A quote within is doubled. */
  private Token quoted(Kind kind, char quote) {
    StringBuilder inner = new StringBuilder();
    at++;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != quote) {
        inner.append(c);
      } else if (at < text.length() && text.charAt(at) == quote) {
        inner.append(quote);
        at++;
      } else {
        return new Token(kind, inner.toString());
      }
    }
    throw wrong("A quote is not closed");
  }

  private Token run(Kind kind) {
    int start = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
      at++;
    }
    return new Token(kind, text.substring(start, at));
  }

  private Token number() {
    int start = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at))
            || text.charAt(at) == '.'
            || ((text.charAt(at) == '-' || text.charAt(at) == '+')
                && (text.charAt(at - 1) == 'e' || text.charAt(at - 1) == 'E')))) {
      at++;
    }
    return new Token(Kind.NUMBER, text.substring(start, at));
  }

  static AwsException wrong(String detail) {
    return Errors.validation("Statement wasn't well formed, can't be processed: " + detail);
  }
}
