package dev.forebay.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A clock that stands still until {@link #advance} moves it, and then runs every action that falls
 * due, in the order of their times, on the thread that moved it. Sleepers wake as their time is
 * passed. Thread-safe: a short lock guards the time and the actions; actions run outside it.
 */
public final class VirtualClock implements Clock {
  private record Due(Instant at, long sequence, Runnable action) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final PriorityQueue<Due> due =
      new PriorityQueue<>(Comparator.comparing(Due::at).thenComparingLong(Due::sequence));
  private final Instant start;
  private Instant now;
  private long sequence;

  /** A clock that stands at the given instant. */
  public VirtualClock(Instant start) {
    this.start = start;
    this.now = start;
  }

  @Override
  public Instant now() {
    lock.lock();
    try {
      return now;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long nanoTime() {
    return Duration.between(start, now()).toNanos();
  }

  @Override
  public void sleepUntil(Instant instant) throws InterruptedException {
    lock.lock();
    try {
      while (now.isBefore(instant)) {
        moved.await();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Scheduled schedule(Instant instant, Runnable action) {
    lock.lock();
    try {
      if (!instant.isAfter(now)) {
        // Its time has come, perhaps between the caller's look at the clock and this call.
        Thread.ofVirtual().name("due").start(action);
        return () -> false;
      }
      Due entry = new Due(instant, sequence++, action);
      due.add(entry);
      return () -> withdraw(entry);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Moves the clock on by a span that is not negative. Each due action sees its own due time as
   * {@link #now}; an action may schedule further ones, which run too if they fall in the span.
   */
  public void advance(Duration span) {
    if (span.isNegative()) {
      throw new IllegalArgumentException("a clock cannot be moved back: " + span);
    }
    Instant target = now().plus(span);
    for (Due next = takeDue(target); next != null; next = takeDue(target)) {
      next.action().run();
    }
    moveTo(target);
  }

  private @Nullable Due takeDue(Instant target) {
    lock.lock();
    try {
      Due next = due.peek();
      if (next == null || next.at().isAfter(target)) {
        return null;
      }
      due.poll();
      if (next.at().isAfter(now)) {
        now = next.at();
        moved.signalAll();
      }
      return next;
    } finally {
      lock.unlock();
    }
  }

  private void moveTo(Instant target) {
    lock.lock();
    try {
      if (target.isAfter(now)) {
        now = target;
        moved.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean withdraw(Due entry) {
    lock.lock();
    try {
      return due.remove(entry);
    } finally {
      lock.unlock();
    }
  }
}
