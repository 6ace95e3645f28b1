package dev.forebay.model;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The real clock. One daemon thread waits for due times; each action then runs on a virtual thread
 * of its own, so that a slow one delays no other. Thread-safe.
 */
public final class SystemClock implements Clock {
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("clock").factory());

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
