package dev.forebay.dynamodb.stream;

import dev.forebay.dynamodb.store.Batch;
import dev.forebay.dynamodb.store.Database;
import dev.forebay.dynamodb.store.RowReader;
import dev.forebay.dynamodb.store.RowWriter;
import dev.forebay.dynamodb.value.Item;
import dev.forebay.dynamodb.value.KeySchema;
import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.storage.TableSpace.RowKey;
import dev.forebay.wire.Arrivals;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/**
 * Writes streams, within the change of the item that a record tells of. Thread-safe.
 *
 * <p>Rows: {@code stream}: table, label → {@link StreamRow}; {@code sequence}: stream → number of
 * its last record; {@code r…}: number → {@link ChangeRecord}, a table for each shard.
 */
public final class Recorder {
  /** How long a shard takes records. */
  static final Duration SHARD_LIFE = Duration.ofHours(4);

  /** How long a record can be read. */
  static final Duration RETENTION = Duration.ofHours(24);

  private static final DateTimeFormatter LABEL =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

  private final Clock clock;
  private final Arrivals arrivals;

  /**
   * Writes records.
   *
   * @param clock stamps them and ages shards
   * @param arrivals told of each shard that has got some, by stream ARN and shard id
   */
  public Recorder(Clock clock, Arrivals arrivals) {
    this.clock = clock;
    this.arrivals = arrivals;
  }

  /**
   * The stream of a table, as the table knows it.
   *
   * @param number names it in the storage
   * @param label distinguishes the streams of a table
   * @param view what it shows
   */
  public record Link(long number, String label, ViewType view) {}

  static RowKey streamKey(String table, String label) {
    return new RowKey("stream", new RowWriter().text(table).text(label).done());
  }

  static RowKey sequenceKey(long stream) {
    return new RowKey("sequence", new RowWriter().number(stream).done());
  }

  static String recordTable(long stream, int shard) {
    return "r" + Long.toString(stream, Character.MAX_RADIX) + "-" + shard;
  }

  static RowKey recordKey(long stream, int shard, long number) {
    return new RowKey(recordTable(stream, shard), new RowWriter().number(number).done());
  }

  /** Enables a stream for a table. */
  public Link enable(Batch batch, String table, KeySchema keys, ViewType view, long number) {
    long now = clock.now().toEpochMilli();
    String label = LABEL.format(Instant.ofEpochMilli(now));
    ShardRow first = new ShardRow(0, -1, 1, -1, now, -1);
    StreamRow row =
        new StreamRow(number, table, label, view, keys, now, -1, Optional.empty(), List.of(first));
    batch.put(streamKey(table, label), row.encode());
    return new Link(number, label, view);
  }

  /** Disables a table's stream; what it has can be read for another day. */
  public void disable(Database database, Batch batch, String table, Link link) {
    RowKey key = streamKey(table, link.label());
    Optional<Bytes> stored = batch.read(key);
    if (stored.isPresent()) {
      StreamRow row = StreamRow.decode(stored.get());
      long now = clock.now().toEpochMilli();
      batch.put(key, row.rotated(last(batch, link.number()), now, false).disabledAt(now).encode());
      row.open().ifPresent(shard -> hint(database, batch, row, shard));
    }
  }

  /** Writes the record of a change, if there is one: an item that stays as it is has none. */
  public void record(
      Database database,
      Batch batch,
      String table,
      Link link,
      Optional<Item> before,
      Optional<Item> after,
      Cause cause) {
    if (before.equals(after)) {
      return;
    }
    long now = clock.now().toEpochMilli();
    StreamRow row = current(database, batch, table, link, now);
    ShardRow shard = row.open().orElseThrow(() -> new IllegalStateException("no open shard"));
    long number = last(batch, link.number()) + 1;
    batch.put(sequenceKey(link.number()), new RowWriter().number(number).done());
    Item keys = after.or(() -> before).orElse(Item.EMPTY).only(row.keys().names());
    ChangeRecord.Event event =
        before.isEmpty()
            ? ChangeRecord.Event.INSERT
            : after.isEmpty() ? ChangeRecord.Event.REMOVE : ChangeRecord.Event.MODIFY;
    ChangeRecord record =
        new ChangeRecord(
            now,
            event,
            cause,
            keys,
            before.filter(item -> link.view().showsOld()),
            after.filter(item -> link.view().showsNew()));
    batch.put(recordKey(link.number(), shard.index(), number), record.encode());
    hint(database, batch, row, shard);
  }

  /** The stream with a shard that still takes records. */
  private StreamRow current(Database database, Batch batch, String table, Link link, long now) {
    RowKey key = streamKey(table, link.label());
    StreamRow row =
        batch
            .read(key)
            .map(StreamRow::decode)
            .orElseThrow(() -> new IllegalStateException("no row of stream " + link));
    Optional<ShardRow> open = row.open();
    if (open.isPresent() && now - open.get().opened() < SHARD_LIFE.toMillis()) {
      return row;
    }
    StreamRow rotated = row.rotated(last(batch, link.number()), now, true);
    batch.put(key, rotated.encode());
    open.ifPresent(shard -> hint(database, batch, row, shard));
    return rotated;
  }

  static long last(Batch batch, long stream) {
    return batch.read(sequenceKey(stream)).map(bytes -> new RowReader(bytes).number()).orElse(0L);
  }

  /** Tells readers, once it is durable, that a shard has more records or is closed. */
  void hint(Database database, Batch batch, StreamRow row, ShardRow shard) {
    String arn = database.place().arn("dynamodb", row.resource()).toString();
    batch.afterwards(() -> arrivals.hint(new Arrivals.Source(arn, shard.id(row.number()))));
  }
}
