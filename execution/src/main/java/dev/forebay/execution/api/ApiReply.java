package dev.forebay.execution.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** An answer of the APIs, encoded in full so that it goes out in one write. Immutable. */
final class ApiReply {
  /** Taken. */
  static final ApiReply ACCEPTED = json(202, "{\"status\":\"OK\"}");

  /** The answer to {@code /ping}. */
  static final ApiReply PONG = text("pong");

  static final ApiReply NOT_FOUND = error(404, "NotFound", "No such path");
  static final ApiReply METHOD_NOT_ALLOWED = error(405, "MethodNotAllowed", "Method not allowed");
  static final ApiReply INVALID_REQUEST_ID = error(400, "InvalidRequestID", "Invalid request ID");
  static final ApiReply INVALID_RESPONSE_MODE =
      error(400, "InvalidFunctionResponseMode", "Invalid function response mode");
  static final ApiReply TRUNCATED =
      error(400, "TruncatedHTTPRequest", "HTTP request detected as truncated");
  static final ApiReply SERVER_ERROR = error(500, "InternalServerError", "Internal Server Error");

  private final byte[] encoded;

  private ApiReply(byte[] encoded) {
    this.encoded = encoded;
  }

  /** The whole answer. Nobody may change the array. */
  byte[] encoded() {
    return encoded;
  }

  /** AWS's error object, 403 and others. */
  static ApiReply error(int status, String type, String message) {
    return json(
        status, "{\"errorMessage\":" + quoted(message) + ",\"errorType\":" + quoted(type) + "}");
  }

  /** The answer to a body that is larger than allowed. */
  static ApiReply tooLarge(int limit) {
    return error(
        413,
        "RequestEntityTooLarge",
        "Exceeded maximum allowed payload size (" + limit + " bytes).");
  }

  static ApiReply json(int status, String body, String... headers) {
    return encode(status, "application/json", body.getBytes(StandardCharsets.UTF_8), headers);
  }

  static ApiReply text(String body, String... headers) {
    return encode(200, "text/plain; charset=utf-8", body.getBytes(StandardCharsets.UTF_8), headers);
  }

  /**
   * Encodes an answer.
   *
   * @param headers names and values in turn; line ends in values become spaces
   */
  static ApiReply encode(int status, String contentType, byte[] body, String... headers) {
    return encode(status, contentType, body, List.of(headers));
  }

  static ApiReply encode(int status, String contentType, byte[] body, List<String> headers) {
    StringBuilder head =
        new StringBuilder(512)
            .append("HTTP/1.1 ")
            .append(status)
            .append(' ')
            .append(phrase(status))
            .append("\r\nContent-Type: ")
            .append(contentType)
            .append("\r\nContent-Length: ")
            .append(body.length);
    for (int i = 0; i < headers.size(); i += 2) {
      String value = headers.get(i + 1).replace('\r', ' ').replace('\n', ' ');
      head.append("\r\n").append(headers.get(i)).append(": ").append(value);
    }
    byte[] start = head.append("\r\n\r\n").toString().getBytes(StandardCharsets.UTF_8);
    byte[] all = new byte[start.length + body.length];
    System.arraycopy(start, 0, all, 0, start.length);
    System.arraycopy(body, 0, all, start.length, body.length);
    return new ApiReply(all);
  }

  private static String phrase(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 202 -> "Accepted";
      case 400 -> "Bad Request";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 413 -> "Request Entity Too Large";
      case 431 -> "Request Header Fields Too Large";
      default -> "Internal Server Error";
    };
  }

  private static String quoted(String text) {
    return JsonNodeFactory.instance.textNode(text).toString();
  }
}
