package dev.forebay.eventsource.batch;

import java.time.Instant;
import java.util.Optional;

/**
 * What a batch has been through. Immutable.
 *
 * @param counted the invocations that failed and count against MaximumRetryAttempts
 * @param delays how often it was put off in a row, throttles included; sets the back-off
 * @param due not to be tried before
 * @param last the last invocation that reached the function
 */
public record Tries(int counted, int delays, Instant due, Optional<Attempted> last) {
  /** Never tried: due at once. */
  public static final Tries NONE = new Tries(0, 0, Instant.MIN, Optional.empty());

  /** Put off without an invocation that counts. */
  public Tries putOff(Instant until) {
    return new Tries(counted, delays + 1, until, last);
  }

  /** One more invocation that counts has failed. */
  public Tries failed(Attempted attempt, Instant nextDue) {
    return new Tries(counted + 1, delays + 1, nextDue, Optional.of(attempt));
  }
}
