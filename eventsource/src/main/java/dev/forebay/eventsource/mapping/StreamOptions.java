package dev.forebay.eventsource.mapping;

import dev.forebay.model.Arn;
import java.time.Duration;
import java.util.Optional;

/**
 * The options of a mapping that reads a stream. Immutable.
 *
 * @param parallelizationFactor ParallelizationFactor: batches of one shard that run at once, 1 to
 *     10
 * @param bisectBatchOnFunctionError BisectBatchOnFunctionError: whether a batch that failed is
 *     retried in halves
 * @param maximumRetryAttempts MaximumRetryAttempts: tries after the first, 0 to 10,000; empty for
 *     no limit but the records' expiry
 * @param maximumRecordAge MaximumRecordAgeInSeconds: older records are given up, 60 s to 604,800 s;
 *     empty for no limit but the records' expiry
 * @param tumblingWindow TumblingWindowInSeconds: how long a window lasts that carries state, up to
 *     900 s; zero for none
 * @param onFailure DestinationConfig.OnFailure: the queue, topic or bucket that hears of records
 *     that were given up
 */
public record StreamOptions(
    int parallelizationFactor,
    boolean bisectBatchOnFunctionError,
    Optional<Integer> maximumRetryAttempts,
    Optional<Duration> maximumRecordAge,
    Duration tumblingWindow,
    Optional<Arn> onFailure) {
  private static final int MOST_LANES = 10;
  private static final int MOST_RETRIES = 10_000;
  private static final Duration LEAST_AGE = Duration.ofMinutes(1);
  private static final Duration MOST_AGE = Duration.ofDays(7);
  private static final Duration LONGEST_TUMBLING = Duration.ofMinutes(15);

  /** AWS's defaults. */
  public static final StreamOptions DEFAULT =
      new StreamOptions(
          1, false, Optional.empty(), Optional.empty(), Duration.ZERO, Optional.empty());

  /** Throws {@link IllegalArgumentException} for what is out of bounds. */
  public StreamOptions {
    if (parallelizationFactor < 1 || parallelizationFactor > MOST_LANES) {
      throw new IllegalArgumentException(
          "parallelizationFactor must be 1 to 10: " + parallelizationFactor);
    }
    if (maximumRetryAttempts.filter(tries -> tries < 0 || tries > MOST_RETRIES).isPresent()) {
      throw new IllegalArgumentException(
          "maximumRetryAttempts must be 0 to 10,000: " + maximumRetryAttempts.get());
    }
    if (maximumRecordAge
        .filter(age -> age.compareTo(LEAST_AGE) < 0 || age.compareTo(MOST_AGE) > 0)
        .isPresent()) {
      throw new IllegalArgumentException(
          "maximumRecordAge must be 60 s to 604,800 s: " + maximumRecordAge.get());
    }
    if (tumblingWindow.isNegative() || tumblingWindow.compareTo(LONGEST_TUMBLING) > 0) {
      throw new IllegalArgumentException("tumblingWindow must be 0 s to 900 s: " + tumblingWindow);
    }
  }
}
