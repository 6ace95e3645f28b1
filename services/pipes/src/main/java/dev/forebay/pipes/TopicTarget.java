package dev.forebay.pipes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.forebay.model.Arn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.sns.model.PublishBatchRequest;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchResponse;

/**
 * A topic, which gets a message of each item.
 *
 * @param arn the topic; no FIFO topic, as on AWS
 */
record TopicTarget(Arn arn) implements PipeTarget {
  TopicTarget {
    if (arn.resource().endsWith(".fifo")) {
      throw PipesErrors.invalid("SNS FIFO topics are not supported as a target: " + arn);
    }
  }

  @Override
  public int most() {
    return 10;
  }

  @Override
  public Handed hand(PipeCalls calls, List<JsonNode> items, List<JsonNode> events, Instant now) {
    List<PublishBatchRequestEntry> entries = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      entries.add(
          PublishBatchRequestEntry.builder()
              .id(Integer.toString(i))
              .message(PipeTarget.text(items.get(i)))
              .build());
    }
    PublishBatchResponse answer =
        calls.call(
            arn,
            "PublishBatch",
            PublishBatchRequest.builder()
                .topicArn(arn.toString())
                .publishBatchRequestEntries(entries)
                .build(),
            PublishBatchResponse.class);
    if (answer.failed().isEmpty()) {
      return new Handed.All();
    }
    Set<Integer> failed = new HashSet<>();
    answer.failed().forEach(entry -> failed.add(Integer.valueOf(entry.id())));
    return new Handed.Some(failed, String.valueOf(answer.failed().getFirst().message()));
  }
}
