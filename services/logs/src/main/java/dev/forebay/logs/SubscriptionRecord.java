package dev.forebay.logs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.forebay.model.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * What a subscription's destination gets: JSON, compressed with gzip. Immutable.
 *
 * @param owner the account
 * @param group the log group
 * @param stream the log stream
 * @param filter the subscription filter; empty for the test message
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html">Log
 *     group-level subscription filters</a>
 */
record SubscriptionRecord(String owner, String group, String stream, Optional<String> filter) {
  private static final JsonFactory JSON = new JsonFactory();

  /** So much text goes into one record, compressed or not. */
  private static final int MOST_TEXT = 1 << 20;

  /**
   * An event that a filter wants.
   *
   * @param stored the event
   * @param fields what the pattern names in it
   */
  record Event(StoredEvent stored, Map<String, String> fields) {}

  /**
   * Some events as one record.
   *
   * @param id of the first of them
   * @param data compressed
   */
  record Batch(String id, Bytes data) {}

  /**
   * The message by which a stream is tried before a filter is put.
   *
   * @param destination how it is called there
   */
  static Bytes control(String destination, long nowMillis) {
    return new SubscriptionRecord("CloudwatchLogs", "", "", Optional.empty())
        .compress(
            "CONTROL_MESSAGE",
            out -> {
              out.writeStartObject();
              out.writeStringField("id", "");
              out.writeNumberField("timestamp", nowMillis);
              out.writeStringField(
                  "message", "CWL CONTROL MESSAGE: Checking health of destination " + destination);
              out.writeEndObject();
            });
  }

  /** Records of these events, in order; none is larger than the most, but for a single event. */
  List<Batch> cut(List<Event> events, int mostBytes) {
    List<Batch> batches = new ArrayList<>();
    int from = 0;
    long text = 0;
    for (int i = 0; i < events.size(); i++) {
      int length = events.get(i).stored().message().length();
      if (i > from && text + length > MOST_TEXT) {
        add(batches, events.subList(from, i), mostBytes);
        from = i;
        text = 0;
      }
      text += length;
    }
    if (from < events.size()) {
      add(batches, events.subList(from, events.size()), mostBytes);
    }
    return batches;
  }

  private void add(List<Batch> batches, List<Event> events, int mostBytes) {
    Bytes data =
        compress(
            "DATA_MESSAGE",
            out -> {
              for (Event event : events) {
                write(out, event);
              }
            });
    if (data.size() > mostBytes && events.size() > 1) {
      add(batches, events.subList(0, events.size() / 2), mostBytes);
      add(batches, events.subList(events.size() / 2, events.size()), mostBytes);
    } else {
      batches.add(new Batch(events.getFirst().stored().position().toText(), data));
    }
  }

  private static void write(JsonGenerator out, Event event) throws IOException {
    out.writeStartObject();
    out.writeStringField("id", event.stored().position().toText());
    out.writeNumberField("timestamp", event.stored().timestamp());
    out.writeStringField("message", event.stored().message());
    Map<String, String> fields = event.fields();
    // Members of JSON can be read from the message itself.
    if (fields.keySet().stream().anyMatch(name -> !name.startsWith("$."))) {
      out.writeObjectFieldStart("extractedFields");
      for (Map.Entry<String, String> field : fields.entrySet()) {
        out.writeStringField(field.getKey().substring(1), field.getValue());
      }
      out.writeEndObject();
    }
    out.writeEndObject();
  }

  /** Writes the events. */
  private interface Body {
    void write(JsonGenerator out) throws IOException;
  }

  private Bytes compress(String type, Body events) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes);
        JsonGenerator out = JSON.createGenerator(zip)) {
      out.writeStartObject();
      out.writeStringField("messageType", type);
      out.writeStringField("owner", owner);
      out.writeStringField("logGroup", group);
      out.writeStringField("logStream", stream);
      out.writeArrayFieldStart("subscriptionFilters");
      if (filter.isPresent()) {
        out.writeString(filter.get());
      }
      out.writeEndArray();
      out.writeArrayFieldStart("logEvents");
      events.write(out);
      out.writeEndArray();
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bytes.wrap(bytes.toByteArray());
  }
}
