package dev.forebay.dynamodb.expression;

import dev.forebay.dynamodb.expression.Token.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads update expressions. See "Update expressions" in the Developer Guide. */
final class UpdateParser {
  private static final Set<String> SECTIONS = Set.of("SET", "REMOVE", "ADD", "DELETE");

  private final Tokens tokens;
  private final OperandParser operands;
  private final List<Syntax.Action> actions = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();

  private UpdateParser(Tokens tokens) {
    this.tokens = tokens;
    this.operands = new OperandParser(tokens);
  }

  static Syntax.Update parse(String text) {
    UpdateParser parser = new UpdateParser(new Tokens(text));
    parser.sections();
    return new Syntax.Update(parser.actions);
  }

  private void sections() {
    String repeated = "";
    do {
      String section = tokens.peek().text().toUpperCase(Locale.ROOT);
      if (tokens.peek().kind() != Kind.WORD || !SECTIONS.contains(section)) {
        throw tokens.unexpected();
      }
      tokens.take();
      if (!seen.add(section) && repeated.isEmpty()) {
        repeated = section;
      }
      do {
        actions.add(action(section));
      } while (tokens.takeSign(","));
    } while (tokens.peek().kind() != Kind.END);
    if (!repeated.isEmpty()) {
      throw new SyntaxError(
          "The \"" + repeated + "\" section can only be used once in an update expression;");
    }
  }

  private Syntax.Action action(String section) {
    Syntax.Path path = operands.path();
    return switch (section) {
      case "SET" -> {
        tokens.expectSign("=");
        yield new Syntax.Action(section, path, List.of(sum()));
      }
      case "REMOVE" -> new Syntax.Action(section, path, List.of());
      default -> new Syntax.Action(section, path, List.of(placeholder()));
    };
  }

  private Syntax placeholder() {
    Token token = tokens.peek();
    if (token.kind() != Kind.VALUE) {
      throw tokens.unexpected();
    }
    tokens.take();
    return new Syntax.Placeholder(token.text());
  }

  private Syntax sum() {
    Syntax left = term();
    if (tokens.takeSign("+")) {
      return new Syntax.Binary("+", left, term());
    }
    if (tokens.takeSign("-")) {
      return new Syntax.Binary("-", left, term());
    }
    return left;
  }

  private Syntax term() {
    if (tokens.takeSign("(")) {
      Syntax inner = sum();
      tokens.expectSign(")");
      return inner;
    }
    return operands.operand();
  }
}
