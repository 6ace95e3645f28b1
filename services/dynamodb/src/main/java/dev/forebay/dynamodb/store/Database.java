package dev.forebay.dynamodb.store;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.storage.TableSpace;
import dev.forebay.storage.TableSpace.Range;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.TableSpace.RowKey;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * All rows of one account and region: one table space, so that a transaction may change any of
 * them. Thread-safe.
 */
public final class Database {
  private final AccountRegion place;
  private final TableSpace space;
  private final GatheredCommits commits;

  Database(AccountRegion place, TableSpace space, RandomGenerator random, Clock wallClock) {
    this.place = place;
    this.space = space;
    this.commits = new GatheredCommits(space, random, wallClock);
  }

  /** The account and region. */
  public AccountRegion place() {
    return place;
  }

  /** The durable value of a row. */
  public Optional<Bytes> read(RowKey key) {
    return space.read(key).map(Row::value);
  }

  /** The durable values of rows, as of one moment. */
  public List<Optional<Bytes>> read(List<RowKey> keys) {
    return keys.isEmpty()
        ? List.of()
        : space.read(keys).stream().map(row -> row.map(Row::value)).toList();
  }

  /** Up to {@code limit} durable rows of a range, as of one moment. */
  public List<Row> scan(Range range, int limit) {
    return space.scan(range, limit);
  }

  /**
   * Makes a change; returns once it is durable.
   *
   * @throws dev.forebay.wire.AwsException as the change refuses
   */
  public <T> T change(Change<T> change) {
    return commits.run(change);
  }
}
