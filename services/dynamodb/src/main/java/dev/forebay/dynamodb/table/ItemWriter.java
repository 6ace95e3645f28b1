package dev.forebay.dynamodb.table;

import dev.forebay.dynamodb.store.Batch;
import dev.forebay.dynamodb.store.RowWriter;
import dev.forebay.dynamodb.stream.Cause;
import dev.forebay.dynamodb.stream.Recorder;
import dev.forebay.dynamodb.value.Item;
import dev.forebay.model.Bytes;
import dev.forebay.storage.TableSpace.RowKey;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Writes an item and all that goes with it in one change: its entries in the indexes, its place in
 * the order of expiry, the counts, the stream's record. Thread-safe.
 */
public final class ItemWriter {
  private final Recorder recorder;
  private final Expiry expiry;

  /** Records go to {@code recorder}; {@code expiry} is told what will expire. */
  public ItemWriter(Recorder recorder, Expiry expiry) {
    this.recorder = recorder;
    this.expiry = expiry;
  }

  /** The item of a key as this change finds it. */
  public Optional<StoredItem> read(Batch batch, OpenTable table, Bytes key) {
    return batch.read(table.itemKey(key)).map(StoredItem::decode);
  }

  /** Puts the item in place of the one that was there, or removes it. */
  public void write(
      Batch batch,
      OpenTable table,
      Bytes key,
      Optional<StoredItem> before,
      Optional<StoredItem> after,
      Cause cause) {
    RowKey rowKey = table.itemKey(key);
    if (after.isPresent()) {
      batch.put(rowKey, after.get().encode());
    } else if (before.isPresent()) {
      batch.delete(rowKey);
    }
    Counts.add(
        batch,
        table.row().number(),
        count(after.isPresent()) - count(before.isPresent()),
        size(after) - size(before));
    for (IndexRow index : table.row().indexes()) {
      reindex(batch, table, index, key, before, after);
    }
    reschedule(batch, table, key, before, after);
    if (table.row().stream().isPresent()) {
      recorder.record(
          table.database(),
          batch,
          table.row().name(),
          table.row().stream().get(),
          before.map(StoredItem::item),
          after.map(StoredItem::item),
          cause);
    }
  }

  private static long count(boolean there) {
    return there ? 1 : 0;
  }

  private static long size(Optional<StoredItem> item) {
    return item.map(StoredItem::size).orElse(0);
  }

  private static void reindex(
      Batch batch,
      OpenTable table,
      IndexRow index,
      Bytes key,
      Optional<StoredItem> before,
      Optional<StoredItem> after) {
    Optional<Bytes> old = before.flatMap(item -> Keys.entryOf(index.keys(), item.item(), key));
    Optional<Bytes> entry = after.flatMap(item -> Keys.entryOf(index.keys(), item.item(), key));
    String entries = OpenTable.entries(index.number());
    // An index that is being filled may not have the entry yet.
    Optional<Bytes> counted =
        index.ready() ? old : old.filter(gone -> batch.read(new RowKey(entries, gone)).isPresent());
    if (!old.equals(entry) || !counted.equals(old)) {
      old.ifPresent(gone -> batch.delete(new RowKey(entries, gone)));
      entry.ifPresent(there -> batch.put(new RowKey(entries, there), key));
    }
    Counts.add(
        batch,
        index.number(),
        count(entry.isPresent()) - count(counted.isPresent()),
        projected(table, index, after, entry) - projected(table, index, before, counted));
  }

  private static long projected(
      OpenTable table, IndexRow index, Optional<StoredItem> item, Optional<Bytes> entry) {
    if (entry.isEmpty() || item.isEmpty()) {
      return 0;
    }
    return index.hasAll()
        ? item.get().size()
        : StoredItem.of(index.projected(table.row().keys(), item.get().item())).size();
  }

  private void reschedule(
      Batch batch,
      OpenTable table,
      Bytes key,
      Optional<StoredItem> before,
      Optional<StoredItem> after) {
    if (!table.row().timeToLive().enabled()) {
      return;
    }
    OptionalLong old = expiry(table, before.map(StoredItem::item));
    OptionalLong next = expiry(table, after.map(StoredItem::item));
    if (!old.equals(next)) {
      old.ifPresent(second -> batch.delete(expiryKey(table.row().timeToLive(), second, key)));
      next.ifPresent(second -> schedule(batch, table, second, key));
    }
  }

  private OptionalLong expiry(OpenTable table, Optional<Item> item) {
    return item.isPresent()
        ? table.row().timeToLive().expiry(item.get(), expiry.now())
        : OptionalLong.empty();
  }

  private void schedule(Batch batch, OpenTable table, long second, Bytes key) {
    batch.put(expiryKey(table.row().timeToLive(), second, key), key);
    batch.afterwards(() -> expiry.at(second));
  }

  private static RowKey expiryKey(TimeToLive timeToLive, long second, Bytes key) {
    return new RowKey(
        OpenTable.entries(timeToLive.number()),
        new RowWriter().number(second).rest(Keys.tail(key)).done());
  }

  /** Makes the entries of one item in an index that is new, if the item is still there. */
  void backfill(Batch batch, OpenTable table, IndexRow index, Bytes key) {
    Optional<StoredItem> item = read(batch, table, key);
    Optional<RowKey> entry =
        item.flatMap(there -> Keys.entryOf(index.keys(), there.item(), key))
            .map(bytes -> new RowKey(OpenTable.entries(index.number()), bytes));
    if (entry.isPresent() && batch.read(entry.get()).isEmpty()) {
      batch.put(entry.get(), key);
      Counts.add(
          batch, index.number(), 1, projected(table, index, item, Optional.of(entry.get().key())));
    }
  }

  /** Puts one item into the order of expiry, if the item is still there. */
  void backfillExpiry(Batch batch, OpenTable table, Bytes key) {
    expiry(table, read(batch, table, key).map(StoredItem::item))
        .ifPresent(second -> schedule(batch, table, second, key));
  }
}
