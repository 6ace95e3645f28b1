package dev.forebay.eventsource.mapping;

import java.util.List;
import java.util.Optional;

/**
 * What is kept of a mapping and answered, and has no effect. Immutable.
 *
 * @param kmsKeyArn KMSKeyArn
 * @param metrics MetricsConfig.Metrics, if there is a MetricsConfig
 */
public record Recorded(Optional<String> kmsKeyArn, Optional<List<String>> metrics) {
  /** Nothing. */
  public static final Recorded NONE = new Recorded(Optional.empty(), Optional.empty());

  /** Copies the list. */
  public Recorded {
    metrics = metrics.map(List::copyOf);
  }
}
