package dev.forebay.s3;

import dev.forebay.storage.CommitOutcome;
import dev.forebay.storage.OperationId;
import dev.forebay.storage.TableSpace;
import dev.forebay.storage.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Sends transactions until their outcome is known. Thread-safe. */
final class Commits {
  private static final int ATTEMPTS = 10;

  private final RandomGenerator random;

  Commits(RandomGenerator random) {
    this.random = random;
  }

  /** Writes if the conditions hold; says whether they did. */
  boolean commit(
      TableSpace space, List<Transaction.Condition> conditions, List<Transaction.Write> writes) {
    Transaction transaction =
        new Transaction(OperationId.random(random), conditions, writes, Optional.empty());
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      switch (space.commit(transaction)) {
        case CommitOutcome.Committed committed -> {
          return true;
        }
        case CommitOutcome.Refused refused -> {
          return false;
        }
        case CommitOutcome.Fenced fenced ->
            throw new IllegalStateException("buckets are written without a fence");
        case CommitOutcome.Unknown unknown -> {}
      }
    }
    throw S3Errors.unavailable();
  }

  /** Writes without a condition. */
  void write(TableSpace space, List<Transaction.Write> writes) {
    commit(space, List.of(), writes);
  }
}
