package dev.forebay.kinesis;

import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Clock;
import dev.forebay.model.Region;
import dev.forebay.storage.Log;
import dev.forebay.storage.ScopeKind;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.TableSpace.Range;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what no one can read any more: deleted streams, records past their stream's retention,
 * and shards that were closed before it. One thread, woken by deletions and once an hour of the
 * clock. A crash in between loses nothing: what is to be removed is a row itself.
 */
final class Housekeeping implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
  private static final Duration PERIOD = Duration.ofHours(1);
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final int ROWS = 1_000;

  private final StorageEngine engine;
  private final Streams streams;
  private final ShardWriters writers;
  private final ShardLimits limits;
  private final Clock clock;
  private final Semaphore due = new Semaphore(0);
  private final AtomicBoolean trimDue = new AtomicBoolean(true);
  private final Thread thread;

  Housekeeping(
      StorageEngine engine,
      Streams streams,
      ShardWriters writers,
      ShardLimits limits,
      Clock clock) {
    this.engine = engine;
    this.streams = streams;
    this.writers = writers;
    this.limits = limits;
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("kinesis-housekeeping").unstarted(this::run);
  }

  void start() {
    thread.start();
    due.release();
  }

  /** Has the stream removed at a time. */
  void deleteAt(OpenStream stream, long millis) {
    LOG.debug("stream {} is to be removed", stream.arn());
    clock.schedule(Instant.ofEpochMilli(millis), due::release);
  }

  private void run() {
    Clock.Scheduled next = scheduleTrim();
    try {
      while (!Thread.currentThread().isInterrupted()) {
        due.acquire();
        due.drainPermits();
        if (trimDue.getAndSet(false)) {
          next.cancel();
          next = scheduleTrim();
          everywhere(this::trim);
        }
        everywhere(this::finishDeletions);
      }
    } catch (InterruptedException e) {
      LOG.debug("housekeeping of streams ends");
    } finally {
      next.cancel();
    }
  }

  private Clock.Scheduled scheduleTrim() {
    return clock.schedule(
        clock.now().plus(PERIOD),
        () -> {
          trimDue.set(true);
          due.release();
        });
  }

  /** What is done in each account and region. */
  private interface Chore {
    void in(AccountRegion place);
  }

  private void everywhere(Chore chore) {
    try {
      for (String place : StreamTables.places(engine)) {
        String[] parts = place.split("/", 2);
        chore.in(new AccountRegion(new AccountId(parts[0]), new Region(parts[1])));
      }
    } catch (RuntimeException e) {
      LOG.warn("old records could not be removed; the next attempt is in an hour", e);
    }
  }

  private void finishDeletions(AccountRegion place) {
    for (Row row : streams.tables(place).streams()) {
      StreamRow stream = StreamRow.decode(row.value());
      if (stream.phase().status().equals("DELETING")) {
        if (stream.phase().isOverAt(streams.now())) {
          finishDeletion(place, stream.name());
        } else {
          clock.schedule(Instant.ofEpochMilli(stream.phase().until()), due::release);
        }
      }
    }
    purge(place);
  }

  /** Makes room for another stream of the name, if this one's deletion is due. */
  void finishDeletion(AccountRegion place, String name) {
    StreamTables tables = streams.tables(place);
    Optional<Row> stored = tables.read(StreamTables.streamKey(name));
    if (stored.isEmpty()) {
      return;
    }
    StreamRow row = StreamRow.decode(stored.get().value());
    if (row.phase().status().equals("DELETING") && row.phase().isOverAt(streams.now())) {
      writers.forget(row.id());
      limits.forget(row.id());
      tables.commit(
          List.of(new Transaction.AtRevision(stored.get().key(), stored.get().revision())),
          List.of(
              new Transaction.Delete(stored.get().key()),
              new Transaction.Put(
                  StreamTables.purgeKey(row.id()), new Encoder().number(row.nextShard()).done())));
      due.release();
    }
  }

  private void purge(AccountRegion place) {
    StreamTables tables = streams.tables(place);
    for (Row row : tables.scan(Range.all("purge"), ROWS)) {
      long streamId = new Decoder(row.key().key()).number();
      int shards = new Decoder(row.value()).whole();
      for (int i = 0; i < shards; i++) {
        engine.drop(ScopeKind.LOG, OpenStream.logScope(place, streamId, i));
      }
      for (String table : List.of("shard", "reserved", "consumer")) {
        delete(tables, tables.ofStream(table, streamId));
      }
      delete(tables, List.of(row));
    }
  }

  private static void delete(StreamTables tables, List<Row> rows) {
    for (int from = 0; from < rows.size(); from += ROWS) {
      List<Transaction.Write> writes = new ArrayList<>();
      rows.subList(from, Math.min(rows.size(), from + ROWS))
          .forEach(row -> writes.add(new Transaction.Delete(row.key())));
      tables.commit(List.of(), writes);
    }
  }

  private void trim(AccountRegion place) {
    for (Row row : streams.tables(place).streams()) {
      streams.find(place, row.key().key().toUtf8()).ifPresent(this::trim);
    }
  }

  private void trim(OpenStream stream) {
    long horizon = stream.horizon(streams.now());
    List<Transaction.Write> writes = new ArrayList<>();
    for (ShardRow shard : stream.shards().all()) {
      if (shard.closed().isPresent() && shard.closed().getAsLong() < horizon) {
        engine.drop(ScopeKind.LOG, stream.logScope(shard));
        writes.add(new Transaction.Delete(StreamTables.shardKey(stream.row().id(), shard.index())));
        writes.add(
            new Transaction.Delete(StreamTables.reservedKey(stream.row().id(), shard.index())));
      } else {
        Log log = writers.log(stream, shard);
        Log.Position position = log.positionAt(Instant.ofEpochMilli(horizon));
        if (position.compareTo(log.bounds().start()) > 0) {
          log.trim(position);
        }
      }
    }
    if (!writes.isEmpty()) {
      // Refused when the stream is changed meanwhile; then the next round does it.
      streams.replace(stream, stream.row(), writes);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(GRACE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
