package dev.forebay.wire.http;

import dev.forebay.model.Bytes;
import dev.forebay.model.RequestId;
import dev.forebay.wire.Body;
import dev.forebay.wire.Peer;
import dev.forebay.wire.protocol.Headers;
import dev.forebay.wire.protocol.WireRequest;
import dev.forebay.wire.protocol.WireResponse;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.SelectableChannelEndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/**
 * One request and its answer, in our words instead of Jetty's. Confined to the request's thread.
 */
final class Exchange {
  private static final String REQUEST_ID = "x-amzn-RequestId";
  private static final int BUFFER = 65_536;

  private final Request request;
  private final Response response;
  private final RequestId requestId;
  private final RequestBody body;
  private final WireRequest head;
  private Headers added = Headers.EMPTY;

  Exchange(Request request, Response response, RequestId requestId, RequestBody body) {
    this.request = request;
    this.response = response;
    this.requestId = requestId;
    this.body = body;
    this.head = head(request);
  }

  /** The request without its body. */
  WireRequest head() {
    return head;
  }

  RequestBody body() {
    return body;
  }

  RequestId requestId() {
    return requestId;
  }

  /** The peer's address; empty for a Unix domain socket. */
  Optional<InetAddress> peer() {
    SocketAddress remote = request.getConnectionMetaData().getRemoteSocketAddress();
    return remote instanceof InetSocketAddress inet
        ? Optional.ofNullable(inet.getAddress())
        : Optional.empty();
  }

  /** The protocol's name and version, such as {@code HTTP/1.1}. */
  String protocol() {
    return request.getConnectionMetaData().getProtocol();
  }

  /** Who hangs up is noticed by the one given, for HTTP/1.1; HTTP/2 tells by itself. */
  Peer peer(HangUps hangUps) {
    return action -> {
      if (request.getConnectionMetaData().getHttpVersion() != HTTP_2
          && request.getConnectionMetaData().getConnection().getEndPoint()
              instanceof SelectableChannelEndPoint endPoint) {
        return hangUps.watch(endPoint.getChannel(), action);
      }
      request.addFailureListener(_ -> action.run());
      return () -> {};
    };
  }

  /** Whether the request came over the Unix domain socket. */
  boolean isUnix() {
    return request.getConnectionMetaData().getLocalSocketAddress()
        instanceof UnixDomainSocketAddress;
  }

  /** Scheme, host and port by which the caller reached us. */
  URI endpoint() {
    Optional<String> host = head.headers().first("Host").filter(text -> !text.isBlank());
    if (host.isPresent()) {
      try {
        URI uri = URI.create("http://" + host.get());
        if (uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawPath().isEmpty()) {
          return uri;
        }
      } catch (IllegalArgumentException e) {
        // Not a name that could stand in a URI: the listener's own address does.
      }
    }
    SocketAddress local = request.getConnectionMetaData().getLocalSocketAddress();
    return local instanceof InetSocketAddress inet
        ? URI.create("http://127.0.0.1:" + inet.getPort())
        : URI.create("http://localhost");
  }

  /** Whether the head of the answer is on its way. */
  boolean isCommitted() {
    return response.isCommitted();
  }

  /** Sends a whole answer. */
  void send(WireResponse answer) throws IOException {
    begin(answer.status(), answer.headers());
    // An answer to HEAD says how long the body would be, and has none.
    boolean told = isHead() && response.getHeaders().contains(HttpHeader.CONTENT_LENGTH);
    if (answer.status() != 204 && answer.status() != 304 && !told) {
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.body().size());
    }
    if (answer.status() == 408 && request.getConnectionMetaData().getHttpVersion() != HTTP_2) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    write(answer.body(), Last.YES);
  }

  /** Sends an answer with bytes beside it, piece by piece. */
  void send(WireResponse answer, Body body) throws IOException {
    long size = body.size().orElseThrow();
    try (InputStream in = body.open()) {
      begin(answer.status(), answer.headers());
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, size);
      byte[] buffer = new byte[(int) Math.min(size, BUFFER)];
      long left = size;
      do {
        int count = in.readNBytes(buffer, 0, (int) Math.min(left, buffer.length));
        if (count == 0 && left > 0) {
          throw new EOFException("the body ended " + left + " bytes too soon");
        }
        left -= count;
        write(ByteBuffer.wrap(buffer, 0, count), left == 0 ? Last.YES : Last.NO);
      } while (left > 0);
    }
  }

  /** Whether the answer may have no body. */
  boolean isHead() {
    return head.method().equals("HEAD");
  }

  private static final HttpVersion HTTP_2 = HttpVersion.HTTP_2;

  /** Sends the head of an answer whose body follows. */
  void start(int status, Headers headers) throws IOException {
    begin(status, headers);
    write(Bytes.EMPTY, Last.NO);
  }

  /** Whether an answer ends here. */
  enum Last {
    YES,
    NO
  }

  /** Sends a piece of the body; it is on its way when this returns. */
  void write(Bytes piece, Last last) throws IOException {
    write(piece.toByteBuffer(), last);
  }

  void write(ByteBuffer piece, Last last) throws IOException {
    Content.Sink.write(response, last == Last.YES, piece);
  }

  /** Adds headers to whatever is answered. */
  void addToAnswer(Headers headers) {
    added = headers;
  }

  private void begin(int status, Headers headers) {
    response.setStatus(status);
    headers.forEach(response.getHeaders()::add);
    added.forEach(response.getHeaders()::add);
    response.getHeaders().put(REQUEST_ID, requestId.value());
  }

  private static WireRequest head(Request request) {
    HttpURI uri = request.getHttpURI();
    Headers.Builder headers = Headers.builder();
    for (HttpField field : request.getHeaders()) {
      String value = field.getValue();
      headers.add(field.getName(), value == null ? "" : value);
    }
    if (!request.getHeaders().contains(HttpHeader.HOST) && uri.getAuthority() != null) {
      headers.add("Host", uri.getAuthority());
    }
    String path = uri.getPath();
    String query = uri.getQuery();
    return new WireRequest(
        request.getMethod().toUpperCase(Locale.ROOT),
        path == null || path.isEmpty() ? "/" : path,
        query == null ? "" : query,
        headers.build(),
        Bytes.EMPTY);
  }
}
