package dev.forebay.eventsource.source.sqs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.forebay.eventsource.source.Fetched;
import dev.forebay.eventsource.source.SourceRecord;
import dev.forebay.model.Arn;
import dev.forebay.model.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * Messages as a function gets them. Immutable.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#sqs-polling-behavior">Example
 *     event</a>
 * @param queue where they come from
 * @param batching whether messages are gathered for a while, which AWS shows in one field
 */
record MessageJson(Arn queue, boolean batching) {
  private static final JsonFactory JSON = JsonFactory.builder().build();

  Fetched of(Message message, Instant received) {
    return new SqsMessage(message, received);
  }

  private final class SqsMessage implements Fetched {
    private final Message message;
    private final Instant received;

    SqsMessage(Message message, Instant received) {
      this.message = message;
      this.received = received;
    }

    @Override
    public String id() {
      return message.messageId();
    }

    @Override
    public Bytes data() {
      return Bytes.utf8(message.body());
    }

    @Override
    public SourceRecord toRecord() {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(512 + message.body().length());
      try (JsonGenerator json = JSON.createGenerator(bytes)) {
        json.writeStartObject();
        writeTop(json);
        json.writeStringField("body", message.body());
        writeAttributes(json);
        json.writeEndObject();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return new SourceRecord(
          message.messageId(),
          Optional.ofNullable(message.attributesAsStrings().get("MessageGroupId")).orElse(""),
          received,
          Bytes.wrap(bytes.toByteArray()),
          message.receiptHandle());
    }

    @Override
    public void writeMetadata(JsonGenerator json) throws IOException {
      writeTop(json);
      writeAttributes(json);
    }

    private void writeTop(JsonGenerator json) throws IOException {
      json.writeStringField("messageId", message.messageId());
      json.writeStringField("receiptHandle", message.receiptHandle());
    }

    private void writeAttributes(JsonGenerator json) throws IOException {
      json.writeObjectFieldStart("attributes");
      for (Map.Entry<String, String> attribute : message.attributesAsStrings().entrySet()) {
        json.writeStringField(attribute.getKey(), attribute.getValue());
      }
      json.writeEndObject();
      json.writeObjectFieldStart("messageAttributes");
      for (Map.Entry<String, MessageAttributeValue> attribute :
          message.messageAttributes().entrySet()) {
        write(json, attribute.getKey(), attribute.getValue());
      }
      json.writeEndObject();
      @Nullable String digest = message.md5OfMessageAttributes();
      if (digest != null) {
        json.writeStringField("md5OfMessageAttributes", digest);
      } else if (batching) {
        json.writeNullField("md5OfMessageAttributes");
      }
      json.writeStringField("md5OfBody", message.md5OfBody());
      json.writeStringField("eventSource", "aws:sqs");
      json.writeStringField("eventSourceARN", queue.toString());
      json.writeStringField("awsRegion", queue.region());
    }

    private static void write(JsonGenerator json, String name, MessageAttributeValue value)
        throws IOException {
      json.writeObjectFieldStart(name);
      if (value.stringValue() != null) {
        json.writeStringField("stringValue", value.stringValue());
      }
      if (value.binaryValue() != null) {
        json.writeBinaryField("binaryValue", value.binaryValue().asByteArrayUnsafe());
      }
      json.writeArrayFieldStart("stringListValues");
      json.writeEndArray();
      json.writeArrayFieldStart("binaryListValues");
      json.writeEndArray();
      json.writeStringField("dataType", value.dataType());
      json.writeEndObject();
    }
  }
}
