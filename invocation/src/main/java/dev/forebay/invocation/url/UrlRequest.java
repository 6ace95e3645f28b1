package dev.forebay.invocation.url;

import dev.forebay.function.url.UrlAddress;
import dev.forebay.function.url.UrlDirectory;
import dev.forebay.model.Bytes;
import dev.forebay.model.trace.TraceHeader;
import dev.forebay.proxy.Authorized;
import dev.forebay.proxy.HttpCaller;
import dev.forebay.proxy.Place;
import dev.forebay.proxy.ProxyRequest;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.http.RawRequest;
import java.time.Instant;
import java.util.Map;
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
    HttpCaller caller,
    Instant time,
    TraceHeader trace) {

  /** The request as its event tells it. */
  ProxyRequest proxied() {
    String id = url.config().urlId();
    return new ProxyRequest(
        http,
        rawPath,
        body,
        new Place(
            caller.account(),
            id,
            UrlAddress.host(http.endpoint(), url.target().function().place().region(), id),
            Place.DEFAULT,
            Place.DEFAULT),
        Map.of(),
        Map.of(),
        url.config().isOpen() ? new Authorized.Anybody() : new Authorized.BySignature(caller),
        time,
        trace.root());
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
