package dev.forebay.execution.api;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.forebay.execution.Invocation;
import dev.forebay.execution.api.RequestHead.Fields;
import dev.forebay.model.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The Extensions API. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html">Using
 *     the Lambda Extensions API</a>
 */
final class ExtensionCalls {
  private static final String IDENTIFIER = "Lambda-Extension-Identifier";

  private static final String ERROR_TYPE = "Lambda-Extension-Function-Error-Type";
  private static final int LARGEST_BODY = 64 << 10;
  private static final JsonMapper JSON = new JsonMapper();

  private final Agents agents;
  private final FunctionFacts function;
  private final Supplier<String> ids;

  ExtensionCalls(Agents agents, FunctionFacts function, Supplier<String> ids) {
    this.agents = agents;
    this.function = function;
    this.ids = ids;
  }

  /** {@code POST /extension/register}. */
  void register(Fields headers, RequestBody body, Connection connection) throws IOException {
    Optional<String> name = headers.get("Lambda-Extension-Name");
    Optional<Bytes> json = body.readAll(LARGEST_BODY);
    if (name.isEmpty()) {
      connection.reply(Agents.forbidden("Extension.InvalidExtensionName", "Empty extension name"));
      return;
    }
    try {
      JsonNode request = JSON.readTree(json.orElse(Bytes.EMPTY).toInputStream());
      connection.reply(
          switch (agents.register(name.get(), ids.get(), events(request))) {
            case Extensions.Registration.Done done -> registered(done.extension(), headers);
            case Extensions.Registration.Refused refused -> refused.reply();
          });
    } catch (InvalidFormatException e) {
      connection.reply(Agents.forbidden("InvalidRequestFormat", String.valueOf(e.getMessage())));
    } catch (JacksonException e) {
      connection.reply(Agents.forbidden("InvalidRequestFormat", e.getOriginalMessage()));
    }
  }

  private static final class InvalidFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidFormatException(String message) {
      super(message);
    }
  }

  private static List<String> events(JsonNode request) {
    if (!request.isObject()) {
      throw new InvalidFormatException("the body must be a JSON object");
    }
    if (!request.path("configurationKeys").isEmpty()) {
      throw new InvalidFormatException(
          "configurationKeys are deprecated; use environment variables instead");
    }
    List<String> events = new ArrayList<>();
    JsonNode list = request.path("events");
    if (!list.isMissingNode() && !list.isNull() && !list.isArray()) {
      throw new InvalidFormatException("events must be a list");
    }
    for (JsonNode event : list) {
      if (!event.isTextual()) {
        throw new InvalidFormatException("events must be a list of strings");
      }
      events.add(event.asText());
    }
    return events;
  }

  private ApiReply registered(Extension extension, Fields headers) {
    ObjectNode answer =
        JSON.createObjectNode()
            .put("functionName", function.name())
            .put("functionVersion", function.version())
            .put("handler", function.handler());
    if (headers.get("Lambda-Extension-Accept-Feature").orElse("").contains("accountId")) {
      answer.put("accountId", function.accountId());
    }
    return ApiReply.json(200, answer.toString(), IDENTIFIER, extension.id);
  }

  /** {@code GET /extension/event/next}. */
  void next(Fields headers, Connection connection) throws IOException {
    Identified identified = identify(headers);
    if (identified instanceof Identified.By by) {
      agents.extensionNext(by.id(), connection, unknown("Unknown extension " + by.id()));
    } else if (identified instanceof Identified.Refused refused) {
      connection.reply(refused.reply());
    }
  }

  /** {@code POST /extension/init/error} and {@code …/exit/error}. */
  void error(ExtensionState next, Fields headers, Connection connection) throws IOException {
    switch (identify(headers)) {
      case Identified.Refused refused -> connection.reply(refused.reply());
      case Identified.By by -> {
        Optional<String> type = headers.get(ERROR_TYPE);
        connection.reply(
            type.isEmpty()
                ? Agents.forbidden("Extension.MissingHeader", ERROR_TYPE + " not found")
                : agents.extensionError(
                    by.id(), next, type.get(), unknown("Unknown " + IDENTIFIER)));
      }
    }
  }

  private static ApiReply unknown(String message) {
    return Agents.forbidden("Extension.UnknownExtensionIdentifier", message);
  }

  /** Who calls. */
  private sealed interface Identified {
    /** The bearer of an identifier, which may be unknown. */
    record By(String id) implements Identified {}

    /** Nobody who can be told. */
    record Refused(ApiReply reply) implements Identified {}
  }

  private static Identified identify(Fields headers) {
    Optional<String> id = headers.get(IDENTIFIER);
    if (id.isEmpty()) {
      return new Identified.Refused(
          Agents.forbidden(
              "Extension.MissingExtensionIdentifier", "Missing " + IDENTIFIER + " header"));
    }
    try {
      return new Identified.By(UUID.fromString(id.get()).toString());
    } catch (IllegalArgumentException e) {
      return new Identified.Refused(
          Agents.forbidden("Extension.InvalidExtensionIdentifier", "Invalid " + IDENTIFIER));
    }
  }

  /** The extension that calls, by name. */
  sealed interface Named {
    /** It is this one. */
    record As(String name) implements Named {}

    /** It is none. */
    record Refused(ApiReply reply) implements Named {}
  }

  Named nameOf(Fields headers) {
    return switch (identify(headers)) {
      case Identified.Refused refused -> new Named.Refused(refused.reply());
      case Identified.By by -> {
        Optional<String> name = agents.name(by.id());
        yield name.isPresent()
            ? new Named.As(name.get())
            : new Named.Refused(unknown("Unknown extension " + by.id()));
      }
    };
  }

  /** What extensions are told of an event. */
  ApiReply invoke(Flight flight) {
    Invocation invocation = flight.invocation();
    ObjectNode event =
        JSON.createObjectNode()
            .put("eventType", "INVOKE")
            .put("deadlineMs", flight.deadlineMillis())
            .put("requestId", invocation.requestId().value())
            .put("invokedFunctionArn", invocation.invokedFunctionArn());
    invocation
        .traceHeader()
        .ifPresent(
            trace -> event.putObject("tracing").put("type", "X-Amzn-Trace-Id").put("value", trace));
    return event(event);
  }

  /** What extensions are told at the end. */
  ApiReply shutdown(String reason, long deadlineMillis) {
    return event(
        JSON.createObjectNode()
            .put("eventType", "SHUTDOWN")
            .put("shutdownReason", reason)
            .put("deadlineMs", deadlineMillis));
  }

  private ApiReply event(ObjectNode event) {
    return ApiReply.json(200, event.toString(), "Lambda-Extension-Event-Identifier", ids.get());
  }
}
