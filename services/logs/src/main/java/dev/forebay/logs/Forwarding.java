package dev.forebay.logs;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.activity.Pending;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the subscription filters see what is stored: a thread for each group that holds anything they
 * have not seen, which ends when there is nothing left. Thread-safe.
 */
final class Forwarding implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Forwarding.class);
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration AFTER_FAULT = Duration.ofSeconds(1);

  /** How long events are gathered, so that the lines of one invocation travel together. */
  private static final Duration LINGER = Duration.ofMillis(50);

  private final AtomicLong begun = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ending = lock.newCondition();
  private final Map<Key, Lane> lanes = new HashMap<>();
  private Optional<Forwarder> forwarder = Optional.empty();
  private boolean closed;

  private record Key(AccountRegion place, long groupId) {}

  /** Begins, with what an earlier run of the server has left. */
  void start(Forwarder by, List<LogTables> places) {
    lock.lock();
    try {
      forwarder = Optional.of(by);
    } finally {
      lock.unlock();
    }
    for (LogTables tables : places) {
      tables.outboundGroups().forEach(group -> wake(tables, group));
    }
  }

  /** There is something new in the group. */
  void wake(LogTables tables, long groupId) {
    begun.incrementAndGet();
    lock.lock();
    try {
      if (closed || forwarder.isEmpty()) {
        return;
      }
      Key key = new Key(tables.place(), groupId);
      Lane known = lanes.get(key);
      if (known != null) {
        known.wakes++;
        return;
      }
      Lane lane = new Lane(key, tables, forwarder.get());
      lanes.put(key, lane);
      lane.thread.start();
    } finally {
      lock.unlock();
    }
  }

  /** How often it was woken. */
  long begun() {
    return begun.get();
  }

  /** The groups that it is at. */
  List<Pending> pending() {
    lock.lock();
    try {
      return lanes.keySet().stream()
          .map(key ->
              new Pending(
                  "log events on their way to subscriptions",
                  key.place().toString(),
                  1,
                  Optional.empty()))
          .toList();
    } finally {
      lock.unlock();
    }
  }

  /** One group's thread. */
  private final class Lane {
    private final Key key;
    private final LogTables tables;
    private final Forwarder by;
    private final Thread thread;
    private long wakes;

    Lane(Key key, LogTables tables, Forwarder by) {
      this.key = key;
      this.tables = tables;
      this.by = by;
      this.thread = Thread.ofVirtual().name("log-subscriptions").unstarted(this::run);
    }

    private void run() {
      try {
        while (!mayEnd(pass())) {
          LOG.trace("{} has more", key);
        }
      } catch (InterruptedException e) {
        LOG.debug("subscriptions of {} end", key);
      }
    }

    // Takes everything that is there, and says how often it had been woken when it began to look.
    private long pass() throws InterruptedException {
      pause(LINGER);
      long seen = seen();
      try {
        while (by.step(tables, key.groupId())) {
          seen = seen();
        }
      } catch (RuntimeException e) {
        LOG.warn("log events of {} wait to be sent", key.place(), e);
        pause(AFTER_FAULT);
        return -1;
      }
      return seen;
    }

    private long seen() {
      lock.lock();
      try {
        return wakes;
      } finally {
        lock.unlock();
      }
    }

    private boolean mayEnd(long seen) {
      lock.lock();
      try {
        if (!closed && wakes != seen) {
          return false;
        }
        lanes.remove(key, this);
        return true;
      } finally {
        lock.unlock();
      }
    }

    // In real time: it gathers what arrives, and makes nobody who steers the clock wait.
    private void pause(Duration span) throws InterruptedException {
      lock.lockInterruptibly();
      try {
        long nanos = span.toNanos();
        while (nanos > 0 && !closed) {
          nanos = ending.awaitNanos(nanos);
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /** Ends the threads; what they have not done is done after the next start. */
  @Override
  public void close() {
    List<Lane> open;
    lock.lock();
    try {
      closed = true;
      ending.signalAll();
      open = List.copyOf(lanes.values());
    } finally {
      lock.unlock();
    }
    try {
      for (Lane lane : open) {
        if (!lane.thread.join(GRACE)) {
          lane.thread.interrupt();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
