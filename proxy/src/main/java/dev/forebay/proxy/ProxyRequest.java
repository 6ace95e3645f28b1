package dev.forebay.proxy;

import dev.forebay.model.Bytes;
import dev.forebay.wire.http.RawRequest;
import java.time.Instant;
import java.util.Map;

/**
 * A request that a function is to answer. Immutable.
 *
 * @param http the request as it came
 * @param rawPath the path, from its slash on, without what only leads to the place
 * @param body the whole body
 * @param place where it was sent to
 * @param pathParameters what the route's variables stand for
 * @param stageVariables of the stage
 * @param authorized as whom it was let in
 * @param time when it came
 * @param traceRoot of the trace that it belongs to, {@code 1-…}
 */
public record ProxyRequest(
    RawRequest http,
    String rawPath,
    Bytes body,
    Place place,
    Map<String, String> pathParameters,
    Map<String, String> stageVariables,
    Authorized authorized,
    Instant time,
    String traceRoot) {

  /** Whose address is not known came over a socket of this machine. */
  public String sourceIp() {
    return http.sender().sourceIp().orElse("127.0.0.1");
  }

  String userAgent() {
    return http.headers().first("User-Agent").orElse("");
  }

  String port() {
    int port = http.endpoint().getPort();
    return Integer.toString(port < 0 ? 80 : port);
  }

  /** The same request with its body free of a signature's framing. */
  public ProxyRequest with(Bytes proved) {
    return new ProxyRequest(
        http, rawPath, proved, place, pathParameters, stageVariables, authorized, time, traceRoot);
  }

  /** The same request as somebody. */
  public ProxyRequest as(Authorized other) {
    return new ProxyRequest(
        http, rawPath, body, place, pathParameters, stageVariables, other, time, traceRoot);
  }
}
