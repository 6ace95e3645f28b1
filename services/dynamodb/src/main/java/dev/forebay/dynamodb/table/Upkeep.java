package dev.forebay.dynamodb.table;

import dev.forebay.dynamodb.store.Batch;
import dev.forebay.dynamodb.store.Database;
import dev.forebay.dynamodb.store.RowReader;
import dev.forebay.dynamodb.stream.Cause;
import dev.forebay.dynamodb.stream.StreamUpkeep;
import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.storage.TableSpace.Range;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.TableSpace.RowKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what nobody waits for: removes items whose time to live is over, fills new indexes, removes
 * what deleted tables and indexes leave, and has streams turned over and trimmed. One thread, woken
 * when there is something to do, on the clock. All of it is in rows, so a start goes on where an
 * end left off.
 */
public final class Upkeep implements Expiry, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final int ROWS = 500;
  private static final long NEVER = Long.MAX_VALUE;

  private final Tables tables;
  private final StreamUpkeep streams;
  private final Clock clock;
  private final Semaphore due = new Semaphore(0);
  private final AtomicLong next = new AtomicLong(NEVER);
  private final Thread thread;
  private volatile Optional<ItemWriter> writer = Optional.empty();

  /** Looks after all tables, on a thread that {@link #start} starts. */
  public Upkeep(Tables tables, StreamUpkeep streams, Clock clock) {
    this.tables = tables;
    this.streams = streams;
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("dynamodb-upkeep").unstarted(this::run);
  }

  /** Starts, with the writer of items that expiry needs. */
  public void start(ItemWriter itemWriter) {
    this.writer = Optional.of(itemWriter);
    thread.start();
    wake();
  }

  /** Has a look at once. */
  void wake() {
    due.release();
  }

  @Override
  public void at(long second) {
    long before = next.getAndUpdate(known -> Math.min(known, second));
    if (second < before) {
      clock.schedule(Instant.ofEpochSecond(second), this::wake);
    }
  }

  @Override
  public long now() {
    return clock.now().getEpochSecond();
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        due.acquire();
        due.drainPermits();
        next.set(NEVER);
        for (Database database : tables.databases().all()) {
          look(database);
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("upkeep of tables ends");
    }
  }

  private void look(Database database) {
    try {
      for (OpenTable table : tables.all(database)) {
        fill(table);
        fillExpiry(table);
        expire(table);
      }
      tables.purges(database).forEach(row -> purge(database, row));
      streams.look(database).ifPresent(instant -> at(instant.getEpochSecond() + 1));
    } catch (RuntimeException e) {
      LOG.warn("upkeep of the tables of {} failed; it is tried again", database.place(), e);
      at(clock.now().plus(GRACE).getEpochSecond());
    }
  }

  private void expire(OpenTable table) {
    if (!table.row().timeToLive().enabled() || writer.isEmpty()) {
      return;
    }
    String entries = OpenTable.entries(table.row().timeToLive().number());
    long now = clock.now().getEpochSecond();
    List<Row> first = table.database().scan(Range.all(entries), ROWS);
    while (!first.isEmpty()) {
      for (Row entry : first) {
        long second = new RowReader(entry.key().key()).number();
        if (second > now) {
          at(second);
          return;
        }
        expire(table, entry, writer.get());
      }
      first = table.database().scan(Range.all(entries), ROWS);
    }
  }

  private void expire(OpenTable table, Row entry, ItemWriter itemWriter) {
    table
        .database()
        .change(batch -> {
          if (batch.read(entry.key()).isPresent()) {
            OpenTable current = tables.current(batch, table);
            Optional<StoredItem> item = itemWriter.read(batch, current, entry.value());
            batch.delete(entry.key());
            itemWriter.write(
                batch, current, entry.value(), item, Optional.empty(), Cause.TIME_TO_LIVE);
          }
          return true;
        });
  }

  private void fill(OpenTable table) {
    for (IndexRow index : table.row().indexes()) {
      if (!index.ready() && writer.isPresent()) {
        fill(table, index, writer.get());
      }
    }
  }

  private void fill(OpenTable table, IndexRow index, ItemWriter itemWriter) {
    each(table, (batch, key) -> itemWriter.backfill(batch, table, index, key));
    change(table, row -> row.with(row.definitions(), readied(row.indexes(), index.number())));
  }

  private static List<IndexRow> readied(List<IndexRow> indexes, long number) {
    return indexes.stream()
        .map(index -> index.number() == number ? index.readied() : index)
        .toList();
  }

  private void fillExpiry(OpenTable table) {
    TimeToLive order = table.row().timeToLive();
    if (order.enabled() && !order.filled() && writer.isPresent()) {
      ItemWriter itemWriter = writer.get();
      each(table, (batch, key) -> itemWriter.backfillExpiry(batch, table, key));
      change(
          table,
          row ->
              row.timeToLive().equals(order)
                  ? row.with(new TimeToLive(order.attribute(), true, order.number(), true))
                  : row);
    }
  }

  private static void each(OpenTable table, BiConsumer<Batch, Bytes> action) {
    Bytes from = Bytes.EMPTY;
    while (true) {
      List<Row> page =
          table.database().scan(new Range(table.items(), from, Optional.empty(), false), ROWS);
      if (page.isEmpty()) {
        return;
      }
      table
          .database()
          .change(batch -> {
            page.forEach(row -> action.accept(batch, row.key().key()));
            return true;
          });
      from = behind(page.getLast().key().key());
    }
  }

  private void change(OpenTable table, UnaryOperator<TableRow> change) {
    table
        .database()
        .change(batch -> {
          TableRow row = tables.current(batch, table).row();
          if (row.number() == table.row().number()) {
            tables.put(batch, table.database(), change.apply(row));
          }
          return true;
        });
  }

  private static Bytes behind(Bytes key) {
    return Bytes.wrap(Arrays.copyOf(key.toArray(), key.size() + 1));
  }

  private static void purge(Database database, Row row) {
    String storageTable = row.key().key().toUtf8();
    long number = new RowReader(row.value()).number();
    List<Row> page = database.scan(Range.all(storageTable), ROWS);
    while (!page.isEmpty()) {
      List<RowKey> keys = page.stream().map(Row::key).toList();
      database.change(batch -> {
        keys.forEach(batch::delete);
        return true;
      });
      page = database.scan(Range.all(storageTable), ROWS);
    }
    database.change(batch -> {
      batch.delete(row.key());
      Counts.forget(batch, number);
      return true;
    });
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
