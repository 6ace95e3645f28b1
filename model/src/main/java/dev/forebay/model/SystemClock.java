package dev.forebay.model;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The real clock. One daemon thread waits for due times; each action then runs on a virtual thread
 * of its own, so that a slow one delays no other. Thread-safe.
 */
public final class SystemClock implements Clock {
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("clock").factory());

  /** The machine's clock. */
  public SystemClock() {
    // Most actions are taken back long before they are due: a long poll that got something.
    timer.setRemoveOnCancelPolicy(true);
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public void sleepUntil(Instant instant) throws InterruptedException {
    for (Duration left = Duration.between(now(), instant);
        left.isPositive();
        left = Duration.between(now(), instant)) {
      Thread.sleep(left);
    }
  }

  @Override
  public Scheduled schedule(Instant instant, Runnable action) {
    long nanos = Math.max(0, Duration.between(now(), instant).toNanos());
    ScheduledFuture<?> future =
        timer.schedule(
            () -> {
              Thread.ofVirtual().name("due").start(action);
            },
            nanos,
            TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }
}
