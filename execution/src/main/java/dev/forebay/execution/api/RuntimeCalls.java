package dev.forebay.execution.api;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.forebay.execution.Invocation;
import dev.forebay.execution.api.RequestHead.Fields;
import dev.forebay.model.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The Runtime API. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Using the Lambda
 *     runtime API</a>
 */
final class RuntimeCalls {
  /** The largest answer that is not streamed: 6 MiB and 100 bytes. */
  static final int LARGEST_ANSWER = (6 << 20) + 100;

  /** The largest streamed answer. */
  static final long LARGEST_STREAM = 200L << 20;

  private static final Pattern CATEGORY = Pattern.compile("(Runtime|Function)\\.[A-Z][a-zA-Z]+");
  private static final String ERROR_TYPE = "Lambda-Runtime-Function-Error-Type";
  private static final String ERROR_BODY = "Lambda-Runtime-Function-Error-Body";
  private static final String RESPONSE_MODE = "Lambda-Runtime-Function-Response-Mode";
  private static final String TOO_LARGE = "Function.ResponseSizeTooLarge";
  private static final JsonMapper JSON = new JsonMapper();

  private final Agents agents;
  private final ApiHost host;

  RuntimeCalls(Agents agents, ApiHost host) {
    this.agents = agents;
    this.host = host;
  }

  /** The answer to {@code next}: the event and its headers. */
  static ApiReply event(Flight flight) {
    Invocation invocation = flight.invocation();
    List<String> headers = new ArrayList<>(12);
    headers.add("Lambda-Runtime-Aws-Request-Id");
    headers.add(invocation.requestId().value());
    headers.add("Lambda-Runtime-Deadline-Ms");
    headers.add(Long.toString(flight.deadlineMillis()));
    add(headers, "Lambda-Runtime-Invoked-Function-Arn", invocation.invokedFunctionArn());
    invocation.traceHeader().ifPresent(value -> add(headers, "Lambda-Runtime-Trace-Id", value));
    invocation
        .clientContext()
        .ifPresent(value -> add(headers, "Lambda-Runtime-Client-Context", value));
    invocation
        .cognitoIdentity()
        .ifPresent(value -> add(headers, "Lambda-Runtime-Cognito-Identity", value));
    return ApiReply.encode(200, "application/json", invocation.payload().toArray(), headers);
  }

  private static void add(List<String> headers, String name, String value) {
    if (!value.isEmpty()) {
      headers.add(name);
      headers.add(value);
    }
  }

  /** {@code POST …/response}. */
  void response(String requestId, Fields headers, RequestBody body, Connection connection)
      throws IOException {
    switch (agents.beginAnswer(requestId, RuntimeState.INVOCATION_RESPONSE)) {
      case Agents.Turn.Refused refused -> connection.reply(refused.reply());
      case Agents.Turn.Yours yours -> {
        Flight flight = yours.flight();
        flight.answerBegins(host.nanoTime());
        try {
          ApiReply reply =
              switch (headers.get(RESPONSE_MODE).orElse("buffered")) {
                case String mode when mode.equalsIgnoreCase("buffered") -> buffered(flight, body);
                case String mode when mode.equalsIgnoreCase("streaming") ->
                    streamed(flight, headers, body);
                case String mode -> badMode(flight, mode);
              };
          agents.endAnswer();
          connection.reply(reply);
        } catch (EOFException e) {
          host.truncated(flight);
          throw e;
        } catch (BadRequestException e) {
          host.truncated(flight);
          agents.endAnswer();
          connection.reply(ApiReply.TRUNCATED);
          connection.close();
        }
      }
    }
  }

  private ApiReply buffered(Flight flight, RequestBody body) throws IOException {
    Optional<Bytes> payload = body.readAll(LARGEST_ANSWER);
    if (payload.isEmpty()) {
      return tooLarge(flight, LARGEST_ANSWER);
    }
    flight.produced(payload.get().size());
    host.answered(flight, new Answer.Result(payload.get()));
    return ApiReply.ACCEPTED;
  }

  private ApiReply tooLarge(Flight flight, long limit) {
    String message =
        "Response payload size exceeded maximum allowed payload size (" + limit + " bytes).";
    Bytes payload =
        Bytes.utf8("{\"errorMessage\":\"" + message + "\",\"errorType\":\"" + TOO_LARGE + "\"}");
    host.answered(flight, new Answer.Failure(TOO_LARGE, TOO_LARGE, payload));
    return ApiReply.tooLarge((int) limit);
  }

