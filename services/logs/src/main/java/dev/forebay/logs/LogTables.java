package dev.forebay.logs;

import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Bytes;
import dev.forebay.model.Region;
import dev.forebay.storage.CommitOutcome;
import dev.forebay.storage.Commits;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.TableSpace;
import dev.forebay.storage.TableSpace.Range;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.TableSpace.RowKey;
import dev.forebay.storage.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The rows of one account and region:
 *
 * <ul>
 *   <li>{@code group}: name → {@link LogGroupRow};
 *   <li>{@code stream}: group id, name → {@link LogStreamRow};
 *   <li>{@code event}: stream id, time of the first event, sequence → {@link EventChunk};
 *   <li>{@code outbound}: group id, sequence → {@link Outbound}, a chunk that the group's
 *       subscription filters have yet to see;
 *   <li>{@code metric}: group id, name → a metric filter;
 *   <li>{@code policy}: name → a resource policy;
 *   <li>{@code purge}: id of a deleted group or stream whose rows are still to be removed.
 * </ul>
 *
 * <p>Ids are random, so a group that is deleted and made anew never shows old rows. Thread-safe.
 */
final class LogTables {
  private static final String PREFIX = "logs/";

  /** Of a group, at most. */
  static final int MOST_METRIC_FILTERS = 100;

  /** Of an account and region, at most. */
  static final int MOST_POLICIES = 10;

  private final AccountRegion place;
  private final TableSpace space;
  private final RandomGenerator random;
  private final Commits commits;

  private LogTables(AccountRegion place, TableSpace space, RandomGenerator random) {
    this.place = place;
    this.space = space;
    this.random = random;
    this.commits = new Commits(random, LogsErrors::unavailable);
  }

  static LogTables of(StorageEngine engine, RandomGenerator random, AccountRegion place) {
    return new LogTables(place, engine.tables(PREFIX + place), random);
  }

  /** Whose they are. */
  AccountRegion place() {
    return place;
  }

  /** The tables of every account and region that has any. */
  static List<LogTables> all(StorageEngine engine, RandomGenerator random) {
    return engine.scopes(dev.forebay.storage.ScopeKind.TABLES, PREFIX).stream()
        .map(scope -> scope.split("/", -1))
        .map(parts -> new AccountRegion(new AccountId(parts[1]), new Region(parts[2])))
        .map(place -> of(engine, random, place))
        .toList();
  }

  /** A fresh id of a group or stream. */
  long freshId() {
    return random.nextLong() >>> 1;
  }

  static RowKey groupKey(String name) {
    return new RowKey("group", Bytes.utf8(name));
  }

  static RowKey streamKey(long groupId, String name) {
    return new RowKey("stream", new Encoder().fixed(groupId).rest(name).bytes());
  }

  static RowKey eventKey(long streamId, long first, long sequence) {
    return new RowKey("event", new Encoder().fixed(streamId).fixed(first).fixed(sequence).bytes());
  }

  static RowKey purgeKey(long id) {
    return new RowKey("purge", new Encoder().fixed(id).bytes());
  }

  static RowKey outboundKey(long groupId, long sequence) {
    return new RowKey("outbound", new Encoder().fixed(groupId).fixed(sequence).bytes());
  }

  static RowKey metricKey(long groupId, String name) {
    return new RowKey("metric", new Encoder().fixed(groupId).rest(name).bytes());
  }

  static RowKey policyKey(String name) {
    return new RowKey("policy", Bytes.utf8(name));
  }

  /** Up to {@code limit} chunks that the filters of the group have not seen. */
  List<Outbound> outbound(long groupId, int limit) {
    Bytes from = new Encoder().fixed(groupId).bytes();
    return space.scan(new Range("outbound", from, end(from), false), limit).stream()
        .map(Outbound::of)
        .toList();
  }

  /** The ids of the groups that have such chunks. */
  List<Long> outboundGroups() {
    List<Long> groups = new ArrayList<>();
    Optional<Bytes> from = Optional.of(Bytes.EMPTY);
    while (from.isPresent()) {
      List<Row> next = space.scan(new Range("outbound", from.get(), Optional.empty(), false), 1);
      if (next.isEmpty()) {
        return groups;
      }
      long group = Outbound.of(next.getFirst()).groupId();
      groups.add(group);
      from = end(new Encoder().fixed(group).bytes());
    }
    return groups;
  }

