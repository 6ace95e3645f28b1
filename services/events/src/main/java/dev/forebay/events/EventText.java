package dev.forebay.events;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.forebay.model.AccountRegion;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Writes events' JSON.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html">Event
 *     structure reference</a>
 */
final class EventText {
  private static final JsonFactory FACTORY = new JsonFactory();

  private EventText() {}

  /**
   * An event's members besides its detail. Immutable.
   *
   * @param id a UUID
   * @param detailType what its detail is
   * @param source who sent it
   * @param place the account and region it comes from
   * @param time when it happened; answered to the second
   * @param resources what it is about, ARNs
   */
  record Head(
      String id,
      String detailType,
      String source,
      AccountRegion place,
      Instant time,
      List<String> resources) {
    Head {
      resources = List.copyOf(resources);
    }
  }

  /**
   * The event.
   *
   * @param detail a JSON object, without white space between its tokens
   */
  static String of(Head head, String detail) {
    StringWriter out = new StringWriter(256 + detail.length());
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("version", "0");
      json.writeStringField("id", head.id());
      json.writeStringField("detail-type", head.detailType());
      json.writeStringField("source", head.source());
      json.writeStringField("account", head.place().account().value());
      json.writeStringField("time", head.time().truncatedTo(ChronoUnit.SECONDS).toString());
      json.writeStringField("region", head.place().region().value());
      json.writeArrayFieldStart("resources");
      for (String resource : head.resources()) {
        json.writeString(resource);
      }
      json.writeEndArray();
      json.writeFieldName("detail");
      json.writeRawValue(detail);
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toString();
  }

  /**
   * A detail without white space between its tokens, numbers as they were written; empty when the
   * text is no JSON object.
   */
  static Optional<String> compact(String detail) {
    StringWriter out = new StringWriter(detail.length());
    try (JsonParser in = FACTORY.createParser(detail);
        JsonGenerator json = FACTORY.createGenerator(out)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      int depth = 0;
      do {
        JsonToken token = in.currentToken();
        if (token.isStructStart()) {
          depth++;
        } else if (token.isStructEnd()) {
          depth--;
        }
        if (token.isNumeric()) {
          json.writeNumber(in.getText());
        } else {
          json.copyCurrentEvent(in);
        }
      } while (depth > 0 && in.nextToken() != null);
      if (depth != 0 || in.nextToken() != null) {
        return Optional.empty();
      }
    } catch (JsonProcessingException malformed) {
      return Optional.empty();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return Optional.of(out.toString());
  }
}
