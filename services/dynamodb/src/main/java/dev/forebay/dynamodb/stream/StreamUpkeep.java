package dev.forebay.dynamodb.stream;

import dev.forebay.dynamodb.store.Database;
import dev.forebay.dynamodb.store.RowReader;
import dev.forebay.dynamodb.store.RowWriter;
import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.storage.TableSpace.Range;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.TableSpace.RowKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Turns the shards of streams over every four hours, drops records that are a day old, and streams
 * that were disabled as long ago. Confined to the upkeep's thread.
 */
public final class StreamUpkeep {
  private static final int ROWS = 500;

  private final Recorder recorder;
  private final Clock clock;

  /** Looks after the streams that the recorder writes. */
  public StreamUpkeep(Recorder recorder, Clock clock) {
    this.recorder = recorder;
    this.clock = clock;
  }

  /** Does what is due; answers when to look again, empty when there is no stream. */
  public Optional<Instant> look(Database database) {
    Optional<Instant> next = Optional.empty();
    for (StreamRow stream : Streams.all(database)) {
      Optional<Instant> due = look(database, stream);
      if (due.isPresent() && (next.isEmpty() || due.get().isBefore(next.get()))) {
        next = due;
      }
    }
    return next;
  }

  private Optional<Instant> look(Database database, StreamRow stream) {
    Instant now = clock.now();
    long horizon = now.minus(Recorder.RETENTION).toEpochMilli();
    stream.shards().forEach(shard -> trim(database, stream, shard, horizon));
    if (!stream.isEnabled() && stream.disabled() <= horizon) {
      forget(database, stream);
      return Optional.empty();
    }
    boolean turns =
        stream
            .open()
            .filter(shard -> now.toEpochMilli() - shard.opened() >= Recorder.SHARD_LIFE.toMillis())
            .isPresent();
    boolean drops =
        stream.shards().stream().anyMatch(shard -> !shard.isOpen() && shard.closed() <= horizon);
    if (turns || drops) {
      turnOver(database, stream, horizon);
    }
    return Optional.of(due(database, stream));
  }

  /** When this stream is to be looked at again. */
  private Instant due(Database database, StreamRow stream) {
    StreamRow row = Streams.find(database, stream.table(), stream.label()).orElse(stream);
    long turn =
        row.open()
            .map(shard -> shard.opened() + Recorder.SHARD_LIFE.toMillis())
            .orElse(row.disabled() + Recorder.RETENTION.toMillis());
    return Instant.ofEpochMilli(turn);
  }

  private void turnOver(Database database, StreamRow stream, long horizon) {
    database.change(batch -> {
      RowKey key = Recorder.streamKey(stream.table(), stream.label());
      Optional<Bytes> stored = batch.read(key);
      if (stored.isPresent()) {
        StreamRow row = StreamRow.decode(stored.get());
        long now = clock.now().toEpochMilli();
        Optional<ShardRow> old =
            row.open().filter(shard -> now - shard.opened() >= Recorder.SHARD_LIFE.toMillis());
        StreamRow turned =
            old.isPresent()
                ? row.rotated(Recorder.last(batch, row.number()), now, row.isEnabled())
                : row;
        List<ShardRow> kept =
            turned.shards().stream()
                .filter(shard -> shard.isOpen() || shard.closed() > horizon)
                .toList();
        batch.put(key, turned.with(kept).encode());
        old.ifPresent(shard -> recorder.hint(database, batch, row, shard));
      }
      return true;
    });
  }

  private static void trim(Database database, StreamRow stream, ShardRow shard, long horizon) {
    String records = Recorder.recordTable(stream.number(), shard.index());
    while (true) {
      List<RowKey> old = new ArrayList<>();
      List<Row> page = database.scan(Range.all(records), ROWS);
      for (Row row : page) {
        if (new RowReader(row.value()).number() <= horizon) {
          old.add(row.key());
        }
      }
      if (old.isEmpty()) {
        return;
      }
      database.change(batch -> {
        old.forEach(batch::delete);
        return true;
      });
      if (old.size() < page.size()) {
        return;
      }
    }
  }

  private static void forget(Database database, StreamRow stream) {
    database.change(batch -> {
      batch.delete(Recorder.streamKey(stream.table(), stream.label()));
      batch.delete(Recorder.sequenceKey(stream.number()));
      return true;
    });
  }

  /** The first bytes behind a key. */
  static Bytes behind(Bytes key) {
    return Bytes.wrap(Arrays.copyOf(key.toArray(), key.size() + 1));
  }

  /** The first key of a table's streams. */
  static Bytes first(String table) {
    return new RowWriter().text(table).done();
  }
}