  /** The rows of the keys, as far as they are there. */
  List<Row> rows(List<RowKey> keys) {
    return space.read(keys).stream().flatMap(Optional::stream).toList();
  }

  /** The metric filters of the group whose names begin with the prefix. */
  List<Row> metricFilters(long groupId, String prefix) {
    Bytes from = metricKey(groupId, prefix).key();
    return space.scan(new Range("metric", from, end(from), false), MOST_METRIC_FILTERS);
  }

  /** All resource policies. */
  List<Row> policies() {
    return space.scan(Range.all("policy"), MOST_POLICIES);
  }

  Optional<Stored<LogGroupRow>> group(String name) {
    return space.read(groupKey(name)).map(row -> stored(row, LogGroupRow::decode));
  }

  Optional<Stored<LogStreamRow>> stream(long groupId, String name) {
    return space.read(streamKey(groupId, name)).map(row -> stored(row, LogStreamRow::decode));
  }

  /** Up to {@code limit} groups after the name, in order, whose names begin with the prefix. */
  List<Stored<LogGroupRow>> groups(String prefix, Optional<String> after, int limit) {
    Bytes from = Bytes.utf8(after.map(name -> name + "\0").orElse(prefix));
    Range range = new Range("group", from, end(Bytes.utf8(prefix)), false);
    return space.scan(range, limit).stream().map(row -> stored(row, LogGroupRow::decode)).toList();
  }

  /** Up to {@code limit} streams of the group after the name, whose names begin with the prefix. */
  List<Stored<LogStreamRow>> streams(
      long groupId, String prefix, Optional<String> after, int limit) {
    Bytes from = streamKey(groupId, after.map(name -> name + "\0").orElse(prefix)).key();
    Range range = new Range("stream", from, end(streamKey(groupId, prefix).key()), false);
    return space.scan(range, limit).stream().map(row -> stored(row, LogStreamRow::decode)).toList();
  }

  /** All streams of the group whose names begin with the prefix. */
  List<Stored<LogStreamRow>> allStreams(long groupId, String prefix) {
    List<Stored<LogStreamRow>> all = new ArrayList<>();
    Optional<String> after = Optional.empty();
    for (List<Stored<LogStreamRow>> page = streams(groupId, prefix, after, 1000);
        !page.isEmpty();
        page = streams(groupId, prefix, after, 1000)) {
      all.addAll(page);
      after = Optional.of(page.getLast().value().name());
    }
    return all;
  }

  /** A run of rows. */
  List<Row> scan(Range range, int limit) {
    return space.scan(range, limit);
  }

  /** Commits; says whether every condition held. */
  boolean commit(List<Transaction.Condition> conditions, List<Transaction.Write> writes) {
    return commit(List.of(new Change(conditions, writes))).getFirst();
  }

  /** Conditions and writes that belong together. */
  record Change(List<Transaction.Condition> conditions, List<Transaction.Write> writes) {}

  /** Commits each change on its own; says of each whether its conditions held. */
  List<Boolean> commit(List<Change> changes) {
    List<Transaction> transactions = new ArrayList<>(changes.size());
    for (Change change : changes) {
      transactions.add(commits.transaction(change.conditions(), change.writes()));
    }
    List<CommitOutcome> outcomes = space.commit(transactions);
    List<Boolean> done = new ArrayList<>(outcomes.size());
    for (int i = 0; i < outcomes.size(); i++) {
      done.add(commits.settle(space, transactions.get(i), outcomes.get(i)));
    }
    return done;
  }

  private static <T> Stored<T> stored(Row row, Function<Bytes, T> decode) {
    return new Stored<>(row.key(), decode.apply(row.value()), row.revision());
  }

  /** The first key after all that begin with the prefix. */
  static Optional<Bytes> end(Bytes prefix) {
    byte[] bytes = prefix.toArray();
    for (int i = bytes.length - 1; i >= 0; i--) {
      if (bytes[i] != (byte) 0xff) {
        bytes[i]++;
        return Optional.of(Bytes.wrap(java.util.Arrays.copyOf(bytes, i + 1)));
      }
    }
    return Optional.empty();
  }
}
