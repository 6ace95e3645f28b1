package dev.forebay.storage;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Sends transactions without a fence until their outcome is known: a repeat of the same operation
 * id gets the first answer, so nothing is written twice. Thread-safe, given a thread-safe random
 * generator.
 */
public final class Commits {
  private static final int ATTEMPTS = 10;

  private final RandomGenerator random;
  private final Supplier<? extends RuntimeException> unknown;

  /**
   * Commits of one service.
   *
   * @param random gives the operations their ids
   * @param unknown what is thrown when the outcome stays unknown after ten attempts
   */
  public Commits(RandomGenerator random, Supplier<? extends RuntimeException> unknown) {
    this.random = random;
    this.unknown = unknown;
  }

  /** Writes if every condition holds; says whether they did. Durable when it returns. */
  public boolean commit(
      TableSpace space, List<Transaction.Condition> conditions, List<Transaction.Write> writes) {
    Transaction transaction = transaction(conditions, writes);
    return settle(space, transaction, space.commit(transaction));
  }

  /** Writes without a condition. Durable when it returns. */
  public void write(TableSpace space, List<Transaction.Write> writes) {
    commit(space, List.of(), writes);
  }

  /** A transaction with an id of its own. */
  public Transaction transaction(
      List<Transaction.Condition> conditions, List<Transaction.Write> writes) {
    return new Transaction(OperationId.random(random), conditions, writes, Optional.empty());
  }

  /** Whether a transaction's conditions held, of which this outcome came first. */
  public boolean settle(TableSpace space, Transaction transaction, CommitOutcome first) {
    CommitOutcome outcome = first;
    for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
      switch (outcome) {
        case CommitOutcome.Committed committed -> {
          return true;
        }
        case CommitOutcome.Refused refused -> {
          return false;
        }
        case CommitOutcome.Fenced fenced ->
            throw new IllegalStateException("fenced without a fence at epoch " + fenced.epoch());
        case CommitOutcome.Unknown lost -> outcome = space.commit(transaction);
      }
    }
    throw unknown.get();
  }
}
