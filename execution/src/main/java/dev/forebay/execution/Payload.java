package dev.forebay.execution;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.forebay.model.Bytes;
import dev.forebay.model.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * An error of the platform's, as the caller of a function gets it and as the log has it. Immutable.
 *
 * @param errorType AWS's name
 * @param message with the request id
 */
record Payload(String errorType, String message) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** An error, with AWS's lead-in before the message. */
  static Payload of(RequestId requestId, String errorType, String message) {
    return new Payload(errorType, "RequestId: " + requestId + " Error: " + message);
  }

  /** The function's timeout. */
  static Payload timedOut(RequestId requestId, Duration timeout) {
    return of(requestId, "Sandbox.Timedout", words(timeout));
  }

  private static String words(Duration timeout) {
    long hundredths = timeout.toMillis() / 10;
    return "Task timed out after %d.%02d seconds".formatted(hundredths / 100, hundredths % 100);
  }

  /** The error object. */
  Bytes json() {
    return Bytes.utf8(
        JSON.createObjectNode()
            .put("errorType", errorType)
            .put("errorMessage", message)
            .toString());
  }

  /** What the log says of it. */
  String faultLine() {
    return message + "\n" + errorType + "\n";
  }

  /** What the log says of a timeout. */
  static String timeoutLine(Instant now, RequestId requestId, Duration timeout) {
    return MILLIS.format(now) + " " + requestId + " " + words(timeout) + "\n";
  }
}
