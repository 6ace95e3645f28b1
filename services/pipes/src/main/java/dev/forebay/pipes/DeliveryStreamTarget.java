package dev.forebay.pipes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.forebay.model.Arn;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchRequest;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponse;
import software.amazon.awssdk.services.firehose.model.Record;

/**
 * A delivery stream, which gets a record of each item.
 *
 * @param arn the delivery stream
 */
record DeliveryStreamTarget(Arn arn) implements PipeTarget {
  @Override
  public int most() {
    return 500;
  }

  @Override
  public Handed hand(PipeCalls calls, List<JsonNode> items, List<JsonNode> events, Instant now) {
    PutRecordBatchResponse answer =
        calls.call(
            arn,
            "PutRecordBatch",
            PutRecordBatchRequest.builder()
                .deliveryStreamName(arn.resource().substring(arn.resource().indexOf('/') + 1))
                .records(
                    items.stream()
                        .map(item ->
                            Record.builder()
                                .data(SdkBytes.fromUtf8String(PipeTarget.text(item)))
                                .build())
                        .toList())
                .build(),
            PutRecordBatchResponse.class);
    Set<Integer> failed = new HashSet<>();
    String why = "";
    for (int i = 0; i < answer.requestResponses().size(); i++) {
      if (answer.requestResponses().get(i).errorCode() != null) {
        failed.add(i);
        why = String.valueOf(answer.requestResponses().get(i).errorMessage());
      }
    }
    return failed.isEmpty() ? new Handed.All() : new Handed.Some(failed, why);
  }
}
