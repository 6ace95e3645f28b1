package dev.forebay.invocation.url;

import dev.forebay.function.url.UrlDirectory;
import dev.forebay.invocation.trace.TraceHeader;
import dev.forebay.model.Bytes;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.http.RawRequest;
import java.time.Instant;
import java.util.Optional;

/**
 * A request to a function URL. Immutable.
 *
 * @param url what the URL leads to
 * @param http the request as it came
 * @param rawPath the path below the URL, from its slash on
 * @param body the whole body
 * @param caller who sent it
 * @param time when it came
 * @param trace its place in a trace
 */
record UrlRequest(
    UrlDirectory.Found url,
    RawRequest http,
    String rawPath,
    Bytes body,
    UrlCaller caller,
    Instant time,
    TraceHeader trace) {

  /** Whose address is not known came over a socket of this machine. */
  String sourceIp() {
    return http.sender().sourceIp().orElse("127.0.0.1");
  }

  /** The call that it makes on the switchboard. */
  CallContext context() {
    return new CallContext(
        caller.caller(),
        url.target().function().place(),
        http.requestId(),
        http.endpoint(),
        http.sender().sourceIp(),
        Optional.of(trace.toString()),
        http.headers().first("User-Agent"));
  }
}
