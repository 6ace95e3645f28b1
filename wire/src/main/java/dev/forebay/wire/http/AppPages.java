package dev.forebay.wire.http;

import dev.forebay.wire.protocol.Headers;
import dev.forebay.wire.protocol.WireRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Lets web pages that this machine serves, on whatever port, call the operations that need no
 * signature, such as a sign-in of Cognito's, as AWS lets pages of every origin. A page that was let
 * in may send the headers of an unsigned call and no others, so that it cannot sign in a stranger's
 * name. Buckets have rules of their own, see {@link CrossOrigin}. Immutable.
 */
final class AppPages {
  private static final String TARGET = "X-Amz-Target";

  /** What the AWS SDK, Amplify and amazon-cognito-identity-js send with an unsigned call. */
  private static final Set<String> HEADERS =
      Set.of(
          "accept",
          "amz-sdk-invocation-id",
          "amz-sdk-request",
          "cache-control",
          "content-type",
          "x-amz-target",
          "x-amz-user-agent",
          "x-amzn-trace-id");

  private static final Headers READABLE =
      Headers.of(
          "Access-Control-Allow-Origin", "*",
          "Access-Control-Expose-Headers",
              "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date",
          "Vary", "Origin");

  private final OwnNames ownNames;

  AppPages(OwnNames ownNames) {
    this.ownNames = ownNames;
  }

  /**
   * The answer to a page that asks whether it may send such a call; empty when it may not.
   *
   * @param wanted the headers that the call would have
   */
  Optional<Headers> preflight(WireRequest head, List<String> wanted) {
    boolean open =
        isFromHere(head)
            && head.rawPath().equals("/")
            && head.rawQuery().isEmpty()
            && head.headers()
                .first("Access-Control-Request-Method")
                .filter("POST"::equals)
                .isPresent()
            && wanted.stream().allMatch(name -> HEADERS.contains(name.toLowerCase(Locale.ROOT)));
    return open
        ? Optional.of(
            Headers.of(
                "Access-Control-Allow-Origin", "*",
                "Access-Control-Allow-Methods", "POST",
                "Access-Control-Allow-Headers", String.join(",", wanted),
                "Access-Control-Max-Age", "172800",
                "Vary", "Origin, Access-Control-Request-Headers, Access-Control-Request-Method"))
        : Optional.empty();
  }

  /** The headers that let a page read the answer to an unsigned call; empty when it may not. */
  Optional<Headers> readable(WireRequest head) {
    return head.headers().contains(TARGET) && isFromHere(head)
        ? Optional.of(READABLE)
        : Optional.empty();
  }

  private boolean isFromHere(WireRequest head) {
    return ownNames.isPageFromHere(head.headers().first("Origin"), head.headers().first("Host"));
  }
}
