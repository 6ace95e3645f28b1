package dev.forebay.dynamodb.expression;

import dev.forebay.dynamodb.value.Errors;
import dev.forebay.dynamodb.value.Item;
import dev.forebay.dynamodb.value.Numbers;
import dev.forebay.dynamodb.value.Value;
import dev.forebay.wire.AwsException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** What an update sets: worked out on the item as it was. Immutable. */
public sealed interface Term {
  /**
   * Its value.
   *
   * @throws AwsException 400 for an attribute that is not there, and for one of the wrong type
   */
  Value of(Item item);

  /** A value of the request's. */
  record Literal(Value value) implements Term {
    @Override
    public Value of(Item item) {
      return value;
    }
  }

  /** A value of the item's. */
  record At(DocumentPath path) implements Term {
    @Override
    public Value of(Item item) {
      return path.in(item)
          .orElseThrow(() ->
              Errors.validation(
                  "The provided expression refers to an attribute that does not exist in the"
                      + " item"));
    }
  }

  /** A value of the item's, or another one when it has none. */
  record IfNotExists(DocumentPath path, Term otherwise) implements Term {
    @Override
    public Value of(Item item) {
      return path.in(item).orElseGet(() -> otherwise.of(item));
    }
  }

  /** Two lists in a row. */
  record ListAppend(Term first, Term second) implements Term {
    @Override
    public Value of(Item item) {
      if (first.of(item) instanceof Value.L one && second.of(item) instanceof Value.L other) {
        List<Value> all = new ArrayList<>(one.elements());
        all.addAll(other.elements());
        return new Value.L(all);
      }
      throw wrongType();
    }
  }

  /** The sum of two numbers. */
  record Sum(Term first, Term second) implements Term {
    @Override
    public Value of(Item item) {
      return sum(first.of(item), second.of(item), 1);
    }
  }

  /** The difference of two numbers. */
  record Difference(Term first, Term second) implements Term {
    @Override
    public Value of(Item item) {
      return sum(first.of(item), second.of(item), -1);
    }
  }

  private static Value sum(Value first, Value second, int sign) {
    if (first instanceof Value.N(BigDecimal one) && second instanceof Value.N(BigDecimal other)) {
      return new Value.N(Numbers.check(sign > 0 ? one.add(other) : one.subtract(other)));
    }
    throw wrongType();
  }

  /** An operand's type does not fit. */
  static AwsException wrongType() {
    return Errors.validation("An operand in the update expression has an incorrect data type");
  }
}
