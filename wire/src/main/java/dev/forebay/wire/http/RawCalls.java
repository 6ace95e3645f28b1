package dev.forebay.wire.http;

import dev.forebay.model.Bytes;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.protocol.Headers;
import dev.forebay.wire.protocol.WireRequest;
import dev.forebay.wire.protocol.WireResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the route of a request that is no AWS operation, and keeps admin routes from whom they are
 * not for. Thread-safe.
 */
final class RawCalls {
  private static final Set<String> READING = Set.of("GET", "HEAD");

  private final List<RawRoute> routes;
  private final HttpSettings settings;
  private final OwnNames ownNames;
  private final SignatureCheck signatures;

  RawCalls(
      List<RawRoute> routes, HttpSettings settings, OwnNames ownNames, SignatureCheck signatures) {
    this.routes =
        routes.stream()
            .sorted(
                Comparator.comparingInt((RawRoute route) -> route.host().isPresent() ? 0 : 1)
                    .thenComparingInt(route -> route.path().isPresent() ? 0 : 1)
                    .thenComparingInt(route -> -route.prefix().length()))
            .toList();
    this.settings = settings;
    this.ownNames = ownNames;
    this.signatures = signatures;
  }

  /** The route of the host, or of the path, or else the one with the longest prefix of the path. */
  Optional<RawRoute> find(WireRequest head) {
    String host = head.headers().first("Host").map(OwnNames::withoutPort).orElse("");
    for (RawRoute route : routes) {
      if (route.matches(host, head.rawPath())) {
        return Optional.of(route);
      }
    }
    return Optional.empty();
  }

  /**
   * Answers the request.
   *
   * @throws IOException when the peer is gone
   */
  void serve(RawRoute route, Exchange exchange) throws IOException {
    try {
      Answer answer = new Answer(exchange);
      if (route.access() == RawRoute.Access.ADMIN) {
        checkPeer(exchange);
        checkPage(exchange.head());
      }
      WireRequest head = exchange.head();
      route
          .handler()
          .handle(
              new RawRequest(
                  head.method(),
                  head.rawPath(),
                  head.rawQuery(),
                  head.headers(),
                  exchange.body().stream(),
                  exchange.requestId(),
                  exchange.endpoint(),
                  sender(exchange)),
              answer);
      // Not when the handler failed: a streamed answer that lacks its end must not look whole.
      answer.end();
    } catch (AwsException e) {
      if (exchange.isCommitted()) {
        throw new IOException("failed while answering", e);
      }
      exchange.body().drain();
      exchange.send(PlainErrors.of(e));
    }
  }

  private RawRequest.Sender sender(Exchange exchange) {
    return new RawRequest.Sender(
        exchange.peer().map(InetAddress::getHostAddress),
        exchange.protocol(),
        () -> signatures.check(exchange.head()));
  }

  private void checkPeer(Exchange exchange) {
    boolean local =
        exchange.isUnix()
            ? settings.unix().filter(u -> u.admin() == UnixListener.Admin.ANSWERED).isPresent()
            : exchange.peer().filter(InetAddress::isLoopbackAddress).isPresent();
    boolean anyone = settings.adminPeers() == HttpSettings.AdminPeers.ANYONE;
    if (!local && (exchange.isUnix() || !anyone)) {
      throw denied("The admin routes answer to callers on this machine only");
    }
  }

  // Web pages of other origins may not read the answer, but they could change something.
  private void checkPage(WireRequest head) {
    Optional<String> host = head.headers().first("Host");
    Optional<String> origin = head.headers().first("Origin");
    if (READING.contains(head.method()) && ownNames.isOurs(host)) {
      return;
    }
    if (!ownNames.isOurs(host)) {
      throw denied("'" + host.orElse("") + "' is no name of this machine; see http.names");
    }
    if (!ownNames.isSameOrigin(origin, host)) {
      throw denied("A web page of " + origin.orElse("") + " may not use the admin routes");
    }
  }

  private static AwsException denied(String message) {
    return new AwsException("AccessDeniedException", 403, message);
  }

  /** The answer of a raw handler. */
  private static final class Answer implements RawResponse {
    private static final int BUFFER = 65_536;

    private final Exchange exchange;
    private Optional<OutputStream> stream = Optional.empty();

    Answer(Exchange exchange) {
      this.exchange = exchange;
    }

    @Override
    public void send(int status, Headers headers, Bytes body) throws IOException {
      exchange.send(new WireResponse(status, headers, body));
    }

    @Override
    public OutputStream stream(int status, Headers headers) throws IOException {
      exchange.start(status, headers);
      OutputStream out = new BufferedOutputStream(new Body(exchange), BUFFER);
      stream = Optional.of(out);
      return out;
    }

    void end() throws IOException {
      if (stream.isPresent()) {
        stream.get().close();
      }
    }
  }

  /** The body of a streamed answer. */
  private static final class Body extends OutputStream {
    private final Exchange exchange;
    private boolean closed;

    Body(Exchange exchange) {
      this.exchange = exchange;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      exchange.write(ByteBuffer.wrap(bytes, from, length), Exchange.Last.NO);
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        closed = true;
        exchange.write(Bytes.EMPTY, Exchange.Last.YES);
      }
    }
  }
}
