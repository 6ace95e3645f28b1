package dev.forebay.model;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Something one thread waits for: that another raises it, or that the clock reaches an instant.
 * Raises are counted, so that none is lost between a look and the wait that follows. Thread-safe.
 */
public final class Signal {
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long raised;
  private @Nullable Instant alarm;

  /** Not raised yet. */
  public Signal(Clock clock) {
    this.clock = clock;
  }

  /** Ends a wait under way, or the next one of a thread that has not seen this. */
  public void raise() {
    lock.lock();
    try {
      raised++;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** How often it has been raised. */
  public long count() {
    lock.lock();
    try {
      return raised;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until it has been raised more often than was seen, or the clock has reached the instant,
   * or so much real time has passed.
   */
  public void await(long seen, Instant until, Duration ceiling) throws InterruptedException {
    if (!until.isAfter(clock.now())) {
      return;
    }
    lock.lockInterruptibly();
    try {
      if (alarm == null || until.isBefore(alarm)) {
        alarm = until;
        clock.schedule(until, () -> ring(until));
      }
      long nanos = ceiling.toNanos();
      while (raised == seen && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  private void ring(Instant at) {
    lock.lock();
    try {
      if (at.equals(alarm)) {
        alarm = null;
      }
      raised++;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }
}
