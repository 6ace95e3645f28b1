package dev.forebay.logs;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbers that rise, also over a restart: milliseconds of the clock with twenty bits to count below
 * them. Thread-safe.
 */
final class Sequence {
  private final AtomicLong last = new AtomicLong();

  /** The next number, given the time. */
  long next(long nowMillis) {
    long least = nowMillis << 20;
    return last.updateAndGet(previous -> Math.max(previous + 1, least));
  }
}
