package dev.forebay.execution;

import dev.forebay.model.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets a few environments start at a time. Two hundred processes that start at once on two cores
 * all take long enough to miss their init's limit; one after the other each is quick. A pass runs
 * out after half a second, so that an init that waits for something keeps nobody else waiting.
 * Thread-safe.
 */
final class StartGate {
  private static final int STARTS_FOR_EACH_CORE = 8;
  private static final Duration LONGEST_PASS = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Semaphore free;
  private final Clock wall;

  StartGate(int cores, Clock wall) {
    this.free = new Semaphore(cores * STARTS_FOR_EACH_CORE, true);
    this.wall = wall;
  }

  /** Waits for a turn; after thirty seconds, or when interrupted, goes ahead without one. */
  Pass enter() {
    boolean turn = false;
    try {
      turn = free.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new Pass(turn);
  }

  /** A turn, to be given back. */
  final class Pass implements AutoCloseable {
    private final AtomicBoolean held;
    private final Clock.Scheduled end;

    private Pass(boolean turn) {
      this.held = new AtomicBoolean(turn);
      this.end = wall.schedule(wall.now().plus(LONGEST_PASS), this::giveBack);
    }

    private void giveBack() {
      if (held.compareAndSet(true, false)) {
        free.release();
      }
    }

    @Override
    public void close() {
      end.cancel();
      giveBack();
    }
  }
}
