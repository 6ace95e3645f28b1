package dev.forebay.model.activity;

import java.time.Instant;
import java.util.Optional;

/**
 * Work that is not done. Immutable.
 *
 * @param what such as {@code asynchronous events running}
 * @param of whose, such as the ARN of a function
 * @param count how many there are, 1 or more
 * @param until when the first of them goes on, by the clock; empty when it does not wait for time
 */
public record Pending(String what, String of, long count, Optional<Instant> until) {
  /** Whether it is going on now, or will before the instant. */
  public boolean isBefore(Instant instant) {
    return until.isEmpty() || !until.get().isAfter(instant);
  }
}
