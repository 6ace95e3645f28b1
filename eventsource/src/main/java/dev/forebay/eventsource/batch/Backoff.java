package dev.forebay.eventsource.batch;

import java.time.Duration;

/**
 * How long a batch waits for its next attempt: the first delay, doubled with each one in a row, up
 * to the longest. Immutable.
 *
 * @param first the delay after the first failure
 * @param longest the longest delay
 */
public record Backoff(Duration first, Duration longest) {
  private static final int MOST_DOUBLINGS = 30;

  /** The delay after so many failures in a row, at least one. */
  public Duration after(int failures) {
    Duration delay = first.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
    return delay.compareTo(longest) < 0 ? delay : longest;
  }
}
