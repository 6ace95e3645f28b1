package dev.forebay.sqs;

import dev.forebay.model.Clock;
import dev.forebay.storage.Queue.Receipt;
import dev.forebay.storage.Queue.ReceiptOutcome;
import dev.forebay.storage.Queue.VisibilityChange;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResponse;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageResponse;

/** Deletes messages that were received, and changes when they come back. Thread-safe. */
final class SettleOperations {
  private static final int LONGEST = 43_200;
  private static final int ATTEMPTS = 5;

  private final Queues queues;
  private final Clock clock;

  SettleOperations(Queues queues, Clock clock) {
    this.queues = queues;
    this.clock = clock;
  }

  DeleteMessageResponse delete(CallContext context, DeleteMessageRequest request) {
    OpenQueue queue = queues.open(context, request.queueUrl());
    ReceiptHandle handle = ReceiptHandle.parse(request.receiptHandle(), queue.row());
    if (!deleted(queue, List.of(handle)).getFirst()) {
      throw SqsErrors.invalid(
          request.receiptHandle(), "ReceiptHandle", "The receipt handle has expired.");
    }
    return DeleteMessageResponse.builder().build();
  }

  DeleteMessageBatchResponse deleteBatch(CallContext context, DeleteMessageBatchRequest request) {
    OpenQueue queue = queues.open(context, request.queueUrl());
    Batch.check(request.entries(), DeleteMessageBatchRequestEntry::id, "DeleteMessageBatch");
    List<BatchResultErrorEntry> failed = new ArrayList<>();
    List<DeleteMessageBatchResultEntry> done = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    List<ReceiptHandle> handles = new ArrayList<>();
    for (DeleteMessageBatchRequestEntry entry : request.entries()) {
      try {
        handles.add(ReceiptHandle.parse(entry.receiptHandle(), queue.row()));
        ids.add(entry.id());
      } catch (AwsException error) {
        failed.add(Batch.failure(entry.id(), error));
      }
    }
    List<Boolean> deleted = handles.isEmpty() ? List.of() : deleted(queue, handles);
    for (int i = 0; i < deleted.size(); i++) {
      if (deleted.get(i)) {
        done.add(DeleteMessageBatchResultEntry.builder().id(ids.get(i)).build());
      } else {
        failed.add(Batch.failure(ids.get(i), SqsErrors.expiredHandle()));
      }
    }
    return DeleteMessageBatchResponse.builder().successful(done).failed(failed).build();
  }

  /**
   * Whether each is deleted. Deleting what is gone is no error, nor is it on a standard queue when
   * the message was handed out again since ("DeleteMessage"). On a FIFO queue a handle expires with
   * the visibility timeout ("Amazon SQS visibility timeout").
   */
  private List<Boolean> deleted(OpenQueue queue, List<ReceiptHandle> handles) {
    List<Receipt> receipts = handles.stream().map(ReceiptHandle::receipt).toList();
    if (!queue.row().fifo()) {
      settled(() -> queue.messages().delete(receipts));
      return receipts.stream().map(_ -> true).toList();
    }
    Instant now = clock.now();
    return settled(() -> queue.messages().deleteHidden(receipts, now)).stream()
        .map(outcome -> outcome == ReceiptOutcome.DONE)
        .toList();
  }

  ChangeMessageVisibilityResponse change(
      CallContext context, ChangeMessageVisibilityRequest request) {
    OpenQueue queue = queues.open(context, request.queueUrl());
    Instant now = clock.now();
    VisibilityChange change =
        change(queue, request.receiptHandle(), request.visibilityTimeout(), now);
    stale(
            settled(() -> queue.messages().changeVisibility(List.of(change))).getFirst(),
            request.receiptHandle())
        .ifPresent(error -> {
          throw error;
        });
    return ChangeMessageVisibilityResponse.builder().build();
  }

  ChangeMessageVisibilityBatchResponse changeBatch(
      CallContext context, ChangeMessageVisibilityBatchRequest request) {
    OpenQueue queue = queues.open(context, request.queueUrl());
    Function<ChangeMessageVisibilityBatchRequestEntry, @Nullable String> idOf =
        ChangeMessageVisibilityBatchRequestEntry::id;
    Batch.check(request.entries(), idOf, "ChangeMessageVisibilityBatch");
    Instant now = clock.now();
    List<BatchResultErrorEntry> failed = new ArrayList<>();
    List<ChangeMessageVisibilityBatchRequestEntry> accepted = new ArrayList<>();
    List<VisibilityChange> changes = new ArrayList<>();
    for (ChangeMessageVisibilityBatchRequestEntry entry : request.entries()) {
      try {
        changes.add(change(queue, entry.receiptHandle(), entry.visibilityTimeout(), now));
        accepted.add(entry);
      } catch (AwsException error) {
        failed.add(Batch.failure(entry.id(), error));
      }
    }
    List<ChangeMessageVisibilityBatchResultEntry> done = new ArrayList<>();
    if (!changes.isEmpty()) {
      List<ReceiptOutcome> outcomes = settled(() -> queue.messages().changeVisibility(changes));
      for (int i = 0; i < accepted.size(); i++) {
        String id = accepted.get(i).id();
        Optional<AwsException> error = stale(outcomes.get(i), accepted.get(i).receiptHandle());
        if (error.isPresent()) {
          failed.add(Batch.failure(id, error.get()));
        } else {
          done.add(ChangeMessageVisibilityBatchResultEntry.builder().id(id).build());
        }
      }
    }
    return ChangeMessageVisibilityBatchResponse.builder().successful(done).failed(failed).build();
  }

  private static VisibilityChange change(
      OpenQueue queue, @Nullable String handleText, @Nullable Integer seconds, Instant now) {
    ReceiptHandle handle = ReceiptHandle.parse(handleText, queue.row());
    if (seconds == null) {
      throw SqsErrors.missing("VisibilityTimeout");
    }
    if (seconds < 0 || seconds > LONGEST) {
      throw SqsErrors.invalid(
          seconds, "VisibilityTimeout", "VisibilityTimeout must be an integer between 0 and 43200");
    }
    Instant visibleAt = now.plusSeconds(seconds);
    if (visibleAt.isAfter(handle.receivedAt().plus(Duration.ofSeconds(LONGEST)))) {
      throw SqsErrors.invalid(
          seconds,
          "VisibilityTimeout",
          "Total VisibilityTimeout for the message is beyond the limit [43200 seconds]");
    }
    return new VisibilityChange(handle.receipt(), visibleAt);
  }

  private static Optional<AwsException> stale(ReceiptOutcome outcome, String handle) {
    return outcome == ReceiptOutcome.DONE
        ? Optional.empty()
        : Optional.of(
            SqsErrors.invalid(
                handle,
                "ReceiptHandle",
                "Message does not exist or is not available for visibility timeout change."));
  }

  @FunctionalInterface
  private interface Settling {
    List<ReceiptOutcome> outcomes();
  }

  /** Repeats a call whose answer was lost, which is safe. */
  private static List<ReceiptOutcome> settled(Settling settling) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      List<ReceiptOutcome> outcomes = settling.outcomes();
      if (!outcomes.contains(ReceiptOutcome.UNKNOWN)) {
        return outcomes;
      }
    }
    throw SqsErrors.unavailable();
  }
}
