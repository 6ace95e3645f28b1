package dev.forebay.eventsource.mapping;

import java.time.Instant;

/** Where a mapping starts to read a stream. Immutable. */
public sealed interface StartingPosition {
  /** With what comes after the mapping has started. */
  record Latest() implements StartingPosition {}

  /** With the oldest record that the stream still has. */
  record TrimHorizon() implements StartingPosition {}

  /**
   * With the first record that arrived at or after a time.
   *
   * @param timestamp the time
   */
  record AtTimestamp(Instant timestamp) implements StartingPosition {}
}
