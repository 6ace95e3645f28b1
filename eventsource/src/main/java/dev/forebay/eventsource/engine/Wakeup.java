package dev.forebay.eventsource.engine;

import dev.forebay.model.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * What one thread waits for: that another raises it, or that the clock reaches an instant. A raise
 * while nobody waits is kept for the next wait. Thread-safe; one thread waits.
 */
final class Wakeup {
  private final Clock clock;
  private final Semaphore raised = new Semaphore(0);

  Wakeup(Clock clock) {
    this.clock = clock;
  }

  void raise() {
    // Two at once may both add a permit; the wait takes them together.
    if (raised.availablePermits() == 0) {
      raised.release();
    }
  }

  /** Waits for a raise, or so much real time. */
  void await(Duration atMost) throws InterruptedException {
    if (raised.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
      raised.drainPermits();
    }
  }

  /** Waits for a raise, or until the clock has reached the instant, or so much real time. */
  void awaitUntil(Instant instant, Duration atMost) throws InterruptedException {
    if (!instant.isAfter(clock.now())) {
      return;
    }
    Clock.Scheduled alarm = clock.schedule(instant, this::raise);
    try {
      await(atMost);
    } finally {
      alarm.cancel();
    }
  }
}
