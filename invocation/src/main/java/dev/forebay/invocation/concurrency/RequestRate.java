package dev.forebay.invocation.concurrency;

import dev.forebay.model.Clock;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket that holds the tokens of one second. Kept as the time at which it would be full
 * again, so that one number is all its state. Thread-safe, without locks.
 */
final class RequestRate {
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong fullAt;

  /** A full bucket. */
  RequestRate(long nowNanos) {
    this.fullAt = new AtomicLong(nowNanos);
  }

  /**
   * Takes a token.
   *
   * @param perSecond tokens that flow in each second, and the most that it holds; positive
   * @param pace a clock that never steps back
   * @return whether there was one
   */
  boolean take(long perSecond, Clock pace) {
    long each = Math.max(1, SECOND / perSecond);
    while (true) {
      long before = fullAt.get();
      // Read after the bucket: a thread that was held up for a second between the two would
      // otherwise find it empty because of the others' later readings.
      long nowNanos = pace.nanoTime();
      long after = Math.max(before, nowNanos) + each;
      if (after - nowNanos > SECOND) {
        return false;
      }
      if (fullAt.compareAndSet(before, after)) {
        return true;
      }
    }
  }
}
