package dev.forebay.dynamodb.item;

import dev.forebay.dynamodb.expression.Condition;
import dev.forebay.dynamodb.table.OpenTable;
import dev.forebay.dynamodb.value.Item;
import dev.forebay.model.Bytes;

/** What a request wants done to one item. Immutable. */
sealed interface ItemWrite {
  /** The table. */
  OpenTable table();

  /** The item's key. */
  Bytes key();

  /** What must hold for the item that is there. */
  Condition condition();

  /** The item takes the place of the one that is there. */
  record Put(OpenTable table, Bytes key, Condition condition, Item item) implements ItemWrite {}

  /**
   * The item is changed, or made.
   *
   * @param keyItem the attributes of the key
   */
  record Update(
      OpenTable table,
      Bytes key,
      Condition condition,
      Item keyItem,
      dev.forebay.dynamodb.expression.Update update)
      implements ItemWrite {}

  /** The item is removed. */
  record Delete(OpenTable table, Bytes key, Condition condition) implements ItemWrite {}

  /** The item is only looked at. */
  record Check(OpenTable table, Bytes key, Condition condition) implements ItemWrite {}
}
