package dev.forebay.eventsource.source;

import java.time.Instant;

/** Where to read a shard from. Immutable. */
public sealed interface ReadFrom {
  /** From the oldest record that the shard still has. */
  record TrimHorizon() implements ReadFrom {}

  /** From what arrives after the reader was opened. */
  record Latest() implements ReadFrom {}

  /** From the first record that arrived at or after a time. */
  record AtTime(Instant time) implements ReadFrom {}

  /** From this record on. */
  record At(SequenceNumber record) implements ReadFrom {}

  /** From the record after this one. */
  record After(SequenceNumber record) implements ReadFrom {}
}
