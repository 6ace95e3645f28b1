package dev.forebay.e2e.crash;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** What a receiver does with receipts, 1 to 10 at once, and what it leaves. */
final class Settling {
  private Settling() {}

  /** Deletes the messages; says how many of them the queue refused. */
  static int delete(Life life, String queue, List<String> receipts) {
    List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>();
    for (String receipt : receipts) {
      entries.add(
          DeleteMessageBatchRequestEntry.builder()
              .id(Integer.toString(entries.size()))
              .receiptHandle(receipt)
              .build());
    }
    return life.sqs()
        .deleteMessageBatch(request -> request.queueUrl(life.queue(queue)).entries(entries))
        .failed()
        .size();
  }

  /** Makes the messages visible after a while, unless another receiver has them by now. */
  static void show(Life life, String queue, List<String> receipts, int afterSeconds) {
    List<ChangeMessageVisibilityBatchRequestEntry> entries = new ArrayList<>();
    for (String receipt : receipts) {
      entries.add(
          ChangeMessageVisibilityBatchRequestEntry.builder()
              .id(Integer.toString(entries.size()))
              .receiptHandle(receipt)
              .visibilityTimeout(afterSeconds)
              .build());
    }
    life.sqs()
        .changeMessageVisibilityBatch(
            request -> request.queueUrl(life.queue(queue)).entries(entries));
  }

  /** How many messages a queue has, in whatever state. */
  static int depth(Life life, String queue) {
    return life
        .sqs()
        .getQueueAttributes(request ->
            request
                .queueUrl(life.queue(queue))
                .attributeNames(
                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED))
        .attributesAsStrings()
        .values()
        .stream()
        .mapToInt(Integer::parseInt)
        .sum();
  }
}
