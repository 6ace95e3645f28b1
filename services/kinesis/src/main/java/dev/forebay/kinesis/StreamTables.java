package dev.forebay.kinesis;

import dev.forebay.model.AccountRegion;
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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The rows of one account and region:
 *
 * <ul>
 *   <li>{@code stream}: name → {@link StreamRow};
 *   <li>{@code shard}: stream id, index → {@link ShardRow};
 *   <li>{@code reserved}: stream id, shard index → record indexes up to here may have been given;
 *   <li>{@code consumer}: stream id, name → {@link ConsumerRow};
 *   <li>{@code account}: the settings of the account;
 *   <li>{@code purge}: id of a deleted stream whose logs and rows are still to be removed → how
 *       many shards it had.
 * </ul>
 *
 * <p>Whatever changes a shard writes its stream's row as well, so that the row's revision stands
 * for all of them. Thread-safe.
 */
final class StreamTables {
  private static final String PREFIX = "kinesis/";
  private static final int PAGE = 5_000;

  private final TableSpace space;
  private final Commits commits;

  private StreamTables(TableSpace space, RandomGenerator random) {
    this.space = space;
    this.commits = new Commits(random, KinesisErrors::unavailable);
  }

  static StreamTables of(StorageEngine engine, RandomGenerator random, AccountRegion place) {
    return new StreamTables(engine.tables(PREFIX + place), random);
  }

  /** The accounts and regions that have any rows, as {@code account/region}. */
  static List<String> places(StorageEngine engine) {
    return engine.scopes(ScopeKind.TABLES, PREFIX).stream()
        .map(scope -> scope.substring(PREFIX.length()))
        .toList();
  }

  static RowKey streamKey(String name) {
    return new RowKey("stream", Bytes.utf8(name));
  }

  static RowKey shardKey(long streamId, int index) {
    return new RowKey("shard", new Encoder().number(streamId).number(index).done());
  }

  static RowKey reservedKey(long streamId, int index) {
    return new RowKey("reserved", new Encoder().number(streamId).number(index).done());
  }

  static RowKey consumerKey(long streamId, String name) {
    return new RowKey("consumer", new Encoder().number(streamId).rest(name).done());
  }

  static RowKey accountKey() {
    return new RowKey("account", Bytes.EMPTY);
  }

  static RowKey purgeKey(long streamId) {
    return new RowKey("purge", new Encoder().number(streamId).done());
  }

  Optional<Row> read(RowKey key) {
    return space.read(key);
  }

  List<Row> scan(Range range, int limit) {
    return space.scan(range, limit);
  }

  /** Up to {@code limit} (1 to 10,000) streams' rows after a name, in order of their names. */
  List<Row> streams(Optional<String> after, int limit) {
    Bytes from = Bytes.utf8(after.map(name -> name + "\0").orElse(""));
    return space.scan(new Range("stream", from, Optional.empty(), false), limit);
  }

  /** The streams' rows, all of them. */
  List<Row> streams() {
    List<Row> all = new ArrayList<>();
    List<Row> page = streams(Optional.empty(), PAGE);
    while (!page.isEmpty()) {
      all.addAll(page);
      page = streams(Optional.of(page.getLast().key().key().toUtf8()), PAGE);
    }
    return all;
  }

  List<ShardRow> shards(long streamId) {
    return ofStream("shard", streamId).stream().map(row -> ShardRow.decode(row.value())).toList();
  }

  /** All rows of a table that belong to a stream. */
  List<Row> ofStream(String table, long streamId) {
    List<Row> all = new ArrayList<>();
    Bytes to = new Encoder().number(streamId + 1).done();
    Bytes from = new Encoder().number(streamId).done();
    while (true) {
      List<Row> page = space.scan(new Range(table, from, Optional.of(to), false), PAGE);
      all.addAll(page);
      if (page.size() < PAGE) {
        return all;
      }
      from = after(page.getLast().key().key());
    }
  }

  private static Bytes after(Bytes key) {
    byte[] longer = Arrays.copyOf(key.toArray(), key.size() + 1);
    return Bytes.wrap(longer);
  }

  /** Commits; says whether every condition held. */
  boolean commit(List<Transaction.Condition> conditions, List<Transaction.Write> writes) {
    return commits.commit(space, conditions, writes);
  }
}
