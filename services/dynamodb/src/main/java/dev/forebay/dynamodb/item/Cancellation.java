package dev.forebay.dynamodb.item;

import dev.forebay.wire.AwsException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * Why the parts of a transaction could not be done. See "TransactionCanceledException" in the API
 * Reference. Confined to one thread.
 */
final class Cancellation {
  private final List<CancellationReason> reasons = new ArrayList<>();
  private boolean cancelled;

  /** Nothing speaks against the next part. */
  void none() {
    reasons.add(CancellationReason.builder().code("None").build());
  }

  /** The next part was refused. */
  void because(AwsException refusal) {
    cancelled = true;
    CancellationReason.Builder reason = CancellationReason.builder().message(refusal.text());
    if (refusal.code().equals(ConditionFailed.CODE)) {
      reason.code("ConditionalCheckFailed");
      refusal
          .shape()
          .filter(ConditionalCheckFailedException.class::isInstance)
          .map(ConditionalCheckFailedException.class::cast)
          .ifPresent(failed -> reason.item(failed.item()));
    } else if (refusal.code().equals(StatementWrites.DUPLICATE)) {
      reason.code("DuplicateItem");
    } else {
      reason.code("ValidationError");
    }
    reasons.add(reason.build());
  }

  /**
   * Ends the transaction if one part was refused.
   *
   * @throws AwsException 400 with the reasons of all parts
   */
  void check() {
    if (cancelled) {
      String codes =
          reasons.stream()
              .map(CancellationReason::code)
              .collect(Collectors.joining(", ", "[", "]"));
      throw new AwsException(
          "TransactionCanceledException",
          400,
          "Transaction cancelled, please refer cancellation reasons for specific reasons " + codes,
          TransactionCanceledException.builder().cancellationReasons(reasons).build());
    }
  }
}
