package dev.forebay.storage.rows;

import dev.forebay.model.Bytes;
import dev.forebay.storage.Commits;
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
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The rows of one service, by part (an account and region, a pool), {@link Kind} and name; each
 * part is a scope of its own. What reads a row to change it runs in {@link #change}. Thread-safe.
 *
 * @param <P> what tells the parts apart, by what its {@code toString} says
 */
public final class RowStore<P> {
  private static final int STRIPES = 64;
  private static final int PAGE = 1_000;
  private static final int LONGEST_NAME = 2_048;

  private final StorageEngine engine;
  private final String scopes;
  private final Commits commits;
  private final List<ReentrantLock> locks =
      Stream.generate(ReentrantLock::new).limit(STRIPES).toList();

  /**
   * Rows of an engine.
   *
   * @param service what the scopes' names start with, such as {@code events}
   * @param unknown what is thrown when it stays unknown whether rows were written
   */
  public RowStore(
      StorageEngine engine,
      String service,
      RandomGenerator random,
      Supplier<? extends RuntimeException> unknown) {
    this.engine = engine;
    this.scopes = service + "/";
    this.commits = new Commits(random, unknown);
  }

  /**
   * Runs a change while no other of the same part runs. Within a change, no change of another part
   * may be begun.
   */
  public <T> T change(P part, Supplier<T> change) {
    ReentrantLock lock = locks.get(Math.floorMod(part.hashCode(), STRIPES));
    lock.lock();
    try {
      return change.get();
    } finally {
      lock.unlock();
    }
  }

  /** The row of a name; none has a name that is too long for a key. */
  public <T> Optional<T> find(P part, Kind<T> kind, String name) {
    Bytes key = Bytes.utf8(name);
    return key.size() > LONGEST_NAME
        ? Optional.empty()
        : space(part)
            .read(new RowKey(kind.table(), key))
            .map(row -> kind.read().apply(row.value()));
  }

  /** All rows whose names start with the prefix, in order. */
  public <T> List<T> all(P part, Kind<T> kind, String prefix) {
    List<T> all = new ArrayList<>();
    Bytes from = Bytes.utf8(prefix);
    while (true) {
      List<Row> page =
          space(part).scan(new Range(kind.table(), from, Optional.empty(), false), PAGE);
      for (Row row : page) {
        String name = row.key().key().toUtf8();
        if (!name.startsWith(prefix)) {
          return all;
        }
        all.add(kind.read().apply(row.value()));
        from = Bytes.utf8(name + '\0');
      }
      if (page.size() < PAGE) {
        return all;
      }
    }
  }

  /** The names of a kind below a bound, in order, at most a thousand. */
  public List<String> namesBelow(P part, Kind<?> kind, String end) {
    Range range = new Range(kind.table(), Bytes.EMPTY, Optional.of(Bytes.utf8(end)), false);
    return space(part).scan(range, PAGE).stream().map(row -> row.key().key().toUtf8()).toList();
  }

  /** Durable when it returns. */
  public <T> void put(P part, Kind<T> kind, String name, T row) {
    commit(part, List.of(write(kind, name, row)));
  }

  /** Durable when it returns; no error if there is no such row. */
  public void delete(P part, Kind<?> kind, String name) {
    commit(part, List.of(removal(kind, name)));
  }

  /** What writes a row, for {@link #commit}. */
  public static <T> Transaction.Write write(Kind<T> kind, String name, T row) {
    return new Transaction.Put(key(kind, name), kind.write().apply(row));
  }

  /** What deletes a row, for {@link #commit}. */
  public static Transaction.Write removal(Kind<?> kind, String name) {
    return new Transaction.Delete(key(kind, name));
  }

  /** All of them or none; durable when it returns. */
  public void commit(P part, List<Transaction.Write> writes) {
    commits.write(space(part), writes);
  }

  /** Forgets a whole part. */
  public void drop(P part) {
    engine.drop(ScopeKind.TABLES, scopes + part);
  }

  /** Every part that has, or had, any row, made from what its {@code toString} says. */
  public List<P> parts(Function<String, P> parse) {
    return engine.scopes(ScopeKind.TABLES, scopes).stream()
        .map(scope -> parse.apply(scope.substring(scopes.length())))
        .toList();
  }

  private TableSpace space(P part) {
    return engine.tables(scopes + part);
  }

  private static RowKey key(Kind<?> kind, String name) {
    return new RowKey(kind.table(), Bytes.utf8(name));
  }
}
