package dev.forebay.storage;

import dev.forebay.model.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The ordered tables of one scope, with transactions over all of them. Keys order as unsigned
 * bytes. A transaction is a value that is sent once: conditions on keys, and writes that happen all
 * or not at all when every condition holds. Thread-safe.
 */
public interface TableSpace {
  /** The rows of the keys, in their order, as of one moment; empty where there is none. */
  List<Optional<Row>> read(List<RowKey> keys);

  /**
   * Up to {@code limit} (1 to 10,000) rows of a range, in order of their keys, as of one moment.
   */
  List<Row> scan(Range range, int limit);

  /**
   * Commits each of the transactions on its own; answers in their order, after the durable write.
   */
  List<CommitOutcome> commit(List<Transaction> transactions);

  /** The row of one key. */
  default Optional<Row> read(RowKey key) {
    return read(List.of(key)).getFirst();
  }

  /** Commits one transaction. */
  default CommitOutcome commit(Transaction transaction) {
    return commit(List.of(transaction)).getFirst();
  }

  /**
   * Names a row.
   *
   * @param table the table, 1 to 255 bytes of UTF-8
   * @param key 0 to 2,048 bytes
   */
  record RowKey(String table, Bytes key) {
    /** Throws {@link IllegalArgumentException} for a name or key beyond its bounds. */
    public RowKey {
      checkTable(table);
      if (key.size() > 2_048) {
        throw new IllegalArgumentException("a key must have 0..2048 bytes: " + key.size());
      }
    }
  }

  /**
   * A row as it was read.
   *
   * @param key its name
   * @param value up to 16 MiB
   * @param revision rises with every write of this key; never the same for two writes, even when
   *     the row was deleted in between
   */
  record Row(RowKey key, Bytes value, long revision) {}

  /**
   * A run of keys of one table.
   *
   * @param table the table
   * @param from first key, inclusive
   * @param to end, exclusive; empty for the table's end
   * @param descending whether the last key comes first
   */
  record Range(String table, Bytes from, Optional<Bytes> to, boolean descending) {
    /** Throws {@link IllegalArgumentException} for a table's name beyond its bounds. */
    public Range {
      checkTable(table);
    }

    /** All rows of a table, in order of their keys. */
    public static Range all(String table) {
      return new Range(table, Bytes.EMPTY, Optional.empty(), false);
    }
  }

  private static void checkTable(String table) {
    int length = table.getBytes(StandardCharsets.UTF_8).length;
    if (length < 1 || length > 255) {
      throw new IllegalArgumentException("a table's name must have 1..255 bytes: " + length);
    }
  }
}
