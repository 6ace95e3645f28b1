package dev.forebay.apigateway;

import dev.forebay.model.Bytes;
import dev.forebay.storage.CommitOutcome;
import dev.forebay.storage.OperationId;
import dev.forebay.storage.ScopeKind;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.TableSpace;
import dev.forebay.storage.TableSpace.Range;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.TableSpace.RowKey;
import dev.forebay.storage.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * All rows: APIs in one scope, what belongs to an API in a scope of its own. What reads a row to
 * change it runs in {@link #change}, one at a time for an API. Thread-safe.
 */
final class Store {
  /** The scope of the APIs. */
  static final String DIRECTORY = "apigateway";

  private static final int STRIPES = 64;
  private static final int PAGE = 1_000;
  private static final int ATTEMPTS = 10;

  private final StorageEngine engine;
  private final RandomGenerator random;
  private final List<ReentrantLock> locks =
      Stream.generate(ReentrantLock::new).limit(STRIPES).toList();

  Store(StorageEngine engine, RandomGenerator random) {
    this.engine = engine;
    this.random = random;
  }

  /** Runs a change while no other runs in the same scope. Not to be nested. */
  <T> T change(String scope, Supplier<T> change) {
    ReentrantLock lock = locks.get(Math.floorMod(scope.hashCode(), STRIPES));
    lock.lock();
    try {
      return change.get();
    } finally {
      lock.unlock();
    }
  }

  <T> Optional<T> find(String scope, Kind<T> kind, String key) {
    return key.isEmpty() || key.length() > 500
        ? Optional.empty()
        : engine.tables(scope).read(key(kind, key)).map(row -> kind.read().apply(row.value()));
  }

  /** All rows whose keys start with the prefix, in order. */
  <T> List<T> all(String scope, Kind<T> kind, String prefix) {
    List<T> all = new ArrayList<>();
    Bytes from = Bytes.utf8(prefix);
    while (true) {
      List<Row> page =
          engine.tables(scope).scan(new Range(kind.table(), from, Optional.empty(), false), PAGE);
      for (Row row : page) {
        String key = row.key().key().toUtf8();
        if (!key.startsWith(prefix)) {
          return all;
        }
        all.add(kind.read().apply(row.value()));
        from = Bytes.utf8(key + "\0");
      }
      if (page.size() < PAGE) {
        return all;
      }
    }
  }

  /** Durable when it returns. */
  <T> void put(String scope, Kind<T> kind, String key, T row) {
    commit(scope, List.of(write(kind, key, row)));
  }

  void delete(String scope, Kind<?> kind, String key) {
    commit(scope, List.of(removal(kind, key)));
  }

  static <T> Transaction.Write write(Kind<T> kind, String key, T row) {
    return new Transaction.Put(key(kind, key), kind.write().apply(row));
  }

  static Transaction.Write removal(Kind<?> kind, String key) {
    return new Transaction.Delete(key(kind, key));
  }

  /** All of them or none; durable when it returns. */
  void commit(String scope, List<Transaction.Write> writes) {
    Transaction transaction =
        new Transaction(OperationId.random(random), List.of(), writes, Optional.empty());
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      TableSpace space = engine.tables(scope);
      switch (space.commit(transaction)) {
        case CommitOutcome.Committed committed -> {
          return;
        }
        case CommitOutcome.Refused refused ->
            throw new IllegalStateException("rows are written without a condition");
        case CommitOutcome.Fenced fenced ->
            throw new IllegalStateException("rows are written without a fence");
        case CommitOutcome.Unknown unknown -> {}
      }
    }
    throw GatewayErrors.unavailable();
  }

  /** Forgets a whole scope. */
  void drop(String scope) {
    engine.drop(ScopeKind.TABLES, scope);
  }

  private static RowKey key(Kind<?> kind, String key) {
    return new RowKey(kind.table(), Bytes.utf8(key));
  }
}
