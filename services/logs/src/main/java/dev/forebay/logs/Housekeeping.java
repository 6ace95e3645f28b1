package dev.forebay.logs;

import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.TableSpace.Range;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what no one can read any more: rows of deleted groups and streams, and events past their
 * group's retention. One thread, woken by deletions and once a day of the clock. A crash in between
 * loses nothing: what is to be purged is a row itself.
 */
final class Housekeeping implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
  private static final int ROWS = 500;
  private static final Duration PERIOD = Duration.ofDays(1);
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final StorageEngine engine;
  private final Clock clock;
  private final RandomGenerator random;
  private final Semaphore due = new Semaphore(0);
  private final Thread thread;

  Housekeeping(StorageEngine engine, Clock clock, RandomGenerator random) {
    this.engine = engine;
    this.clock = clock;
    this.random = random;
    this.thread = Thread.ofVirtual().name("logs-housekeeping").unstarted(this::run);
  }

  void start() {
    thread.start();
    wake();
  }

  /** Has the thread look soon. */
  void wake() {
    due.release();
  }

  private void run() {
    Clock.Scheduled daily = clock.schedule(clock.now().plus(PERIOD), this::wake);
    try {
      while (!Thread.currentThread().isInterrupted()) {
        due.acquire();
        due.drainPermits();
        daily.cancel();
        daily = clock.schedule(clock.now().plus(PERIOD), this::wake);
        sweep();
      }
    } catch (InterruptedException e) {
      LOG.debug("housekeeping of logs ends");
    } finally {
      daily.cancel();
    }
  }

  private void sweep() {
    try {
      for (LogTables tables : LogTables.all(engine, random)) {
        purge(tables);
        expire(tables);
      }
    } catch (RuntimeException e) {
      LOG.warn("old log events could not be removed; the next attempt is in a day", e);
    }
  }

  private static void purge(LogTables tables) {
    Range all = new Range("purge", Bytes.EMPTY, Optional.empty(), false);
    for (List<Row> rows = tables.scan(all, ROWS); !rows.isEmpty(); rows = tables.scan(all, ROWS)) {
      for (Row row : rows) {
        long id = new Decoder(row.key().key()).fixed();
        removeEvents(tables, id, Long.MAX_VALUE);
        removeOfGroup(tables, id);
        for (Stored<LogStreamRow> stream : tables.allStreams(id, "")) {
          removeEvents(tables, stream.value().id(), Long.MAX_VALUE);
          tables.commit(List.of(), List.of(new Transaction.Delete(stream.key())));
        }
        tables.commit(List.of(), List.of(new Transaction.Delete(row.key())));
      }
    }
  }

  private static void removeOfGroup(LogTables tables, long id) {
    for (Row filter : tables.metricFilters(id, "")) {
      tables.commit(List.of(), List.of(new Transaction.Delete(filter.key())));
    }
  }

  private void expire(LogTables tables) {
    long now = clock.now().toEpochMilli();
    Optional<String> after = Optional.empty();
    for (List<Stored<LogGroupRow>> page = tables.groups("", after, ROWS);
        !page.isEmpty();
        page = tables.groups("", after, ROWS)) {
      for (Stored<LogGroupRow> group : page) {
        long keptSince = group.value().keptSince(now);
        if (keptSince > 0) {
          for (Stored<LogStreamRow> stream : tables.allStreams(group.value().id(), "")) {
            expire(tables, stream, keptSince);
          }
        }
      }
      after = Optional.of(page.getLast().value().name());
    }
  }

  private static void expire(LogTables tables, Stored<LogStreamRow> stream, long keptSince) {
    if (stream.value().firstEvent() >= keptSince) {
      return;
    }
    long bytes = removeEvents(tables, stream.value().id(), keptSince);
    // Refused when events have arrived meanwhile; then the next sweep brings the row up to date.
    tables.commit(
        List.of(stream.unchanged()),
        List.of(
            new Transaction.Put(stream.key(), stream.value().without(bytes, keptSince).encode())));
  }

  /** Removes the chunks that end before the time; says how many bytes they had. */
  private static long removeEvents(LogTables tables, long streamId, long before) {
    Bytes from = LogTables.eventKey(streamId, 0, 0).key();
    Bytes to = LogTables.eventKey(streamId, before, 0).key();
    long bytes = 0;
    while (true) {
      List<Row> rows = tables.scan(new Range("event", from, Optional.of(to), false), ROWS);
      List<Transaction.Write> deletes = new ArrayList<>();
      for (Row row : rows) {
        Decoder key = new Decoder(row.key().key());
        key.fixed();
        EventChunk chunk = EventChunk.decode(key.fixed(), key.fixed(), row.value());
        if (chunk.last() < before) {
          bytes += EventChunk.countBytes(chunk.events());
          deletes.add(new Transaction.Delete(row.key()));
        }
      }
      if (!deletes.isEmpty()) {
        tables.commit(List.of(), deletes);
      }
      if (rows.size() < ROWS || deletes.isEmpty()) {
        return bytes;
      }
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
