package dev.forebay.dynamodb.table;

import dev.forebay.dynamodb.store.Batch;
import dev.forebay.dynamodb.store.Database;
import dev.forebay.dynamodb.store.RowReader;
import dev.forebay.dynamodb.store.RowWriter;
import dev.forebay.model.Bytes;
import dev.forebay.storage.TableSpace.RowKey;
import java.util.Optional;

/**
 * How much a table or index has.
 *
 * @param items how many items
 * @param bytes how many bytes
 */
public record Counts(long items, long bytes) {
  private static RowKey key(long number) {
    return new RowKey("count", new RowWriter().number(number).done());
  }

  /** The counts of a table or index, by its number. */
  public static Counts of(Database database, long number) {
    return decode(database.read(key(number)));
  }

  private static Counts decode(Optional<Bytes> stored) {
    if (stored.isEmpty()) {
      return new Counts(0, 0);
    }
    RowReader in = new RowReader(stored.get());
    return new Counts(in.number(), in.number());
  }

  static void add(Batch batch, long number, long items, long bytes) {
    if (items != 0 || bytes != 0) {
      Counts before = decode(batch.read(key(number)));
      batch.put(
          key(number),
          new RowWriter().number(before.items + items).number(before.bytes + bytes).done());
    }
  }

  static void forget(Batch batch, long number) {
    batch.delete(key(number));
  }
}
