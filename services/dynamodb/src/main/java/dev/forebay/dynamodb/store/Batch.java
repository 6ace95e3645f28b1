package dev.forebay.dynamodb.store;

import dev.forebay.model.Bytes;
import dev.forebay.storage.TableSpace;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.TableSpace.RowKey;
import dev.forebay.storage.Transaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The changes that are written together: what each reads is what those before it left. Confined to
 * the thread that writes.
 */
public final class Batch {
  private final TableSpace space;
  private final Map<RowKey, Optional<Bytes>> read = new HashMap<>();
  private final Map<RowKey, Optional<Bytes>> kept = new LinkedHashMap<>();
  private final List<Runnable> keptActions = new ArrayList<>();
  private final Map<RowKey, Optional<Bytes>> own = new LinkedHashMap<>();
  private final List<Runnable> ownActions = new ArrayList<>();

  Batch(TableSpace space) {
    this.space = space;
  }

  /** The value of a row, with what this change and those before it have done. */
  public Optional<Bytes> read(RowKey key) {
    if (own.containsKey(key)) {
      return own.getOrDefault(key, Optional.empty());
    }
    if (kept.containsKey(key)) {
      return kept.getOrDefault(key, Optional.empty());
    }
    return read.computeIfAbsent(key, missed -> space.read(missed).map(Row::value));
  }

  /** Whether this change or one before it has written the row. */
  public boolean writes(RowKey key) {
    return own.containsKey(key) || kept.containsKey(key);
  }

  /** Gives a row a value. */
  public void put(RowKey key, Bytes value) {
    own.put(key, Optional.of(value));
  }

  /** Removes a row. */
  public void delete(RowKey key) {
    own.put(key, Optional.empty());
  }

  /** Has something done once the change is durable; it must not block, nor fail. */
  public void afterwards(Runnable action) {
    ownActions.add(action);
  }

  /** The change is made. */
  void keep() {
    kept.putAll(own);
    keptActions.addAll(ownActions);
    discard();
  }

  /** The change was refused. */
  void discard() {
    own.clear();
    ownActions.clear();
  }

  int size() {
    return kept.size();
  }

  List<Transaction.Write> writes() {
    List<Transaction.Write> writes = new ArrayList<>(kept.size());
    kept.forEach((key, value) ->
        writes.add(
            value.isPresent()
                ? new Transaction.Put(key, value.get())
                : new Transaction.Delete(key)));
    return writes;
  }

  void runActions() {
    keptActions.forEach(Runnable::run);
  }
}
