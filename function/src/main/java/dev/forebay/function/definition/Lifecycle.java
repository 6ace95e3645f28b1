package dev.forebay.function.definition;

import java.time.Instant;

/**
 * A version's state, written once and read against the time: what was begun is over once {@code
 * settlesAtMillis} has come, so that nothing has to run for it, and a crash in between leaves
 * nothing behind. The RevisionId changes at that moment too, so both ids are drawn beforehand.
 * Immutable.
 *
 * @param begun what was begun
 * @param settlesAtMillis when it is over, in milliseconds since 1970
 * @param revisionWhileBegun the RevisionId until then
 * @param revisionOnceSettled the RevisionId from then on
 */
public record Lifecycle(
    Phase begun, long settlesAtMillis, String revisionWhileBegun, String revisionOnceSettled) {

  /** Where it stands. */
  public Phase phase(Instant now) {
    return now.toEpochMilli() >= settlesAtMillis ? Phase.SETTLED : begun;
  }

  /** The RevisionId in force. */
  public String revision(Instant now) {
    return phase(now) == Phase.SETTLED ? revisionOnceSettled : revisionWhileBegun;
  }

  /** The same as it stood when it began: what the answer to the call that began it shows. */
  public Lifecycle atItsBeginning() {
    return new Lifecycle(begun, Long.MAX_VALUE, revisionWhileBegun, revisionOnceSettled);
  }

  /** The same with another RevisionId, because something that hangs on it has changed. */
  public Lifecycle withRevision(String revision) {
    return new Lifecycle(begun, settlesAtMillis, revision, revision);
  }
}
