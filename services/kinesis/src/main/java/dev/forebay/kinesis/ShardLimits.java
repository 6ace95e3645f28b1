package dev.forebay.kinesis;

import dev.forebay.kinesis.KinesisSettings.Limits;
import dev.forebay.model.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a shard takes and gives in a second ("Quotas and limits", Kinesis Data Streams Developer
 * Guide): 1,000 records and 1 MiB written; 5 calls and 2 MiB read. Counted by real time, as it is
 * about the rate of real requests. Thread-safe.
 */
final class ShardLimits {
  private static final double WRITE_RECORDS = 1_000;
  private static final double WRITE_BYTES = 1 << 20;
  private static final double READ_CALLS = 5;
  static final double READ_BYTES = 2 << 20;

  private record Shard(long streamId, int index) {}

  /** The state of one shard. Its methods hold its lock, for an instant. */
  private static final class Allowance {
    private final Bucket records;
    private final Bucket written;
    private final Bucket reads;
    private final Bucket iterators;
    private final Bucket given;

    Allowance(long now) {
      this.records = new Bucket(WRITE_RECORDS, now);
      this.written = new Bucket(WRITE_BYTES, now);
      this.reads = new Bucket(READ_CALLS, now);
      this.iterators = new Bucket(READ_CALLS, now);
      this.given = new Bucket(READ_BYTES, now);
    }

    synchronized boolean write(int bytes, long now) {
      if (!records.holds(1, now) || !written.holds(bytes, now)) {
        return false;
      }
      records.take(1);
      written.take(bytes);
      return true;
    }

    synchronized boolean read(Counted counted, long now) {
      // What was given too much has to be waited off.
      if (given.nanosUntilPositive(now) > 0) {
        return false;
      }
      return counted == Counted.NO || takeCall(reads, now);
    }

    synchronized boolean iterator(long now) {
      return takeCall(iterators, now);
    }

    private static boolean takeCall(Bucket calls, long now) {
      if (!calls.holds(1, now)) {
        return false;
      }
      calls.take(1);
      return true;
    }

    synchronized void gave(long bytes) {
      given.take((double) bytes);
    }
  }

  /** Whether a call counts as one of the five of a second. */
  enum Counted {
    YES,
    NO
  }

  private final Limits limits;
  private final Clock wallClock;
  private final Map<Shard, Allowance> allowances = new ConcurrentHashMap<>();

  ShardLimits(Limits limits, Clock wallClock) {
    this.limits = limits;
    this.wallClock = wallClock;
  }

  /** Whether a record of this size may be written now; it then counts. */
  boolean mayWrite(OpenStream stream, ShardRow shard, int bytes) {
    return limits == Limits.OFF || of(stream, shard).write(bytes, wallClock.nanoTime());
  }

  /** Whether records may be read now; the call then counts. */
  boolean mayRead(OpenStream stream, ShardRow shard, Counted counted) {
    return limits == Limits.OFF || of(stream, shard).read(counted, wallClock.nanoTime());
  }

  /** Whether an iterator may be had now; the call then counts. */
  boolean mayIterate(OpenStream stream, ShardRow shard, Counted counted) {
    return limits == Limits.OFF
        || counted == Counted.NO
        || of(stream, shard).iterator(wallClock.nanoTime());
  }

  /** Counts what was read. */
  void gave(OpenStream stream, ShardRow shard, long bytes) {
    if (limits == Limits.ON) {
      of(stream, shard).gave(bytes);
    }
  }

  private Allowance of(OpenStream stream, ShardRow shard) {
    return allowances.computeIfAbsent(
        new Shard(stream.row().id(), shard.index()), _ -> new Allowance(wallClock.nanoTime()));
  }

  void forget(long streamId) {
    allowances.keySet().removeIf(shard -> shard.streamId() == streamId);
  }

  void forget() {
    allowances.clear();
  }
}
