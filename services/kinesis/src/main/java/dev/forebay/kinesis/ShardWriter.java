package dev.forebay.kinesis;

import dev.forebay.kinesis.RecordChunk.Encryption;
import dev.forebay.model.Clock;
import dev.forebay.storage.Log;
import dev.forebay.storage.Log.AppendOutcome;
import dev.forebay.storage.OperationId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The one place where records of a shard get their numbers. Thread-safe.
 *
 * <p>Who finds nobody writing writes: for itself and for all who came meanwhile, with one append.
 * Who comes during a write waits, and the first of those who wait writes next, for all of them. So
 * numbers are given and stored in the same order, and batches grow with the load.
 *
 * <p>Indexes are given from a block that is reserved durably before its first use; after a restart
 * the next block begins, so an index is never given twice, whatever the clock does.
 *
 * <pre>
 *   OPEN ──hold──► HELD ──close──► CLOSED
 *     ▲              │
 *     └───release────┘
 * </pre>
 *
 * While HELD, nothing is under way and newcomers wait; so a split can be stored between the last
 * record of the parent and the first of a child.
 */
final class ShardWriter {
  /** How many indexes are reserved at once. */
  static final long BLOCK = 1L << 20;

  private static final int ATTEMPTS = 5;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private enum State {
    OPEN,
    HELD,
    CLOSED
  }

  private enum Turn {
    WAITS,
    WRITES,
    DONE
  }

  /** Makes indexes usable. */
  @FunctionalInterface
  interface Reservation {
    /** Stores that indexes up to this one may be given. */
    void reserve(long upTo);
  }

  /** What became of records. */
  sealed interface Outcome {
    /**
     * They are durable, with consecutive indexes.
     *
     * @param first the index of the first one
     * @param millis when they arrived
     */
    record Stored(long first, long millis) implements Outcome {}

    /** The shard takes no more records. */
    record Closed() implements Outcome {}
  }

  private final class Batch {
    private final List<NewRecord> records;
    private final Encryption encryption;
    private final Condition turned = lock.newCondition();
    private Turn turn = Turn.WAITS;
    private @Nullable Outcome outcome;

    Batch(List<NewRecord> records, Encryption encryption) {
      this.records = records;
      this.encryption = encryption;
    }

    void end(@Nullable Outcome reached) {
      outcome = reached;
      turn = Turn.DONE;
      turned.signalAll();
    }

    Outcome answer() {
      if (outcome == null) {
        throw KinesisErrors.unavailable();
      }
      return outcome;
    }
  }

  private final Log log;
  private final Clock clock;
  private final RandomGenerator random;
  private final Reservation reservation;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock.
  private State state = State.OPEN;
  private List<Batch> waiting = new ArrayList<>();
  private boolean writing;

  // The writing batch's thread alone changes these.
  private long given;
  private volatile Mark stored;
  private long reserved;
  private long lastMillis;

  /**
   * A writer that gives indexes above those that were reserved before.
   *
   * @param reserved 0 for a new shard
   */
  ShardWriter(
      Log log, Clock clock, RandomGenerator random, long reserved, Reservation reservation) {
    this.log = log;
    this.clock = clock;
    this.random = random;
    this.given = reserved;
    this.lastMillis = clock.now().toEpochMilli();
    this.stored = new Mark(given, lastMillis);
    this.reserved = reserved;
    this.reservation = reservation;
  }

  /**
   * How far records are durable.
   *
   * @param index no record that becomes durable later has this index or a lower one
   * @param millis no record that becomes durable later arrives earlier
   */
  record Mark(long index, long millis) {}

  /** How far records are durable now. */
  Mark stored() {
    return stored;
  }

  /**
   * Stores records in their order, after the durable write.
   *
   * @throws dev.forebay.wire.AwsException when the storage does not answer
   */
  Outcome append(List<NewRecord> records, Encryption encryption) {
    Batch mine = new Batch(records, encryption);
    lock.lock();
    try {
      awaitWhile(() -> state == State.HELD);
      if (state == State.CLOSED) {
        return new Outcome.Closed();
      }
      if (writing) {
        waiting.add(mine);
        while (mine.turn == Turn.WAITS) {
          // Bounded: each turn ends with the storage's own deadline, and then calls the next.
          mine.turned.awaitUninterruptibly();
        }
        if (mine.turn == Turn.DONE) {
          return mine.answer();
        }
      } else {
        writing = true;
        waiting.add(mine);
      }
    } finally {
      lock.unlock();
    }
    write();
    return mine.answer();
  }

