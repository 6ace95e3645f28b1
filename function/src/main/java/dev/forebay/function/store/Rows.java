package dev.forebay.function.store;

import dev.forebay.function.answer.Refusals;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Bytes;
import dev.forebay.storage.Commits;
import dev.forebay.storage.ScopeKind;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.TableSpace;
import dev.forebay.storage.TableSpace.Range;
import dev.forebay.storage.TableSpace.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * All that this module stores: one scope an account and region, {@code lambda/ACCOUNT/REGION}.
 *
 * <p>A change is optimistic: the work runs against an {@link Attempt}, which remembers the revision
 * of every row that it read; if one of them has changed by the time of the commit, nothing is
 * written and the work runs again. So the work must have no effect of its own but through the
 * attempt. Thread-safe, given a thread-safe random generator.
 */
public final class Rows {
  private static final String PREFIX = "lambda/";
  private static final int SCAN = 1_000;

  // Somebody else's commit is what refuses ours, so callers together always get on; the limit is
  // for one caller, who would rather be told than wait.
  private static final int ATTEMPTS = 1_000;

  private final StorageEngine engine;
  private final Commits commits;

  /** Rows of an engine. */
  public Rows(StorageEngine engine, RandomGenerator random) {
    this.engine = engine;
    this.commits =
        new Commits(
            random, () -> Refusals.service("It is not known whether the change was stored."));
  }

  /** The row of a key. */
  public <T> Optional<T> read(AccountRegion place, Table<T> table, Key key) {
    return space(place).read(table.key(key)).map(table::decode);
  }

  /** All rows of a table, in the order of their keys. */
  public <T> List<Entry<T>> list(AccountRegion place, Table<T> table) {
    return scan(space(place), table, Bytes.EMPTY, Optional.empty());
  }

  /** The rows whose keys start with the words and have more, in the order of their keys. */
  public <T> List<Entry<T>> list(AccountRegion place, Table<T> table, Key prefix) {
    return scan(space(place), table, prefix.below(), Optional.of(prefix.behind()));
  }

  /** Up to {@code limit} rows of a table behind a key, in the order of their keys. */
  public <T> List<Entry<T>> listAfter(
      AccountRegion place, Table<T> table, Optional<Key> after, int limit) {
    Bytes from = after.map(key -> successor(key.bytes())).orElse(Bytes.EMPTY);
    Range range = new Range(table.name(), from, Optional.empty(), false);
    return space(place).scan(range, limit).stream()
        .map(row -> new Entry<>(Key.parse(row.key().key()), table.decode(row)))
        .toList();
  }

  /** Whether any row's key starts with the words and has more. */
  public boolean any(AccountRegion place, Table<?> table, Key prefix) {
    Range range = new Range(table.name(), prefix.below(), Optional.of(prefix.behind()), false);
    return !space(place).scan(range, 1).isEmpty();
  }

  /** Every account and region of which anything is stored. */
  public List<AccountRegion> places() {
    return engine.scopes(ScopeKind.TABLES, PREFIX).stream()
        .map(scope -> Places.parse(scope.substring(PREFIX.length())))
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * Runs the work until its writes are durable, and returns what it returned.
   *
   * @throws dev.forebay.wire.AwsException as the work throws it, with nothing written
   */
  public <R> R change(AccountRegion place, Function<Attempt, R> work) {
    for (int i = 0; i < ATTEMPTS; i++) {
      Attempt attempt = new Attempt(space(place));
      R result = work.apply(attempt);
      if (!attempt.writesAnything() || commit(place, attempt)) {
        attempt.afterwards().forEach(Runnable::run);
        return result;
      }
    }
    throw Refusals.service("The resource is being changed by too many callers at once.");
  }

  private boolean commit(AccountRegion place, Attempt attempt) {
    return commits.commit(space(place), attempt.conditions(), attempt.writes());
  }

  private TableSpace space(AccountRegion place) {
    return engine.tables(PREFIX + place);
  }

  static <T> List<Entry<T>> scan(TableSpace space, Table<T> table, Bytes from, Optional<Bytes> to) {
    List<Entry<T>> entries = new ArrayList<>();
    Bytes next = from;
    for (; ; ) {
      List<Row> rows = space.scan(new Range(table.name(), next, to, false), SCAN);
      for (Row row : rows) {
        entries.add(new Entry<>(Key.parse(row.key().key()), table.decode(row)));
      }
      if (rows.size() < SCAN) {
        return entries;
      }
      next = successor(rows.getLast().key().key());
    }
  }

  /** The least key above: the same with a zero byte behind. */
  private static Bytes successor(Bytes key) {
    return Bytes.wrap(Arrays.copyOf(key.toArray(), key.size() + 1));
  }
}
