package dev.forebay.dynamodb;

import java.time.Duration;

/**
 * How the service behaves. Immutable.
 *
 * @param limits whether tables are held to their provisioned capacity
 * @param transition how long a new table is CREATING, by the clock; not negative
 */
public record DynamoDbSettings(Limits limits, Duration transition) {
  /** Whether tables are held to their provisioned capacity. */
  public enum Limits {
    /** As on AWS. */
    ON,
    /** As fast as the machine. */
    OFF
  }

  /** Throws {@link IllegalArgumentException} for a negative duration. */
  public DynamoDbSettings {
    if (transition.isNegative()) {
      throw new IllegalArgumentException("transition must not be negative: " + transition);
    }
  }

  /** Tables change at once. */
  public static DynamoDbSettings with(Limits limits) {
    return new DynamoDbSettings(limits, Duration.ZERO);
  }
}
