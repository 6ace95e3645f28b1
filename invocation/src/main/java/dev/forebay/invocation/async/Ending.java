package dev.forebay.invocation.async;

import java.time.Instant;
import java.util.List;

/**
 * An event's end, decided once: why, and what is still to be handed out. Immutable.
 *
 * @param condition how it ended
 * @param at when that was decided
 * @param functionArn the function as the caller addressed it, always with a qualifier
 * @param roleArn the execution role under which records are handed out
 * @param status what a dead letter's ErrorCode says: an HTTP status
 * @param message what its ErrorMessage says, at most 1,024 bytes
 * @param due where the event, or a record of it, still has to go
 * @param tries how often that has been tried in vain
 */
record Ending(
    Condition condition,
    Instant at,
    String functionArn,
    String roleArn,
    int status,
    String message,
    List<Due> due,
    int tries) {
  /** Copies the list. */
  Ending {
    due = List.copyOf(due);
  }

  /** One thing to hand out. */
  record Due(Parcel.Kind kind, String targetArn) {}

  /** The same end, after a try that left these. */
  Ending stillDue(List<Due> left) {
    return new Ending(condition, at, functionArn, roleArn, status, message, left, tries + 1);
  }
}
