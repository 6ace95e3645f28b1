package dev.forebay.logs;

import dev.forebay.storage.TableSpace.RowKey;
import dev.forebay.storage.Transaction;

/**
 * A row as it was read. Immutable.
 *
 * @param key its name
 * @param value what it holds
 * @param revision its revision
 */
record Stored<T>(RowKey key, T value, long revision) {
  /** That the row has not changed since. */
  Transaction.Condition unchanged() {
    return new Transaction.AtRevision(key, revision);
  }
}
