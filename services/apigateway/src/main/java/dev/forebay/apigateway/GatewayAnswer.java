package dev.forebay.apigateway;

import dev.forebay.model.Bytes;
import dev.forebay.proxy.HttpAnswer;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.protocol.Headers;

/** The answers of an API itself, in AWS's words. */
final class GatewayAnswer {
  static final HttpAnswer NOT_FOUND = of(404, "Not Found");
  static final HttpAnswer UNAUTHORIZED = of(401, "Unauthorized");
  static final HttpAnswer FORBIDDEN = of(403, "Forbidden");
  static final HttpAnswer TOO_LARGE = of(413, "Request Entity Too Large");
  static final HttpAnswer THROTTLED = of(429, "Too Many Requests");
  static final HttpAnswer FAILED = of(500, "Internal Server Error");
  static final HttpAnswer BAD_GATEWAY = of(502, "Bad Gateway");

  /** A function was too late, or could not be run just now. */
  static final HttpAnswer UNAVAILABLE = of(503, "Service Unavailable");

  /** An HTTP endpoint was too late. */
  static final HttpAnswer TIMED_OUT = of(504, "Gateway Timeout");

  private GatewayAnswer() {}

  private static HttpAnswer of(int status, String message) {
    return new HttpAnswer(
        status,
        Headers.of("Content-Type", HttpAnswer.JSON),
        Bytes.utf8("{\"message\":\"" + message + "\"}"));
  }

  /** An answer with a header more. */
  static HttpAnswer with(HttpAnswer answer, String name, String value) {
    return new HttpAnswer(
        answer.status(),
        Headers.builder().addAll(answer.headers()).add(name, value).build(),
        answer.body());
  }

  /** An answer with where it is told why something was denied. */
  static HttpAnswer because(HttpAnswer answer, AwsException refusal) {
    Headers.Builder headers = Headers.builder().addAll(answer.headers());
    refusal.headers().forEach(headers::add);
    return new HttpAnswer(answer.status(), headers.build(), answer.body());
  }
}
