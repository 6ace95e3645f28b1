package dev.forebay.s3;

import dev.forebay.model.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbers that rise with every write, across restarts too as far as the clock does not step back:
 * microseconds since 1970, or one more than the last. Thread-safe.
 */
final class Sequences {
  private final Clock clock;
  private final AtomicLong last = new AtomicLong();

  Sequences(Clock clock) {
    this.clock = clock;
  }

  /** The next number, above one that is known. */
  long after(long known) {
    Instant now = clock.now();
    long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    return last.updateAndGet(before -> Math.max(micros, Math.max(before, known) + 1));
  }

  /** The time. */
  Instant now() {
    return clock.now();
  }

  /** The next number. */
  long next() {
    return after(0);
  }
}
