package dev.forebay.dynamodb.expression;

import dev.forebay.dynamodb.value.Value;
import java.util.Set;

/** Checks what can be known of operands before there is an item. */
final class OperandTypes {
  /** Types that have an order. */
  static final Set<String> ORDERED = Set.of("S", "N", "B");

  private OperandTypes() {}

  static void check(String operator, Value value, Set<String> allowed) {
    if (!allowed.contains(value.type())) {
      throw wrong(operator, value.type());
    }
  }

  static SyntaxError wrong(String operator, String type) {
    return new SyntaxError(
        "Incorrect operand type for operator or function; operator or function: "
            + operator
            + ", operand type: "
            + type);
  }

  static void checkCount(Syntax.Call call, int wanted) {
    if (call.operands().size() != wanted) {
      throw new SyntaxError(
          "Incorrect number of operands for operator or function; operator or function: "
              + call.function()
              + ", number of operands: "
              + call.operands().size());
    }
  }

  static SyntaxError needsPath(String function) {
    return new SyntaxError(
        "Operator or function requires a document path; operator or function: " + function);
  }

  static SyntaxError misplaced(String function) {
    return new SyntaxError(
        "The function is not allowed to be used this way in an expression; function: " + function);
  }

  static SyntaxError unknown(String function) {
    return new SyntaxError("Invalid function name; function: " + function);
  }
}
