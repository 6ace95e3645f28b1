package dev.forebay.dynamodb.partiql;

import dev.forebay.dynamodb.expression.Condition;
import dev.forebay.dynamodb.expression.Projection;
import dev.forebay.dynamodb.expression.Update;
import dev.forebay.dynamodb.value.Item;
import java.util.Optional;

/**
 * A statement with its parameters in place. Immutable.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.html">PartiQL
 *     for DynamoDB</a>
 */
public sealed interface Statement {
  /** The table's name. */
  String table();

  /**
   * Reads items.
   *
   * @param index the index that is read, if one is named
   * @param projection the parts that are wanted; empty for all
   * @param where which items
   * @param descending whether the sort keys are to fall
   * @param exists whether it only asks, within a transaction, that there is such an item
   */
  record Select(
      String table,
      Optional<String> index,
      Optional<Projection> projection,
      Condition where,
      boolean descending,
      boolean exists)
      implements Statement {}

  /** Puts an item that is not there yet. */
  record Insert(String table, Item item) implements Statement {}

  /**
   * Changes an item.
   *
   * @param returning what of it is answered
   */
  record Change(String table, Update update, Condition where, Returning returning)
      implements Statement {}

  /** Removes an item. */
  record Delete(String table, Condition where, Returning returning) implements Statement {}

  /** What a statement that writes answers. */
  enum Returning {
    /** Nothing. */
    NOTHING,
    /** The item as it was. */
    ALL_OLD,
    /** The item as it is. */
    ALL_NEW,
    /** What was changed, as it was. */
    MODIFIED_OLD,
    /** What was changed, as it is. */
    MODIFIED_NEW
  }
}
