package dev.forebay.dynamodb.expression;

import dev.forebay.dynamodb.expression.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads condition, filter and key condition expressions. See "Condition and filter expressions,
 * operators, and functions" in the Developer Guide.
 */
final class ConditionParser {
  private static final Set<String> COMPARATORS = Set.of("=", "<>", "<", "<=", ">", ">=");
  private static final int DEEPEST = 300;

  private final Tokens tokens;
  private final OperandParser operands;
  private int depth;

  private ConditionParser(Tokens tokens) {
    this.tokens = tokens;
    this.operands = new OperandParser(tokens);
  }

  static Syntax parse(String text) {
    Tokens tokens = new Tokens(text);
    ConditionParser parser = new ConditionParser(tokens);
    Syntax condition = parser.or();
    tokens.expectEnd();
    return condition;
  }

  private Syntax or() {
    Syntax left = and();
    while (tokens.takeWord("OR")) {
      left = new Syntax.Binary("OR", left, and());
    }
    return left;
  }

  private Syntax and() {
    Syntax left = not();
    while (tokens.takeWord("AND")) {
      left = new Syntax.Binary("AND", left, not());
    }
    return left;
  }

  private Syntax not() {
    if (tokens.peek().isWord("NOT")) {
      deeper();
      tokens.take();
      Syntax inner = not();
      depth--;
      return new Syntax.Not(inner);
    }
    return primary();
  }

  private void deeper() {
    depth++;
    if (depth > DEEPEST) {
      throw new SyntaxError("The expression contains too many nested levels");
    }
  }

  private Syntax primary() {
    if (tokens.peek().isSign("(")) {
      return parenthesized();
    }
    if (tokens.peek().kind() == Kind.WORD && isKeyword(tokens.peek())) {
      throw tokens.unexpected();
    }
    Syntax operand = operands.operand();
    Token next = tokens.peek();
    if (next.kind() == Kind.SIGN && COMPARATORS.contains(next.text())) {
      tokens.take();
      return new Syntax.Binary(next.text(), operand, operands.operand());
    }
    if (tokens.takeWord("BETWEEN")) {
      Syntax low = operands.operand();
      tokens.expectWord("AND");
      return new Syntax.Between(operand, low, operands.operand());
    }
    if (tokens.takeWord("IN")) {
      return new Syntax.In(operand, elements());
    }
    if (operand instanceof Syntax.Call) {
      return operand;
    }
    throw tokens.unexpected();
  }

  private static boolean isKeyword(Token token) {
    return token.isWord("AND")
        || token.isWord("OR")
        || token.isWord("BETWEEN")
        || token.isWord("IN");
  }

  private List<Syntax> elements() {
    tokens.expectSign("(");
    List<Syntax> elements = new ArrayList<>();
    do {
      elements.add(operands.operand());
    } while (tokens.takeSign(","));
    tokens.expectSign(")");
    return elements;
  }

  private Syntax parenthesized() {
    deeper();
    tokens.expectSign("(");
    boolean doubled = tokens.peek().isSign("(");
    Syntax inner = or();
    boolean closedTwice = doubled && wasParenthesized(inner);
    tokens.expectSign(")");
    depth--;
    if (closedTwice) {
      throw new SyntaxError("The expression has redundant parentheses;");
    }
    return new Syntax.Call("()", List.of(inner));
  }

  private static boolean wasParenthesized(Syntax syntax) {
    return syntax instanceof Syntax.Call call && call.function().equals("()");
  }
}
