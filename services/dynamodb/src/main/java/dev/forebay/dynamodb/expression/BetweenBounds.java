package dev.forebay.dynamodb.expression;

import dev.forebay.dynamodb.value.AttributeValues;
import dev.forebay.dynamodb.value.Value;
import java.util.Optional;
import java.util.OptionalInt;

/** BETWEEN with two values wants the lower one first. */
public final class BetweenBounds {
  private BetweenBounds() {}

  /** What is wrong with the bounds; empty where an item decides. */
  public static Optional<String> fault(Operand low, Operand high) {
    if (!(low instanceof Operand.Literal(Value one))
        || !(high instanceof Operand.Literal(Value other))) {
      return Optional.empty();
    }
    OptionalInt order = Comparator.order(one, other);
    if (order.isEmpty()) {
      return Optional.of(fault("requires same data type for lower and upper bounds", one, other));
    }
    return order.getAsInt() > 0
        ? Optional.of(
            fault("requires upper bound to be greater than or equal to lower bound", one, other))
        : Optional.empty();
  }

  private static String fault(String rule, Value low, Value high) {
    return "The BETWEEN operator "
        + rule
        + "; lower bound operand: AttributeValue: "
        + spelled(low)
        + ", upper bound operand: AttributeValue: "
        + spelled(high);
  }

  private static String spelled(Value value) {
    return switch (value) {
      case Value.S(String text) -> "{S:" + text + "}";
      default -> "{" + value.type() + ":" + AttributeValues.wire(value).n() + "}";
    };
  }
}
