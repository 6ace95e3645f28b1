package dev.forebay.kinesis;

import java.time.Duration;

/**
 * How the service behaves. Immutable.
 *
 * @param limits whether shards have AWS's limits of a second
 * @param transition how long a stream is CREATING, UPDATING or DELETING by the clock; not negative
 */
public record KinesisSettings(Limits limits, Duration transition) {
  /** Whether shards have AWS's limits of a second. */
  public enum Limits {
    /** As on AWS. */
    ON,
    /** As fast as the machine. */
    OFF
  }

  /** Throws {@link IllegalArgumentException} for a negative duration. */
  public KinesisSettings {
    if (transition.isNegative()) {
      throw new IllegalArgumentException("transition must not be negative: " + transition);
    }
  }

  /** Streams change at once. */
  public static KinesisSettings with(Limits limits) {
    return new KinesisSettings(limits, Duration.ZERO);
  }
}
