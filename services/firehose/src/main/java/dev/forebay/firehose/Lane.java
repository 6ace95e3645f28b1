package dev.forebay.firehose;

import dev.forebay.model.Bytes;
import dev.forebay.storage.Log;
import dev.forebay.storage.Log.Position;
import dev.forebay.storage.OperationId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Records that wait for one step, in a log, and what is known of them: how many bytes there are and
 * since when the oldest waits. The log is the truth; what is known is read from it again after each
 * step and each start. Thread-safe.
 */
final class Lane {
  private static final int ATTEMPTS = 10;
  private static final int PAGE = 1_000;

  private final Log log;
  private final RandomGenerator random;
  private final ReentrantLock lock = new ReentrantLock();

  /** Held by whoever takes the step. */
  private final ReentrantLock turn = new ReentrantLock();

  private long bytes;
  private @Nullable Instant oldest;
  private Position counted = Position.START;
  private int failures;
  private @Nullable Instant retryAt;
  private @Nullable Position retried;

  Lane(Log log, RandomGenerator random) {
    this.log = log;
    this.random = random;
  }

  /** The records. */
  Log log() {
    return log;
  }

  ReentrantLock turn() {
    return turn;
  }

  /**
   * What came of an append.
   *
   * @param positions of the records, in their order
   * @param wakes whether the step is due at another time than before
   */
  record Appended(List<Position> positions, boolean wakes) {}

  /**
   * Adds records, which are durable when it returns.
   *
   * @throws dev.forebay.wire.AwsException when it stays unknown whether they were stored
   */
  Appended append(List<Held> records, Instant now, Hints hints) {
    List<Log.Append> appends =
        records.stream()
            .map(record ->
                new Log.Append(OperationId.random(random), record.write(), now, Optional.empty()))
            .toList();
    List<Position> positions = stored(appends);
    lock.lock();
    try {
      boolean waited = oldest != null;
      boolean full = bytes >= hints.bytes();
      for (int i = 0; i < positions.size(); i++) {
        // What was counted when the log was read is in it already.
        if (positions.get(i).compareTo(counted) > 0) {
          bytes += records.get(i).data().size();
          oldest = oldest == null ? now : oldest;
        }
      }
      boolean wakes = waited != (oldest != null) || full != (bytes >= hints.bytes());
      return new Appended(positions, wakes);
    } finally {
      lock.unlock();
    }
  }

  private List<Position> stored(List<Log.Append> appends) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      List<Position> positions = new ArrayList<>();
      for (Log.AppendOutcome outcome : log.append(appends)) {
        switch (outcome) {
          case Log.AppendOutcome.Appended appended -> positions.add(appended.position());
          case Log.AppendOutcome.Unknown unknown -> {}
          case Log.AppendOutcome.Sealed ended ->
              throw new IllegalStateException("nobody seals the log of a lane");
          case Log.AppendOutcome.Fenced fenced ->
              throw new IllegalStateException("fenced without a fence at " + fenced.epoch());
        }
      }
      if (positions.size() == appends.size()) {
        return positions;
      }
    }
    throw FirehoseErrors.unavailable();
  }

  /** Reads what there is to be known from the log, as far as the hints ask for it. */
  void count(Hints hints) {
    lock.lock();
    try {
      bytes = 0;
      oldest = null;
      counted = Position.START;
      while (bytes < hints.bytes()) {
        List<Log.Entry> page = log.readAfter(counted, PAGE, Hints.MEBIBYTE);
        if (page.isEmpty()) {
          return;
        }
        oldest = oldest == null ? page.getFirst().at() : oldest;
        page.forEach(entry -> bytes += Held.size(entry.value()));
        counted = page.getLast().position();
      }
    } finally {
      lock.unlock();
    }
  }

  /** When the step is due; empty when nothing waits. */
  Optional<Instant> due(Hints hints, Instant now) {
    lock.lock();
    try {
      if (oldest == null) {
        return Optional.empty();
      }
      if (retryAt != null) {
        return Optional.of(retryAt);
      }
      Instant end = oldest.plus(hints.interval());
      return Optional.of(bytes >= hints.bytes() && end.isAfter(now) ? now : end);
    } finally {
      lock.unlock();
    }
  }

  /** How often the step has failed since it was last done. */
  int failures() {
    lock.lock();
    try {
      return failures;
    } finally {
      lock.unlock();
    }
  }

  /** The end of the records with which the step is tried again. */
  Optional<Position> retried() {
    lock.lock();
    try {
      return Optional.ofNullable(retried);
    } finally {
      lock.unlock();
    }
  }

  /** The step is done up to a position. */
  void done(Position upTo) {
    log.trim(upTo);
    lock.lock();
    try {
      failures = 0;
      retryAt = null;
      retried = null;
    } finally {
      lock.unlock();
    }
  }

  /** The step has failed, and is due again at an instant. */
  void failed(Position upTo, Instant again) {
    lock.lock();
    try {
      failures++;
      retryAt = again;
      retried = upTo;
    } finally {
      lock.unlock();
    }
  }

  /** Drops what waits for longer than the age; says whether there was any. */
  boolean expire(Instant now, Duration age) {
    List<Log.Entry> first = log.readAfter(Position.START, 1, 1);
    if (first.isEmpty() || first.getFirst().at().isAfter(now.minus(age))) {
      return false;
    }
    log.trim(log.positionAt(now.minus(age).plusMillis(1)));
    return true;
  }

  /** How the identity of a record is told from its position. */
  static String recordId(Position position) {
    Bytes bytes = position.bytes();
    StringBuilder digits = new StringBuilder("4969");
    for (int i = 0; i < bytes.size(); i++) {
      digits.append(String.format("%03d", bytes.at(i) & 0xff));
    }
    return digits.append("000000").toString();
  }
}
