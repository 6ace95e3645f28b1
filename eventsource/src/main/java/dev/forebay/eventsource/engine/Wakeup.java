package dev.forebay.eventsource.engine;

import dev.forebay.model.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What one thread waits for: that another raises it, or that the clock reaches an instant. A raise
 * while nobody waits is kept for the next wait. Thread-safe; one thread waits.
 */
final class Wakeup {
  private final Clock clock;
  private final Semaphore raised = new Semaphore(0);
  private final AtomicLong raises = new AtomicLong();
  private volatile long seen;
  private volatile @Nullable Instant until;

  Wakeup(Clock clock) {
    this.clock = clock;
  }

  void raise() {
    raises.incrementAndGet();
    // Two at once may both add a permit; the wait takes them together.
    if (raised.availablePermits() == 0) {
      raised.release();
    }
  }

  /** Waits for a raise, or so much real time. */
  void await(Duration atMost) throws InterruptedException {
    park(Instant.MAX, atMost);
  }

  private void park(Instant instant, Duration atMost) throws InterruptedException {
    until = instant;
    try {
      if (raised.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
        raised.drainPermits();
      }
    } finally {
      until = null;
      seen = raises.get();
    }
  }

  /**
   * The instant that the thread waits for, {@link Instant#MAX} for none; empty when it does not
   * wait, or has been raised since it last looked after what that meant.
   */
  Optional<Instant> waitingUntil() {
    Instant waiting = until;
    return waiting == null || raises.get() != seen ? Optional.empty() : Optional.of(waiting);
  }

  /** Waits for a raise, or until the clock has reached the instant, or so much real time. */
  void awaitUntil(Instant instant, Duration atMost) throws InterruptedException {
    if (!instant.isAfter(clock.now())) {
      return;
    }
    Clock.Scheduled alarm = clock.schedule(instant, this::raise);
    try {
      park(instant, atMost);
    } finally {
      alarm.cancel();
    }
  }
}
