package dev.forebay.sqs;

import dev.forebay.sqs.Intake.Accepted;
import dev.forebay.sqs.Outbox.Sent;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** Sends messages, one or up to ten. Thread-safe. */
final class SendOperations {
  private static final long LARGEST_BATCH = 1 << 20;

  private final Queues queues;
  private final Outbox outbox;

  SendOperations(Queues queues, Outbox outbox) {
    this.queues = queues;
    this.outbox = outbox;
  }

  SendMessageResponse send(CallContext context, SendMessageRequest request) {
    OpenQueue queue = queues.open(context, request.queueUrl());
    Accepted accepted = Intake.check(context, queue, NewMessage.of(request));
    Sent sent = outbox.send(queue, List.of(accepted)).getFirst();
    StoredMessage message = sent.message();
    return SendMessageResponse.builder()
        .messageId(sent.messageId())
        .md5OfMessageBody(Digests.ofBody(message.body()))
        .md5OfMessageAttributes(ofAttributes(message).orElse(null))
        .md5OfMessageSystemAttributes(
            message.traceHeader().map(Digests::ofTraceHeader).orElse(null))
        .sequenceNumber(sequenceNumber(queue, sent).orElse(null))
        .build();
  }

  SendMessageBatchResponse sendBatch(CallContext context, SendMessageBatchRequest request) {
    OpenQueue queue = queues.open(context, request.queueUrl());
    Batch.check(request.entries(), SendMessageBatchRequestEntry::id, "SendMessageBatch");
    List<String> ids = new ArrayList<>();
    List<Accepted> accepted = new ArrayList<>();
    List<BatchResultErrorEntry> failed = new ArrayList<>();
    long size = 0;
    for (SendMessageBatchRequestEntry entry : request.entries()) {
      try {
        Accepted one = Intake.check(context, queue, NewMessage.of(entry));
        size += one.size();
        accepted.add(one);
        ids.add(entry.id());
      } catch (AwsException error) {
        failed.add(Batch.failure(entry.id(), error));
      }
    }
    if (size > LARGEST_BATCH) {
      throw SqsErrors.refused(
          "BatchRequestTooLong",
          "Batch requests cannot be longer than "
              + LARGEST_BATCH
              + " bytes. You have sent "
              + size
              + " bytes.");
    }
    List<SendMessageBatchResultEntry> done = new ArrayList<>();
    if (!accepted.isEmpty()) {
      List<Sent> sent = outbox.send(queue, accepted);
      for (int i = 0; i < sent.size(); i++) {
        done.add(result(ids.get(i), queue, sent.get(i)));
      }
    }
    return SendMessageBatchResponse.builder().successful(done).failed(failed).build();
  }

  private static SendMessageBatchResultEntry result(String id, OpenQueue queue, Sent sent) {
    StoredMessage message = sent.message();
    return SendMessageBatchResultEntry.builder()
        .id(id)
        .messageId(sent.messageId())
        .md5OfMessageBody(Digests.ofBody(message.body()))
        .md5OfMessageAttributes(ofAttributes(message).orElse(null))
        .md5OfMessageSystemAttributes(
            message.traceHeader().map(Digests::ofTraceHeader).orElse(null))
        .sequenceNumber(sequenceNumber(queue, sent).orElse(null))
        .build();
  }

  private static Optional<String> ofAttributes(StoredMessage message) {
    return message.attributes().isEmpty()
        ? Optional.empty()
        : Optional.of(Digests.ofAttributes(message.attributes()));
  }

  private static Optional<String> sequenceNumber(OpenQueue queue, Sent sent) {
    return queue.row().fifo() ? Optional.of(number(sent.sequence())) : Optional.empty();
  }

  /** The sequence number on the wire: twenty digits, so that texts order as the numbers do. */
  static String number(long sequence) {
    String digits = Long.toString(sequence);
    return "1" + "0".repeat(19 - digits.length()) + digits;
  }
}
