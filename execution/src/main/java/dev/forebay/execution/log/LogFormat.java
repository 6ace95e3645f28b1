package dev.forebay.execution.log;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.forebay.execution.FunctionImage;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * A function's LoggingConfig at work: which lines are kept, and the form of the platform's own.
 * Immutable, thread-safe.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-advanced.html">Advanced
 *     logging controls</a>
 */
final class LogFormat {
  private static final JsonMapper JSON = new JsonMapper();
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final boolean json;
  private final LogLevel application;
  private final LogLevel system;

  LogFormat(FunctionImage.Logging logging) {
    json = logging.json();
    application = logging.applicationLevel().flatMap(LogLevel::parse).orElse(LogLevel.INFO);
    system = logging.systemLevel().flatMap(LogLevel::parse).orElse(LogLevel.INFO);
  }

  /** The instant as AWS writes it: UTC, milliseconds. */
  static String time(Instant at) {
    return MILLIS.format(at);
  }

  /** The line for a platform event; empty when it is not logged in this format or at this level. */
  Optional<String> line(PlatformEvent event, Instant at) {
    if (!json) {
      return event.text();
    }
    return event.level().compareTo(system) < 0
        ? Optional.empty()
        : Optional.of(envelope(event.type(), event.record().get(), at).toString());
  }

  /** A telemetry event or JSON log line: time, type, record. */
  static ObjectNode envelope(String type, JsonNode record, Instant at) {
    ObjectNode node = JSON.createObjectNode();
    node.put("time", time(at));
    node.put("type", type);
    node.set("record", record);
    return node;
  }

  /** Whether a line of the function's is kept. A line without a level counts as INFO. */
  boolean keeps(String line) {
    if (!json) {
      return true;
    }
    LogLevel level =
        parsed(line)
            .map(node -> node.path("level").asText(""))
            .flatMap(LogLevel::parse)
            .orElse(LogLevel.INFO);
    return level.compareTo(application) >= 0;
  }

  /** What a line of the function's is in telemetry: an object in the JSON format, else a text. */
  JsonNode record(String line) {
    Optional<JsonNode> object = json ? parsed(line) : Optional.empty();
    return object.orElseGet(() -> JSON.getNodeFactory().textNode(line));
  }

  private static Optional<JsonNode> parsed(String line) {
    if (!line.startsWith("{")) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readTree(line)).filter(JsonNode::isObject);
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }
}
