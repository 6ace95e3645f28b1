package dev.forebay.wire.http;

import dev.forebay.wire.AwsException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How much memory all large bodies together may take. A body holds its share from before its first
 * byte is read until its call has been answered; others wait for a share. Thread-safe.
 */
final class BodyBudget {
  /** Bodies up to this size are not counted: thousands of them are no burden. */
  private static final long SMALL = 65_536;

  private static final int UNIT = 1_024;

  private final int total;
  private final Semaphore units;

  /**
   * A budget.
   *
   * @param bytes at least 1,024
   */
  BodyBudget(long bytes) {
    this.total = (int) Math.min(Integer.MAX_VALUE, bytes / UNIT);
    this.units = new Semaphore(total, true);
  }

  /**
   * Takes a share, or waits for one.
   *
   * @param bytes the body's size, or the most that it may have
   * @return the share's size, for {@link #release}; a body beyond the whole budget gets all of it
   * @throws AwsException 503, when none was given back in time
   */
  int take(long bytes, Duration patience) {
    if (bytes <= SMALL) {
      return 0;
    }
    int share = (int) Math.min(total, bytes / UNIT);
    try {
      if (units.tryAcquire(share, patience.toNanos(), TimeUnit.NANOSECONDS)) {
        return share;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new AwsException(
        "ServiceUnavailable", 503, "Too many large requests at once; try again later.");
  }

  /** Gives back what a body did not need after all; answers what it keeps. */
  int shrink(int share, long bytes) {
    int needed = bytes <= SMALL ? 0 : (int) Math.min(share, bytes / UNIT);
    units.release(share - needed);
    return needed;
  }

  /** Gives a share back. */
  void release(int share) {
    units.release(share);
  }
}
