package dev.forebay.function.store;

import dev.forebay.model.Bytes;
import dev.forebay.storage.TableSpace;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.TableSpace.RowKey;
import dev.forebay.storage.Transaction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One run of a change: what it read, which must still hold at the commit, and what it writes. Reads
 * do not see the attempt's own writes. Confined to one thread.
 */
public final class Attempt {
  private final TableSpace space;
  private final Map<RowKey, Transaction.Condition> conditions = new LinkedHashMap<>();
  private final Map<RowKey, Transaction.Write> writes = new LinkedHashMap<>();
  private final List<Runnable> afterwards = new ArrayList<>();

  Attempt(TableSpace space) {
    this.space = space;
  }

  /** The row of a key, which must be unchanged at the commit. */
  public <T> Optional<T> read(Table<T> table, Key key) {
    RowKey rowKey = table.key(key);
    Optional<Row> row = space.read(rowKey);
    conditions.putIfAbsent(
        rowKey,
        row.<Transaction.Condition>map(r -> new Transaction.AtRevision(rowKey, r.revision()))
            .orElseGet(() -> new Transaction.Absent(rowKey)));
    return row.map(table::decode);
  }

  /**
   * The rows whose keys start with the words and have more. They are no condition of the commit:
   * whoever needs that reads a row which every writer of these rows writes too.
   */
  public <T> List<Entry<T>> list(Table<T> table, Key prefix) {
    return Rows.scan(space, table, prefix.below(), Optional.of(prefix.behind()));
  }

  /** All rows of a table; as {@link #list(Table, Key)} no condition of the commit. */
  public <T> List<Entry<T>> list(Table<T> table) {
    return Rows.scan(space, table, Bytes.EMPTY, Optional.empty());
  }

  /** The row gets this value. */
  public <T> void put(Table<T> table, Key key, T value) {
    RowKey rowKey = table.key(key);
    writes.put(rowKey, new Transaction.Put(rowKey, table.encode(value)));
  }

  /** The row is no more; no error if it never was. */
  public void delete(Table<?> table, Key key) {
    RowKey rowKey = table.key(key);
    writes.put(rowKey, new Transaction.Delete(rowKey));
  }

  /** Removes every row whose key starts with the words and has more. */
  public void deleteAll(Table<?> table, Key prefix) {
    list(table, prefix).forEach(entry -> delete(table, entry.key()));
  }

  /** What to do once the writes are durable, on the thread that made the change. */
  public void afterwards(Runnable action) {
    afterwards.add(action);
  }

  boolean writesAnything() {
    return !writes.isEmpty();
  }

  List<Runnable> afterwards() {
    return List.copyOf(afterwards);
  }

  List<Transaction.Condition> conditions() {
    return List.copyOf(conditions.values());
  }

  List<Transaction.Write> writes() {
    return List.copyOf(writes.values());
  }
}
