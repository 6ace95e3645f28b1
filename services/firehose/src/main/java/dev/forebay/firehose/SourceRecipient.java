package dev.forebay.firehose;

import com.fasterxml.jackson.databind.JsonNode;
import dev.forebay.eventsource.batch.Attempted;
import dev.forebay.eventsource.batch.Outcome;
import dev.forebay.eventsource.engine.Recipient;
import dev.forebay.eventsource.mapping.Mapping;
import dev.forebay.eventsource.source.SourceRecord;
import dev.forebay.model.Arn;
import dev.forebay.model.Bytes;
import dev.forebay.model.RequestId;
import dev.forebay.wire.AwsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * A delivery stream as it gets the records of its data stream. Immutable, thread-safe.
 *
 * @param stream the delivery stream
 * @param source its source
 * @param intake takes the records in
 */
record SourceRecipient(OpenStream stream, StreamRow.Source source, Intake intake)
    implements Recipient {
  private static final int OK = 200;

  @Override
  public Arn arn() {
    return stream.place().arn("firehose", "deliverystream/" + stream.row().name());
  }

  @Override
  public String roleArn() {
    return source.role();
  }

  @Override
  public Outcome take(RequestId requestId, List<SourceRecord> records) {
    try {
      intake.take(
          stream.place(), stream.row(), records.stream().map(SourceRecipient::held).toList());
    } catch (AwsException e) {
      return new Outcome.NotRun(e.text());
    }
    return new Outcome.Answered(
        new Attempted(requestId, OK, "$LATEST", Optional.empty()), Bytes.utf8("{}"));
  }

  private static Held held(SourceRecord record) {
    try {
      JsonNode event = TransformStep.JSON.readTree(record.event().toInputStream());
      JsonNode kinesis = event.path("kinesis");
      String shard = event.path("eventID").asText();
      String origin =
          TransformStep.JSON
              .createObjectNode()
              .put("sequenceNumber", kinesis.path("sequenceNumber").asText())
              .put("subsequenceNumber", "")
              .put("partitionKey", kinesis.path("partitionKey").asText())
              .put("shardId", shard.substring(0, Math.max(0, shard.indexOf(':'))))
              .put("approximateArrivalTimestamp", record.arrived().toEpochMilli())
              .toString();
      return new Held(record.arrived(), origin, Bytes.wrap(kinesis.path("data").binaryValue()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void reached(Mapping mapping) {
    // Nothing waits for it: the row says all.
  }

  @Override
  public void disabled(Mapping mapping, String reason) {
    intake.lost(arn(), reason);
  }
}
