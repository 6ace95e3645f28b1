package dev.forebay.invocation.async;

import dev.forebay.function.name.FunctionId;
import dev.forebay.model.Bytes;
import dev.forebay.model.RequestId;
import java.util.Optional;

/**
 * Something that an ended event hands out. Immutable.
 *
 * @param kind what it is
 * @param targetArn where it goes
 * @param roleArn the execution role under which it goes
 * @param function whose event it was
 * @param functionArn the same, as the caller addressed it, always with a qualifier
 * @param requestId of the event
 * @param body the record, or for a dead letter the event itself; JSON
 * @param traceHeader as the event came with it
 * @param status a dead letter's ErrorCode
 * @param message a dead letter's ErrorMessage
 */
public record Parcel(
    Kind kind,
    String targetArn,
    String roleArn,
    FunctionId function,
    String functionArn,
    RequestId requestId,
    Bytes body,
    Optional<String> traceHeader,
    int status,
    String message) {

  /** What is handed out. */
  public enum Kind {
    /** The event itself, to the dead-letter queue. */
    DEAD_LETTER,
    /** A record of success, to its destination. */
    ON_SUCCESS,
    /** A record of failure, to its destination. */
    ON_FAILURE
  }
}
