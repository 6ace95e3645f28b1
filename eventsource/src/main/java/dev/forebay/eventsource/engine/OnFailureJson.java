package dev.forebay.eventsource.engine;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.forebay.eventsource.batch.Attempted;
import dev.forebay.eventsource.batch.GivenUp;
import dev.forebay.eventsource.source.SourceRecord;
import dev.forebay.model.Arn;
import dev.forebay.model.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/**
 * What the on-failure destination hears of records of a stream that were given up. Immutable.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html">Retain
 *     discarded batch records</a>
 * @param recipient the function as the mapping names it, or the pipe
 * @param streamArn the mapping's source
 * @param shard the shard
 * @param form what it calls the batch, and how it spells its times
 */
record OnFailureJson(Arn recipient, String streamArn, String shard, Form form) {
  private static final String PIPES = "pipes";
  private static final JsonFactory JSON = JsonFactory.builder().build();
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** The records of the two kinds of streams. */
  enum Form {
    /** Of a Kinesis stream. */
    KINESIS("KinesisBatchInfo", MILLIS),
    /** Of a table's stream, whose times have no milliseconds. */
    TABLE_STREAM(
        "DDBStreamBatchInfo",
        DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC));

    private final String member;
    private final DateTimeFormatter times;

    Form(String member, DateTimeFormatter times) {
      this.member = member;
      this.times = times;
    }
  }

  /**
   * The record.
   *
   * @param requestId the last invocation's, or any when there was none
   * @param payload the event of the records, which only a bucket is told
   */
  Bytes of(GivenUp given, String requestId, Instant now, Optional<Bytes> payload) {
    List<SourceRecord> records = given.records();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_024);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      if (recipient.service().equals(PIPES)) {
        json.writeObjectFieldStart("context");
        json.writeStringField("partnerResourceArn", recipient.toString());
        json.writeStringField("condition", given.condition().text());
        json.writeEndObject();
      } else {
        writeRequest(json, given, requestId);
      }
      json.writeStringField("version", "1.0");
      json.writeStringField("timestamp", MILLIS.format(now));
      json.writeObjectFieldStart(form.member);
      json.writeStringField("shardId", shard);
      json.writeStringField("startSequenceNumber", records.getFirst().id());
      json.writeStringField("endSequenceNumber", records.getLast().id());
      json.writeStringField(
          "approximateArrivalOfFirstRecord", form.times.format(records.getFirst().arrived()));
      json.writeStringField(
          "approximateArrivalOfLastRecord", form.times.format(records.getLast().arrived()));
      json.writeNumberField("batchSize", records.size());
      json.writeStringField("streamArn", streamArn);
      json.writeEndObject();
      if (payload.isPresent()) {
        json.writeStringField("payload", payload.get().toUtf8());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bytes.wrap(bytes.toByteArray());
  }

  private void writeRequest(JsonGenerator json, GivenUp given, String requestId)
      throws IOException {
    json.writeObjectFieldStart("requestContext");
    json.writeStringField("requestId", requestId);
    json.writeStringField("functionArn", recipient.toString());
    json.writeStringField("condition", given.condition().text());
    json.writeNumberField("approximateInvokeCount", given.invokeCount());
    json.writeEndObject();
    if (given.condition() == GivenUp.Condition.RETRIES && given.last().isPresent()) {
      writeResponse(json, given.last().get());
    }
  }

  private static void writeResponse(JsonGenerator json, Attempted attempt) throws IOException {
    json.writeObjectFieldStart("responseContext");
    json.writeNumberField("statusCode", attempt.status());
    json.writeStringField("executedVersion", attempt.executedVersion());
    json.writeStringField("functionError", attempt.functionError().orElse(null));
    json.writeEndObject();
  }
}
