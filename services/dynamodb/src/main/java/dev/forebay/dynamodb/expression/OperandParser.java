package dev.forebay.dynamodb.expression;

import dev.forebay.dynamodb.expression.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads paths, placeholders and functions: what all kinds of expressions have. */
final class OperandParser {
  private static final int MOST_DIGITS = 9;

  /** What has a meaning in some grammar is no attribute's name in any. */
  private static final Set<String> KEYWORDS =
      Set.of("AND", "OR", "NOT", "BETWEEN", "IN", "SET", "REMOVE", "ADD", "DELETE");

  private final Tokens tokens;

  OperandParser(Tokens tokens) {
    this.tokens = tokens;
  }

  /** A path, a placeholder or a function. */
  Syntax operand() {
    Token token = tokens.peek();
    if (token.kind() == Kind.VALUE) {
      tokens.take();
      return new Syntax.Placeholder(token.text());
    }
    if (token.kind() == Kind.WORD && tokens.peekAfter().isSign("(") && !isKeyword(token)) {
      return call();
    }
    return path();
  }

  private Syntax.Call call() {
    String function = tokens.take().text();
    tokens.expectSign("(");
    List<Syntax> operands = new ArrayList<>();
    do {
      operands.add(operand());
    } while (tokens.takeSign(","));
    tokens.expectSign(")");
    return new Syntax.Call(function, operands);
  }

  Syntax.Path path() {
    List<Syntax.Step> steps = new ArrayList<>();
    steps.add(member());
    while (true) {
      if (tokens.takeSign(".")) {
        steps.add(member());
      } else if (tokens.takeSign("[")) {
        Token index = tokens.peek();
        if (index.kind() != Kind.INDEX) {
          throw tokens.unexpected();
        }
        tokens.take();
        tokens.expectSign("]");
        steps.add(new Syntax.Element(index(index)));
      } else {
        return new Syntax.Path(steps);
      }
    }
  }

  private static int index(Token token) {
    if (token.text().length() > MOST_DIGITS) {
      throw new SyntaxError(
          "List index is not within the allowable range; index: [" + token.text() + "]");
    }
    return Integer.parseInt(token.text());
  }

  private Syntax.Member member() {
    Token token = tokens.peek();
    if ((token.kind() != Kind.WORD && token.kind() != Kind.NAME) || isKeyword(token)) {
      throw tokens.unexpected();
    }
    tokens.take();
    return new Syntax.Member(token.text());
  }

  private static boolean isKeyword(Token token) {
    return token.kind() == Kind.WORD && KEYWORDS.contains(token.text().toUpperCase(Locale.ROOT));
  }
}
