package dev.forebay.push;

import java.time.Instant;
import java.util.Optional;

/**
 * A push and what is known of it so far. Immutable.
 *
 * @param push what it is about
 * @param since when it was given to {@link Pushes}
 * @param failures how many tries have failed; of the dead letter once that is what is left
 * @param due when it is tried next
 * @param end why it was given up, when only the dead letter is left to deliver
 */
record StoredPush(Push push, Instant since, int failures, Instant due, Optional<End> end) {
  /** A push of which nothing has been tried. */
  StoredPush(Push push, Instant now) {
    this(push, now, 0, now, Optional.empty());
  }

  StoredPush failed(Instant next) {
    return new StoredPush(push, since, failures + 1, next, end);
  }

  StoredPush ended(End given, Instant now) {
    return new StoredPush(push, since, 0, now, Optional.of(given));
  }

  /**
   * Why a push was given up.
   *
   * @param fault what the last try met
   * @param tries how often it was tried again, 0 or more
   * @param reason what ended it
   */
  record End(Outcome.Fault fault, int tries, Reason reason) {}

  /** What ended a push. */
  enum Reason {
    /** It was refused for good. */
    REFUSED,
    /** There is no further try. */
    ATTEMPTS,
    /** The next try would come too late. */
    AGE
  }
}
