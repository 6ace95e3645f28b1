package dev.forebay.dynamodb.expression;

import dev.forebay.dynamodb.value.Value;
import dev.forebay.model.Bytes;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;

/** How two values compare. */
public enum Comparator {
  /** Equal. */
  EQ("="),
  /** Not equal. */
  NE("<>"),
  /** Less. */
  LT("<"),
  /** Less or equal. */
  LE("<="),
  /** Greater. */
  GT(">"),
  /** Greater or equal. */
  GE(">=");

  private final String sign;

  Comparator(String sign) {
    this.sign = sign;
  }

  /** The comparator of a sign. */
  public static Comparator of(String sign) {
    for (Comparator comparator : values()) {
      if (comparator.sign.equals(sign)) {
        return comparator;
      }
    }
    throw new IllegalArgumentException("no comparator: " + sign);
  }

  /** As an expression has it. */
  String sign() {
    return sign;
  }

  /** Whether it asks which is greater. */
  boolean orders() {
    return this != EQ && this != NE;
  }

  /** Whether two values compare so; values of different types are unequal, and no more. */
  boolean holds(Value left, Value right) {
    if (!orders()) {
      return left.equals(right) == (this == EQ);
    }
    OptionalInt order = order(left, right);
    if (order.isEmpty()) {
      return false;
    }
    int sign = order.getAsInt();
    return switch (this) {
      case LT -> sign < 0;
      case LE -> sign <= 0;
      case GT -> sign > 0;
      case GE -> sign >= 0;
      case EQ, NE -> throw new IllegalStateException("done above");
    };
  }

  /** The order of two values of one type that has an order; else empty. */
  static OptionalInt order(Value left, Value right) {
    return switch (left) {
      case Value.S(String text) when right instanceof Value.S(String other) ->
          OptionalInt.of(
              Arrays.compareUnsigned(
                  text.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8)));
      case Value.N(BigDecimal number) when right instanceof Value.N(BigDecimal other) ->
          OptionalInt.of(number.compareTo(other));
      case Value.B(Bytes bytes) when right instanceof Value.B(Bytes other) ->
          OptionalInt.of(bytes.compareTo(other));
      default -> OptionalInt.empty();
    };
  }
}
