package dev.forebay.invocation.url;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.forebay.model.Bytes;
import dev.forebay.proxy.HttpAnswer;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.protocol.Headers;
import java.util.Map;
import java.util.Optional;

/**
 * An answer of the URL itself, in AWS's words. Immutable.
 *
 * @param status the HTTP status
 * @param errorType what {@code x-amzn-ErrorType} says, if it is there
 * @param body JSON, or AWS's plain text in its place
 * @param headers further headers
 */
record UrlRefusal(
    int status, Optional<String> errorType, String body, Map<String, String> headers) {
  private static final String FORBIDDEN =
      "Forbidden. For troubleshooting Function URL authorization issues, see:"
          + " https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html";

  /** There is no such URL. */
  static final UrlRefusal UNKNOWN =
      new UrlRefusal(403, Optional.of("AccessDeniedException"), "{\"Message\":null}", Map.of());

  /** The function failed, or its answer made no sense: not even JSON, as recorded of AWS. */
  static final UrlRefusal FAILED =
      new UrlRefusal(502, Optional.empty(), "Internal Server Error", Map.of());

  /** The limit of a whole event, in bytes; what is in Base64 reaches it sooner. */
  static final int LARGEST_BODY = 6_291_456;

  /** A body is larger. */
  static AwsException tooLarge() {
    return new AwsException(
        "RequestEntityTooLargeException",
        413,
        "Request must be smaller than " + LARGEST_BODY + " bytes for the InvokeFunction operation");
  }

  /** A request needs a signature and has none. */
  static AwsException withoutSignature() {
    return new AwsException("AccessDeniedException", 403, FORBIDDEN);
  }

  private static UrlRefusal forbidden(Map<String, String> headers) {
    return of(403, "AccessDeniedException", FORBIDDEN, headers);
  }

  /** The signature was refused; whatever the dialect of the request, it is 403. */
  static UrlRefusal unsigned(AwsException refusal) {
    return of(403, refusal.code(), refusal.text(), Map.of());
  }

  /** The invocation was refused. */
  static UrlRefusal of(AwsException refusal) {
    return switch (refusal.code()) {
      case "AccessDeniedException", "ResourceNotFoundException" -> forbidden(refusal.headers());
      default ->
          refusal.status() >= 500
              ? FAILED
              : of(refusal.status(), refusal.code(), refusal.text(), refusal.headers());
    };
  }

  private static UrlRefusal of(int status, String code, String text, Map<String, String> headers) {
    String quoted = new String(JsonStringEncoder.getInstance().quoteAsString(text));
    return new UrlRefusal(status, Optional.of(code), "{\"Message\":\"" + quoted + "\"}", headers);
  }

  /** The answer in wire form. */
  HttpAnswer answer() {
    Headers.Builder all = Headers.builder().add("Content-Type", HttpAnswer.JSON);
    errorType.ifPresent(code -> all.add("x-amzn-ErrorType", code));
    headers.forEach(all::add);
    return new HttpAnswer(status, all.build(), Bytes.utf8(body));
  }
}
