package dev.forebay.wire.http;

import dev.forebay.model.RequestId;
import dev.forebay.wire.protocol.Headers;
import dev.forebay.wire.signature.SignedRequest;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A request for a {@link RawHandler}.
 *
 * @param method in upper case
 * @param rawPath from the first slash, percent-escapes untouched
 * @param rawQuery without the question mark; empty when there is none
 * @param headers as received
 * @param body the body as it comes in, without a limit; a read blocks for at most the idle timeout,
 *     and throws {@link dev.forebay.wire.AwsException} for a body that is too slow or malformed
 * @param requestId answered as {@code x-amzn-RequestId}
 * @param endpoint the scheme, host and port by which the caller reached us
 * @param sender who sent it
 */
public record RawRequest(
    String method,
    String rawPath,
    String rawQuery,
    Headers headers,
    InputStream body,
    RequestId requestId,
    URI endpoint,
    Sender sender) {

  /**
   * What is known of who sent a request. Immutable.
   *
   * @param sourceIp the peer's address; empty for a Unix domain socket
   * @param protocol such as {@code HTTP/1.1}
   * @param signature the request's signature as far as its head tells, empty for an unsigned
   *     request; throws {@link dev.forebay.wire.AwsException} for one that is refused. The caller
   *     is to be believed once {@link SignedRequest#verify} has seen the body
   */
  public record Sender(
      Optional<String> sourceIp, String protocol, Supplier<Optional<SignedRequest>> signature) {
    /** Nothing is known: a request without a signature. */
    public static final Sender UNKNOWN = new Sender(Optional.empty(), "HTTP/1.1", Optional::empty);
  }
}
