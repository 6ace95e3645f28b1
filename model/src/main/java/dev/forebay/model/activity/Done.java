package dev.forebay.model.activity;

/**
 * A kind of work that was done. Immutable.
 *
 * @param kind what was done
 * @param of whose, such as the ARN of a function, or where something was delivered
 */
public record Done(Kind kind, String of) {
  /** What is counted. */
  public enum Kind {
    /** A function ran, to whatever end. */
    INVOCATIONS,
    /** A function ran and failed. */
    FAILURES,
    /** A mapping called its function. */
    BATCHES,
    /** Something reached a destination or a dead-letter queue. */
    DELIVERIES,
    /** A move task moved a message. */
    MOVES
  }
}