  private void write() {
    List<Batch> batches = takeWaiting();
    List<Outcome> outcomes = List.of();
    try {
      outcomes = store(batches);
    } finally {
      lock.lock();
      try {
        for (int i = 0; i < batches.size(); i++) {
          batches.get(i).end(i < outcomes.size() ? outcomes.get(i) : null);
        }
        if (waiting.isEmpty()) {
          writing = false;
          changed.signalAll();
        } else {
          Batch next = waiting.getFirst();
          next.turn = Turn.WRITES;
          next.turned.signalAll();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  private List<Batch> takeWaiting() {
    lock.lock();
    try {
      List<Batch> taken = waiting;
      waiting = new ArrayList<>();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private List<Outcome> store(List<Batch> batches) {
    long count = batches.stream().mapToLong(batch -> batch.records.size()).sum();
    if (given + count > reserved) {
      long upTo = given + count + BLOCK;
      reservation.reserve(upTo);
      reserved = upTo;
    }
    lastMillis = Math.max(lastMillis, clock.now().toEpochMilli());
    long next = given + 1;
    // Even when the append fails some of its entries may be there: their indexes are spent.
    given = next - 1 + count;
    Chunks chunks = new Chunks(next);
    List<Outcome> outcomes = new ArrayList<>(batches.size());
    for (Batch batch : batches) {
      outcomes.add(new Outcome.Stored(next, lastMillis));
      next += batch.records.size();
      batch.records.forEach(entry -> chunks.add(entry, batch.encryption));
    }
    chunks.cut();
    if (isStored(chunks.appends)) {
      stored = new Mark(given, lastMillis);
    } else {
      outcomes.replaceAll(_ -> new Outcome.Closed());
    }
    return outcomes;
  }

  private boolean isStored(List<Log.Append> appends) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      // All entries are one commit: either all are unknown or none is.
      switch (log.append(appends).getLast()) {
        case AppendOutcome.Appended appended -> {
          return true;
        }
        case AppendOutcome.Sealed sealed -> {
          return false;
        }
        case AppendOutcome.Fenced fenced ->
            throw new IllegalStateException("shards are written without a fence");
        case AppendOutcome.Unknown unknown -> {}
      }
    }
    throw KinesisErrors.unavailable();
  }

  /** Gathers records into entries of the log. */
  private final class Chunks {
    private final List<Log.Append> appends = new ArrayList<>();
    private final List<NewRecord> open = new ArrayList<>();
    private long first;
    private long bytes;
    private Encryption encryption = Encryption.NONE;

    Chunks(long first) {
      this.first = first;
    }

    void add(NewRecord entry, Encryption with) {
      boolean full =
          open.size() == RecordChunk.MOST_RECORDS
              || bytes + entry.size() > RecordChunk.MOST_BYTES
              || with != encryption;
      if (full) {
        cut();
      }
      encryption = with;
      open.add(entry);
      bytes += entry.size();
    }

    void cut() {
      if (!open.isEmpty()) {
        appends.add(
            new Log.Append(
                OperationId.random(random),
                RecordChunk.encode(first, lastMillis, encryption, open),
                Instant.ofEpochMilli(lastMillis),
                Optional.empty()));
        first += open.size();
        open.clear();
        bytes = 0;
      }
    }
  }

  /** Waits until nothing is under way and keeps newcomers waiting; false if another one does. */
  boolean hold() {
    lock.lock();
    try {
      if (state != State.OPEN) {
        return false;
      }
      state = State.HELD;
      awaitWhile(() -> writing);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Lets newcomers in again. */
  void release() {
    leave(State.OPEN);
  }

  /** Sends newcomers away, for good. */
  void close() {
    leave(State.CLOSED);
  }

  private void leave(State next) {
    lock.lock();
    try {
      state = next;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void awaitWhile(BooleanSupplier blocked) {
    long left = PATIENCE.toNanos();
    try {
      while (blocked.getAsBoolean()) {
        if (left <= 0) {
          throw KinesisErrors.unavailable();
        }
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw KinesisErrors.unavailable();
    }
  }
}
