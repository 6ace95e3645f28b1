package dev.forebay.storage;

/** What became of a transaction. */
public sealed interface CommitOutcome {
  /**
   * All writes are durable.
   *
   * @param revision the revision that the written rows now carry
   */
  record Committed(long revision) implements CommitOutcome {}

  /**
   * Nothing was written: a condition did not hold.
   *
   * @param failed the first one that did not
   */
  record Refused(Transaction.Condition failed) implements CommitOutcome {}

  /**
   * Nothing was written: the lease has passed on.
   *
   * @param epoch the epoch in force
   */
  record Fenced(long epoch) implements CommitOutcome {}

  /** The answer was lost; repeat the same operation id to learn what happened. */
  record Unknown() implements CommitOutcome {}
}
