package dev.forebay.eventsource.source.dynamodb;

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
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;

/**
 * A record of a table's stream as a function gets it. Records of one item stay in order: their key
 * is the item's. Immutable.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html">Example event</a>
 */
final class TableRecord implements Fetched {
  private static final JsonFactory JSON = JsonFactory.builder().build();

  private final Arn stream;
  private final Record record;

  TableRecord(Arn stream, Record record) {
    this.stream = stream;
    this.record = record;
  }

  @Override
  public String id() {
    return record.dynamodb().sequenceNumber();
  }

  /** The member {@code dynamodb}. */
  @Override
  public Bytes data() {
    return write(json -> {
      json.writeStartObject();
      writeChange(json);
      json.writeEndObject();
    });
  }

  @Override
  public SourceRecord toRecord() {
    Bytes event =
        write(json -> {
          json.writeStartObject();
          writeMetadata(json);
          json.writeObjectFieldStart("dynamodb");
          writeChange(json);
          json.writeEndObject();
          json.writeStringField("eventSourceARN", stream.toString());
          json.writeEndObject();
        });
    String key = write(json -> writeItem(json, new TreeMap<>(record.dynamodb().keys()))).toUtf8();
    return new SourceRecord(id(), key, record.dynamodb().approximateCreationDateTime(), event, "");
  }

  @Override
  public void writeMetadata(JsonGenerator json) throws IOException {
    json.writeStringField("eventID", record.eventID());
    json.writeStringField("eventName", record.eventNameAsString());
    json.writeStringField("eventVersion", record.eventVersion());
    json.writeStringField("eventSource", record.eventSource());
    json.writeStringField("awsRegion", record.awsRegion());
    if (record.userIdentity() != null) {
      json.writeObjectFieldStart("userIdentity");
      json.writeStringField("type", record.userIdentity().type());
      json.writeStringField("principalId", record.userIdentity().principalId());
      json.writeEndObject();
    }
  }

  private void writeChange(JsonGenerator json) throws IOException {
    StreamRecord change = record.dynamodb();
    json.writeNumberField(
        "ApproximateCreationDateTime",
        BigDecimal.valueOf(change.approximateCreationDateTime().getEpochSecond() * 10, 1));
    json.writeFieldName("Keys");
    writeItem(json, change.keys());
    if (change.hasNewImage()) {
      json.writeFieldName("NewImage");
      writeItem(json, change.newImage());
    }
    if (change.hasOldImage()) {
      json.writeFieldName("OldImage");
      writeItem(json, change.oldImage());
    }
    json.writeStringField("SequenceNumber", change.sequenceNumber());
    json.writeNumberField("SizeBytes", change.sizeBytes());
    json.writeStringField("StreamViewType", change.streamViewTypeAsString());
  }

  private static void writeItem(JsonGenerator json, Map<String, AttributeValue> item)
      throws IOException {
    json.writeStartObject();
    for (Map.Entry<String, AttributeValue> attribute : item.entrySet()) {
      json.writeFieldName(attribute.getKey());
      AttributeJson.write(json, attribute.getValue());
    }
    json.writeEndObject();
  }

  /** Writes a document. */
  @FunctionalInterface
  private interface Content {
    void writeTo(JsonGenerator json) throws IOException;
  }

  private static Bytes write(Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_024);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      content.writeTo(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bytes.wrap(bytes.toByteArray());
  }
}
