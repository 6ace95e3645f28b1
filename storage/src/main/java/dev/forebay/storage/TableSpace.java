package dev.forebay.storage;

import dev.forebay.model.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * The ordered tables of one scope, with transactions over all of them. Keys order as unsigned
 * bytes. A transaction is a value that is sent once: conditions on keys, and writes that happen all
 * or not at all when every condition holds. Thread-safe.
 */
public interface TableSpace {
  /** The rows of the keys, in their order; empty where there is none. */
  List<Optional<Row>> read(List<RowKey> keys);

  /** Up to {@code limit} (1 to 10,000) rows of a range, in order of their keys. */
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
  record RowKey(String table, Bytes key) {}

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
  record Range(String table, Bytes from, Optional<Bytes> to, boolean descending) {}
}
