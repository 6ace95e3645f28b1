package dev.forebay.execution.api;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.forebay.execution.log.TelemetryTap.Category;
import dev.forebay.model.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What an extension wants to be sent. Immutable.
 *
 * @param types which telemetry; at least one
 * @param maxItems events in one delivery, 1,000 to 10,000
 * @param maxBytes bytes in one delivery, 262,144 to 1,048,576
 * @param timeout how long an event may wait for others, 25 ms to 30 s
 * @param destination where it goes
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/telemetry-api-reference.html">Lambda
 *     Telemetry API reference</a>
 */
record SubscriptionRequest(
    Set<Category> types, int maxItems, int maxBytes, Duration timeout, Destination destination) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int API_PORT = 9001;
  private static final Set<String> HOSTS = Set.of("sandbox.localdomain", "sandbox");

  /** Where telemetry goes: a port that the extension listens on. */
  sealed interface Destination {
    /** The port. */
    int port();

    /** A POST of a JSON array for each delivery. */
    record Http(int port, String path, String authority) implements Destination {}

    /** A line of JSON for each event. */
    record Tcp(int port) implements Destination {}
  }

  /** A request, or why it is none. */
  sealed interface Parsed {
    /** It is one. */
    record Good(SubscriptionRequest request) implements Parsed {}

    /** It is not: all reasons, joined by semicolons. */
    record Bad(String reasons) implements Parsed {}
  }

  /** Reads the JSON of a request. */
  static Parsed parse(Bytes body) {
    try {
      JsonNode node = JSON.readTree(body.toInputStream());
      return node.isObject() ? parse(node) : new Parsed.Bad("the body must be a JSON object");
    } catch (JacksonException e) {
      return new Parsed.Bad(e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Parsed parse(JsonNode node) {
    List<String> reasons = new ArrayList<>();
    Set<Category> types = types(node.path("types"), reasons);
    JsonNode buffering = node.path("buffering");
    int items = number(buffering, "maxItems", 1000, 10_000, 10_000, reasons);
    int bytes = number(buffering, "maxBytes", 262_144, 262_144, 1_048_576, reasons);
    int timeout = number(buffering, "timeoutMs", 25, 1000, 30_000, reasons);
    Optional<Destination> destination = destination(node.path("destination"), reasons);
    return reasons.isEmpty()
        ? new Parsed.Good(
            new SubscriptionRequest(
                types, items, bytes, Duration.ofMillis(timeout), destination.orElseThrow()))
        : new Parsed.Bad(String.join("; ", reasons));
  }

  private static Set<Category> types(JsonNode list, List<String> reasons) {
    Set<Category> types = EnumSet.noneOf(Category.class);
    for (JsonNode type : list) {
      switch (type.asText("")) {
        case "platform" -> types.add(Category.PLATFORM);
        case "function" -> types.add(Category.FUNCTION);
        case "extension" -> types.add(Category.EXTENSION);
        default -> reasons.add("type is not supported: " + type.asText(""));
      }
    }
    if (types.isEmpty() && reasons.isEmpty()) {
      reasons.add("types should not be empty");
    }
    return types;
  }

  private static int number(
      JsonNode node, String name, int least, int usual, int most, List<String> reasons) {
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return usual;
    }
    if (!value.canConvertToInt() || value.asInt() < least || value.asInt() > most) {
      reasons.add("%s must be between %d and %d".formatted(name, least, most));
      return usual;
    }
    return value.asInt();
  }

  private static Optional<Destination> destination(JsonNode node, List<String> reasons) {
    return switch (node.path("protocol").asText("").toUpperCase(Locale.ROOT)) {
      case "HTTP" -> http(node.path("URI").asText(""), reasons);
      case "TCP" -> tcp(node.path("port"), reasons);
      case "" -> refuse("destination protocol is not provided", reasons);
      case String other -> refuse("destination protocol is not supported: " + other, reasons);
    };
  }

  private static Optional<Destination> http(String text, List<String> reasons) {
    try {
      URI uri = new URI(text);
      if (uri.getHost() == null || !HOSTS.contains(uri.getHost())) {
        return refuse("URI host must be sandbox.localdomain", reasons);
      }
      if (uri.getPort() < 0) {
        return refuse("URI port is not provided", reasons);
      }
      String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
      return usable(uri.getPort(), reasons)
          ? Optional.of(new Destination.Http(uri.getPort(), path, uri.getRawAuthority()))
          : Optional.empty();
    } catch (URISyntaxException e) {
      return refuse("URI is malformed", reasons);
    }
  }

  private static Optional<Destination> tcp(JsonNode port, List<String> reasons) {
    if (!port.canConvertToInt()) {
      return refuse("port is not provided", reasons);
    }
    return usable(port.asInt(), reasons)
        ? Optional.of(new Destination.Tcp(port.asInt()))
        : Optional.empty();
  }

  private static boolean usable(int port, List<String> reasons) {
    if (port < 1 || port > 65_535 || port == API_PORT) {
      reasons.add("port is not allowed: " + port);
      return false;
    }
    return true;
  }

  private static Optional<Destination> refuse(String reason, List<String> reasons) {
    reasons.add(reason);
    return Optional.empty();
  }
}