  private ApiReply badMode(Flight flight, String mode) {
    String type = "Runtime.InvalidResponseModeHeader";
    String message = "Invalid function response mode: " + mode;
    String payload =
        JSON.createObjectNode().put("errorMessage", message).put("errorType", type).toString();
    host.answered(flight, new Answer.Failure(type, type, Bytes.utf8(payload)));
    return ApiReply.INVALID_RESPONSE_MODE;
  }

  private ApiReply streamed(Flight flight, Fields headers, RequestBody body) throws IOException {
    boolean toSink = flight.hasSink();
    long limit = toSink ? LARGEST_STREAM : LARGEST_ANSWER;
    ByteArrayOutputStream collected = new ByteArrayOutputStream();
    if (toSink) {
      flight.startStream(headers.get("Content-Type").orElse("application/octet-stream"));
    }
    byte[] part = new byte[64 << 10];
    long produced = 0;
    for (int count = body.read(part, 0, part.length);
        count >= 0;
        count = body.read(part, 0, part.length)) {
      produced += count;
      flight.produced(produced);
      if (produced > limit) {
        return tooLarge(flight, limit);
      }
      if (toSink) {
        flight.stream(Bytes.wrap(Arrays.copyOf(part, count)));
      } else {
        collected.write(part, 0, count);
      }
    }
    Optional<String> errorType = body.trailers().get(ERROR_TYPE);
    Optional<Bytes> error = body.trailers().get(ERROR_BODY).map(RuntimeCalls::decoded);
    if (errorType.isPresent() || error.isPresent()) {
      host.answered(flight, failure(errorType, error.orElse(Bytes.utf8("{}"))));
    } else {
      host.answered(flight, new Answer.Result(Bytes.wrap(collected.toByteArray())));
    }
    return ApiReply.ACCEPTED;
  }

  private static Bytes decoded(String base64) {
    try {
      return Bytes.wrap(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      return Bytes.utf8(base64);
    }
  }

  /** {@code POST …/error}. */
  void error(String requestId, Fields headers, RequestBody body, Connection connection)
      throws IOException {
    switch (agents.beginAnswer(requestId, RuntimeState.INVOCATION_ERROR_RESPONSE)) {
      case Agents.Turn.Refused refused -> connection.reply(refused.reply());
      case Agents.Turn.Yours yours -> {
        Flight flight = yours.flight();
        flight.answerBegins(host.nanoTime());
        try {
          Optional<Bytes> payload = body.readAll(LARGEST_ANSWER);
          ApiReply reply = payload.isEmpty() ? tooLarge(flight, LARGEST_ANSWER) : ApiReply.ACCEPTED;
          payload.ifPresent(error -> {
            flight.produced(error.size());
            host.answered(flight, failure(headers.get(ERROR_TYPE), error));
          });
          agents.endAnswer();
          connection.reply(reply);
        } catch (EOFException e) {
          host.truncated(flight);
          throw e;
        }
      }
    }
  }

  private static Answer.Failure failure(Optional<String> header, Bytes payload) {
    String category = category(header);
    return new Answer.Failure(
        category, errorType(payload).or(() -> header).orElse(category), payload);
  }

  /** {@code POST /runtime/init/error}. */
  void initError(Fields headers, RequestBody body, Connection connection) throws IOException {
    Optional<Bytes> payload = body.readAll(LARGEST_ANSWER);
    if (payload.isEmpty()) {
      connection.reply(ApiReply.tooLarge(LARGEST_ANSWER));
      return;
    }
    Optional<String> header = headers.get(ERROR_TYPE);
    String type = errorType(payload.get()).or(() -> header).orElse(category(header));
    Optional<Bytes> shown = payload.filter(bytes -> !bytes.isEmpty());
    connection.reply(agents.initError(new InitEnd.Broken(type, shown, "init failed")));
  }

  /** The type that telemetry knows: what does not look like one of AWS's is unknown. */
  private static String category(Optional<String> type) {
    String text = type.orElse("Runtime.Unknown");
    if (CATEGORY.matcher(text).matches()) {
      return text;
    }
    return text.startsWith("Function.") ? "Function.Unknown" : "Runtime.Unknown";
  }

  private static Optional<String> errorType(Bytes payload) {
    try {
      String type = JSON.readTree(payload.toInputStream()).path("errorType").asText("");
      return Optional.of(type).filter(text -> !text.isEmpty());
    } catch (JacksonException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
