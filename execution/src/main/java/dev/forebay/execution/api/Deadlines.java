package dev.forebay.execution.api;

import dev.forebay.model.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Wakes those who wait for an outcome when their time is over. Nearly all are done long before: a
 * timer of the JDK for each would wake its thread twice an event, for nothing. Here one thread
 * sleeps until the earliest end of those it knew when it last looked. Thread-safe.
 */
public final class Deadlines implements AutoCloseable {
  /** One who waits. */
  interface Waiting {
    /** When its time is over, by the clock's nanoseconds. */
    long until();

    /** Its time is over; must not block. May be said more than once. */
    void expire();
  }

  private static final long LONG = 3_600_000_000_000L;

  private final Clock wall;
  private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private volatile long lookAt;

  /**
   * Starts the thread.
   *
   * @param wall measures spans
   */
  public Deadlines(Clock wall) {
    this.wall = wall;
    lookAt = wall.nanoTime() + LONG;
    thread = Thread.ofVirtual().name("deadlines").start(this::run);
  }

  /** Has it woken at its end, until {@link #remove}. */
  void add(Waiting one) {
    waiting.add(one);
    if (one.until() - lookAt < 0) {
      LockSupport.unpark(thread);
    }
  }

  void remove(Waiting one) {
    waiting.remove(one);
  }

  private void run() {
    while (!Thread.interrupted()) {
      long now = wall.nanoTime();
      lookAt = look(now);
      // Those who came before they could see the new time, and after the look, are seen here.
      if (look(now) - lookAt >= 0) {
        LockSupport.parkNanos(lookAt - now);
      }
    }
  }

  /** Wakes those whose time is over; the earliest end of the others. */
  private long look(long now) {
    long earliest = now + LONG;
    for (Waiting one : waiting) {
      if (one.until() - now <= 0) {
        one.expire(); // once more at the next look, if it has not gone by then
      } else if (one.until() - earliest < 0) {
        earliest = one.until();
      }
    }
    return earliest;
  }

  /** Ends the thread; nobody is woken any more. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
