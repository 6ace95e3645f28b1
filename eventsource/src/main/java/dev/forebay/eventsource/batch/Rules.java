package dev.forebay.eventsource.batch;

import java.time.Instant;
import java.util.Optional;

/** Decides what becomes of batches. Pure: the answer depends on the arguments alone. Immutable. */
public interface Rules {
  /**
   * What becomes of a batch before it is tried at the time; empty when it may be tried as it is.
   */
  Optional<Verdict> before(Batch batch, Instant now);

  /** When to ask {@link #before} again, if the batch is not due until later. */
  Instant nextLook(Batch batch);

  /** What becomes of a batch after an attempt. */
  Verdict after(Batch batch, Outcome outcome, Instant now);
}
