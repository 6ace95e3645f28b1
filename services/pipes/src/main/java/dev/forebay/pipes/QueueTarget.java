package dev.forebay.pipes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.forebay.model.Arn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.pipes.model.PipeTargetSqsQueueParameters;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/**
 * A queue, which gets a message of each item.
 *
 * @param arn the queue
 * @param parameters the group and the deduplication id of a FIFO queue
 */
record QueueTarget(Arn arn, @Nullable PipeTargetSqsQueueParameters parameters)
    implements PipeTarget {
  @Override
  public int most() {
    return 10;
  }

  @Override
  public Handed hand(PipeCalls calls, List<JsonNode> items, List<JsonNode> events, Instant now) {
    List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      SendMessageBatchRequestEntry.Builder entry =
          SendMessageBatchRequestEntry.builder()
              .id(Integer.toString(i))
              .messageBody(PipeTarget.text(items.get(i)));
      if (parameters != null) {
        entry
            .messageGroupId(PipeTarget.value(parameters.messageGroupId(), events.get(i)))
            .messageDeduplicationId(
                PipeTarget.value(parameters.messageDeduplicationId(), events.get(i)));
      }
      entries.add(entry.build());
    }
    SendMessageBatchResponse answer =
        calls.call(
            arn,
            "SendMessageBatch",
            SendMessageBatchRequest.builder()
                .queueUrl(calls.queueUrl(arn))
                .entries(entries)
                .build(),
            SendMessageBatchResponse.class);
    if (answer.failed().isEmpty()) {
      return new Handed.All();
    }
    Set<Integer> failed = new HashSet<>();
    answer.failed().forEach(entry -> failed.add(Integer.valueOf(entry.id())));
    return new Handed.Some(failed, String.valueOf(answer.failed().getFirst().message()));
  }
}
