package dev.forebay.pipes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.forebay.model.Arn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.pipes.model.PipeTargetKinesisStreamParameters;

/**
 * A Kinesis stream, which gets a record of each item.
 *
 * @param arn the stream
 * @param partitionKey a text, or a path to one
 */
record StreamTarget(Arn arn, String partitionKey) implements PipeTarget {
  static StreamTarget of(Arn arn, @Nullable PipeTargetKinesisStreamParameters given) {
    if (given == null) {
      throw PipesErrors.invalid("KinesisStreamParameters must be given, with a PartitionKey.");
    }
    return new StreamTarget(arn, given.partitionKey());
  }

  @Override
  public int most() {
    return 500;
  }

  @Override
  public Handed hand(PipeCalls calls, List<JsonNode> items, List<JsonNode> events, Instant now) {
    List<PutRecordsRequestEntry> entries = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      entries.add(
          PutRecordsRequestEntry.builder()
              .partitionKey(PipeTarget.value(partitionKey, events.get(i)))
              .data(SdkBytes.fromUtf8String(PipeTarget.text(items.get(i))))
              .build());
    }
    if (entries.stream().anyMatch(entry -> entry.partitionKey() == null)) {
      return new Handed.None("the path of the partition key leads nowhere: " + partitionKey);
    }
    PutRecordsResponse answer =
        calls.call(
            arn,
            "PutRecords",
            PutRecordsRequest.builder().streamARN(arn.toString()).records(entries).build(),
            PutRecordsResponse.class);
    Set<Integer> failed = new HashSet<>();
    String why = "";
    for (int i = 0; i < answer.records().size(); i++) {
      if (answer.records().get(i).errorCode() != null) {
        failed.add(i);
        why = String.valueOf(answer.records().get(i).errorMessage());
      }
    }
    return failed.isEmpty() ? new Handed.All() : new Handed.Some(failed, why);
  }
}
