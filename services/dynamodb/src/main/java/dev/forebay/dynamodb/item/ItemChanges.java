package dev.forebay.dynamodb.item;

import dev.forebay.dynamodb.expression.Update;
import dev.forebay.dynamodb.store.Batch;
import dev.forebay.dynamodb.stream.Cause;
import dev.forebay.dynamodb.table.ItemWriter;
import dev.forebay.dynamodb.table.OpenTable;
import dev.forebay.dynamodb.table.StoredItem;
import dev.forebay.dynamodb.table.Tables;
import dev.forebay.dynamodb.value.Errors;
import dev.forebay.dynamodb.value.Item;
import dev.forebay.dynamodb.value.Sizes;
import dev.forebay.model.Bytes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/** Does to items what requests want, within a change. Thread-safe. */
final class ItemChanges {
  private final Tables tables;
  private final ItemWriter writer;

  ItemChanges(Tables tables, ItemWriter writer) {
    this.tables = tables;
    this.writer = writer;
  }

  /**
   * Makes a write; returns once it is durable.
   *
   * @throws dev.forebay.wire.AwsException 400 when its condition does not hold
   */
  Written make(ItemWrite write, @Nullable ReturnValuesOnConditionCheckFailure onFailure) {
    return write.table().database().change(batch -> in(batch, write, onFailure));
  }

  /** Makes a write within a change. */
  Written in(
      Batch batch, ItemWrite write, @Nullable ReturnValuesOnConditionCheckFailure onFailure) {
    OpenTable table = tables.current(batch, write.table());
    Optional<StoredItem> before = writer.read(batch, table, write.key());
    if (!write.condition().holds(before.map(StoredItem::item).orElse(Item.EMPTY))) {
      throw ConditionFailed.of(before, onFailure);
    }
    return switch (write) {
      case ItemWrite.Put put ->
          write(batch, table, put.key(), before, Optional.of(StoredItem.of(put.item())));
      case ItemWrite.Update update ->
          write(batch, table, update.key(), before, Optional.of(update(table, update, before)));
      case ItemWrite.Delete delete -> write(batch, table, delete.key(), before, Optional.empty());
      case ItemWrite.Check check -> new Written(table, before, before);
    };
  }

  private Written write(
      Batch batch,
      OpenTable table,
      Bytes key,
      Optional<StoredItem> before,
      Optional<StoredItem> after) {
    writer.write(batch, table, key, before, after, Cause.REQUEST);
    return new Written(table, before, after);
  }

  private static StoredItem update(
      OpenTable table, ItemWrite.Update write, Optional<StoredItem> before) {
    Update update = write.update();
    Item after = update.apply(before.map(StoredItem::item).orElse(write.keyItem()));
    IndexKeys.check(table, after);
    StoredItem stored = StoredItem.of(after);
    if (stored.size() > Sizes.LARGEST_ITEM) {
      throw Errors.validation("Item size to update has exceeded the maximum allowed size");
    }
    return stored;
  }
}
