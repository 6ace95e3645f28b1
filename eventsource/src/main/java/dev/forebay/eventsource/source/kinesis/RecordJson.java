package dev.forebay.eventsource.source.kinesis;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.forebay.eventsource.source.Fetched;
import dev.forebay.eventsource.source.SourceRecord;
import dev.forebay.model.Arn;
import dev.forebay.model.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import software.amazon.awssdk.services.kinesis.model.Record;

/**
 * Records of a shard as a function gets them. Immutable.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html">Example event</a>
 * @param source the stream, or its consumer
 * @param shard the shard's id
 * @param role who reads
 */
record RecordJson(Arn source, String shard, String role) {
  private static final JsonFactory JSON = JsonFactory.builder().build();
  private static final int MILLIS = 3;

  Fetched of(Record kinesisRecord) {
    return new StreamRecord(kinesisRecord);
  }

  private final class StreamRecord implements Fetched {
    private final Record record;

    StreamRecord(Record record) {
      this.record = record;
    }

    @Override
    public String id() {
      return record.sequenceNumber();
    }

    @Override
    public Bytes data() {
      return Bytes.wrap(record.data().asByteArrayUnsafe());
    }

    @Override
    public SourceRecord toRecord() {
      ByteArrayOutputStream bytes =
          new ByteArrayOutputStream(640 + record.data().asByteArrayUnsafe().length * 4 / 3);
      try (JsonGenerator json = JSON.createGenerator(bytes)) {
        json.writeStartObject();
        json.writeObjectFieldStart("kinesis");
        json.writeStringField("kinesisSchemaVersion", "1.0");
        json.writeStringField("partitionKey", record.partitionKey());
        json.writeStringField("sequenceNumber", record.sequenceNumber());
        json.writeBinaryField("data", record.data().asByteArrayUnsafe());
        writeArrival(json);
        json.writeEndObject();
        json.writeStringField("eventSource", "aws:kinesis");
        json.writeStringField("eventVersion", "1.0");
        json.writeStringField("eventID", shard + ":" + record.sequenceNumber());
        json.writeStringField("eventName", "aws:kinesis:record");
        json.writeStringField("invokeIdentityArn", role);
        json.writeStringField("awsRegion", source.region());
        json.writeStringField("eventSourceARN", source.toString());
        json.writeEndObject();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return new SourceRecord(
          record.sequenceNumber(),
          record.partitionKey(),
          record.approximateArrivalTimestamp(),
          Bytes.wrap(bytes.toByteArray()),
          "");
    }

    @Override
    public void writeMetadata(JsonGenerator json) throws IOException {
      json.writeStringField("kinesisSchemaVersion", "1.0");
      json.writeStringField("partitionKey", record.partitionKey());
      json.writeStringField("sequenceNumber", record.sequenceNumber());
      writeArrival(json);
    }

    private void writeArrival(JsonGenerator json) throws IOException {
      json.writeNumberField(
          "approximateArrivalTimestamp",
          BigDecimal.valueOf(record.approximateArrivalTimestamp().toEpochMilli(), MILLIS));
    }
  }
}
