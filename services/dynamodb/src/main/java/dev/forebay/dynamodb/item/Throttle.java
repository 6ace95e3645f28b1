package dev.forebay.dynamodb.item;

import dev.forebay.dynamodb.table.OpenTable;
import dev.forebay.model.Clock;
import dev.forebay.wire.AwsException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Holds tables to their provisioned capacity: what is not used is saved up for five minutes, and
 * what was used beyond it must come back first. See "Burst and adaptive capacity" in the Developer
 * Guide. Thread-safe.
 */
final class Throttle {
  private static final double BURST_SECONDS = 300;
  private static final double NANOS = 1_000_000_000.0;

  private final boolean enforced;
  private final Clock wallClock;
  private final Map<Long, Account> accounts = new ConcurrentHashMap<>();

  /**
   * A throttle.
   *
   * @param enforced whether anything is ever refused
   * @param wallClock the real clock: capacity is about real requests
   */
  Throttle(boolean enforced, Clock wallClock) {
    this.enforced = enforced;
    this.wallClock = wallClock;
  }

  /** Throws 400 when the table has no capacity left for reads. */
  void admitRead(OpenTable table) {
    if (enforced && table.row().billing().isProvisioned() && !account(table).hasReads()) {
      throw exceeded();
    }
  }

  /** Throws 400 when the table has no capacity left for writes. */
  void admitWrite(OpenTable table) {
    if (enforced && table.row().billing().isProvisioned() && !account(table).hasWrites()) {
      throw exceeded();
    }
  }

  /** Counts what was written. */
  void wrote(OpenTable table, Capacity capacity) {
    if (enforced && table.row().billing().isProvisioned()) {
      account(table).take(0, capacity.writes());
    }
  }

  /** Counts what was read. */
  void read(OpenTable table, Capacity capacity) {
    if (enforced && table.row().billing().isProvisioned()) {
      account(table).take(capacity.reads(), 0);
    }
  }

  private static AwsException exceeded() {
    return new AwsException(
        "ProvisionedThroughputExceededException",
        400,
        "The level of configured provisioned throughput for the table was exceeded. Consider"
            + " increasing your provisioning level with the UpdateTable API.");
  }

  private Account account(OpenTable table) {
    Account account =
        accounts.computeIfAbsent(
            table.row().number(), _ -> new Account(wallClock.nanoTime(), table));
    account.refill(wallClock.nanoTime(), table);
    return account;
  }

  /** Forgets all; when the storage has been reset. */
  void forget() {
    accounts.clear();
  }

  /** What one table has left. */
  private static final class Account {
    private final ReentrantLock lock = new ReentrantLock();
    private long refilled;
    private double reads;
    private double writes;

    Account(long now, OpenTable table) {
      this.refilled = now;
      this.reads = table.row().throughput().read() * BURST_SECONDS;
      this.writes = table.row().throughput().write() * BURST_SECONDS;
    }

    void refill(long now, OpenTable table) {
      lock.lock();
      try {
        double seconds = (now - refilled) / NANOS;
        refilled = now;
        double readRate = table.row().throughput().read();
        double writeRate = table.row().throughput().write();
        reads = Math.min(reads + readRate * seconds, readRate * BURST_SECONDS);
        writes = Math.min(writes + writeRate * seconds, writeRate * BURST_SECONDS);
      } finally {
        lock.unlock();
      }
    }

    boolean hasReads() {
      lock.lock();
      try {
        return reads > 0;
      } finally {
        lock.unlock();
      }
    }

    boolean hasWrites() {
      lock.lock();
      try {
        return writes > 0;
      } finally {
        lock.unlock();
      }
    }

    void take(double someReads, double someWrites) {
      lock.lock();
      try {
        reads -= someReads;
        writes -= someWrites;
      } finally {
        lock.unlock();
      }
    }
  }
}
