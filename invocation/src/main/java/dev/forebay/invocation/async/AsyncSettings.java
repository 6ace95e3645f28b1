package dev.forebay.invocation.async;

import java.time.Duration;

/**
 * How queued events are run. Immutable.
 *
 * @param mostInFlight events of one function that may be out of its queue at once, 1 or more; the
 *     account's concurrency
 * @param retryDelay the pause after the first function error; after the second it is twice as long.
 *     On AWS one minute
 */
public record AsyncSettings(int mostInFlight, Duration retryDelay) {
  /** AWS's own pause after the first function error. */
  public static final Duration STANDARD_RETRY_DELAY = Duration.ofMinutes(1);

  /** Throws {@link IllegalArgumentException} for a number out of bounds. */
  public AsyncSettings {
    if (mostInFlight < 1) {
      throw new IllegalArgumentException("mostInFlight must be at least 1: " + mostInFlight);
    }
    if (retryDelay.isNegative()) {
      throw new IllegalArgumentException("retryDelay must not be negative: " + retryDelay);
    }
  }
}
