package dev.forebay.sqs;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Wakes one call that waits at a queue. It stays raised from being raised until the call has begun
 * to look again, so that nobody takes the call for one that waits. Thread-safe; one thread waits.
 */
final class Signal {
  private final Semaphore permits = new Semaphore(0);
  private volatile boolean raised;

  /** Wakes the call, or keeps it from its next wait. */
  void raise() {
    raised = true;
    permits.release();
  }

  boolean isRaised() {
    return raised || permits.availablePermits() > 0;
  }

  /** Waits to be raised; false when that did not happen in time. */
  boolean await(long nanos) throws InterruptedException {
    return permits.tryAcquire(nanos, TimeUnit.NANOSECONDS);
  }

  /** Forgets what was raised so far; before the look that follows it. */
  void reset() {
    permits.drainPermits();
    raised = false;
  }
}
