package dev.forebay.dynamodb.expression;

import java.util.ArrayList;
import java.util.List;

/** Reads projection expressions. See "Projection expressions" in the Developer Guide. */
final class ProjectionParser {
  private ProjectionParser() {}

  static Syntax.Projection parse(String text) {
    Tokens tokens = new Tokens(text);
    OperandParser operands = new OperandParser(tokens);
    List<Syntax.Path> paths = new ArrayList<>();
    do {
      paths.add(operands.path());
    } while (tokens.takeSign(","));
    tokens.expectEnd();
    return new Syntax.Projection(paths);
  }
}
