package dev.forebay.eventsource.mapping;

import java.util.Optional;

/**
 * The options of a mapping that reads a queue. At most one of the two is set. Immutable.
 *
 * @param maximumConcurrency ScalingConfig.MaximumConcurrency: batches that run at once, 2 to 1,000;
 *     empty for AWS's own scaling
 * @param provisioned ProvisionedPollerConfig: pollers that are kept for this mapping; empty for
 *     AWS's own scaling
 */
public record QueueOptions(
    Optional<Integer> maximumConcurrency, Optional<ProvisionedPollers> provisioned) {
  private static final int LEAST_CONCURRENCY = 2;
  private static final int MOST_CONCURRENCY = 1_000;

  /** AWS's defaults. */
  public static final QueueOptions DEFAULT = new QueueOptions(Optional.empty(), Optional.empty());

  /** Throws {@link IllegalArgumentException} for what is out of bounds. */
  public QueueOptions {
    if (maximumConcurrency
        .filter(most -> most < LEAST_CONCURRENCY || most > MOST_CONCURRENCY)
        .isPresent()) {
      throw new IllegalArgumentException(
          "maximumConcurrency must be 2 to 1,000: " + maximumConcurrency.get());
    }
    if (maximumConcurrency.isPresent() && provisioned.isPresent()) {
      throw new IllegalArgumentException("maximumConcurrency and provisioned exclude each other");
    }
  }

  /**
   * Provisioned mode.
   *
   * @param minimum MinimumPollers, 2 to 200
   * @param maximum MaximumPollers, the minimum to 2,000
   */
  public record ProvisionedPollers(int minimum, int maximum) {
    private static final int LEAST = 2;
    private static final int MOST_MINIMUM = 200;
    private static final int MOST = 2_000;

    /** Throws {@link IllegalArgumentException} for what is out of bounds. */
    public ProvisionedPollers {
      if (minimum < LEAST || minimum > MOST_MINIMUM || maximum < minimum || maximum > MOST) {
        throw new IllegalArgumentException(
            "provisioned pollers must be 2 to 200, and up to 2,000: " + minimum + ", " + maximum);
      }
    }
  }
}
