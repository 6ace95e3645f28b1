package dev.forebay.dynamodb.expression;

import dev.forebay.dynamodb.value.Value;
import java.util.List;
import java.util.Optional;

/**
 * Which items of a table or index a query is about. Immutable.
 *
 * @param hash the value of the partition key
 * @param sort what the sort key must be, if anything is asked of it
 */
public record KeyCondition(Value hash, Optional<Sort> sort) {
  /** How a sort key is compared. */
  public enum Operator {
    /** Equal. */
    EQ,
    /** Less. */
    LT,
    /** Less or equal. */
    LE,
    /** Greater. */
    GT,
    /** Greater or equal. */
    GE,
    /** From the first value to the second, both included. */
    BETWEEN,
    /** Begins with. */
    BEGINS_WITH
  }

  /**
   * What is asked of the sort key.
   *
   * @param operator how it is compared
   * @param values with what: two for BETWEEN, else one
   */
  public record Sort(Operator operator, List<Value> values) {
    /** Copies the list. */
    public Sort {
      values = List.copyOf(values);
    }
  }
}
