package dev.forebay.dynamodb.item;

import dev.forebay.dynamodb.table.OpenTable;
import dev.forebay.dynamodb.table.StoredItem;
import java.util.Optional;

/**
 * What a write did.
 *
 * @param table the table as the write found it
 * @param before the item as it was
 * @param after the item as it is
 */
record Written(OpenTable table, Optional<StoredItem> before, Optional<StoredItem> after) {
  /** The larger of the two: what a write is charged by. */
  int size() {
    return Math.max(before.map(StoredItem::size).orElse(0), after.map(StoredItem::size).orElse(0));
  }
}
