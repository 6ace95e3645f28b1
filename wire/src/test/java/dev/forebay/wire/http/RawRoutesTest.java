package dev.forebay.wire.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.Bytes;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.protocol.Headers;
import dev.forebay.wire.signature.UnknownKeys;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths that are no AWS operation's, and who may use them. */
class RawRoutesTest {
  @TempDir private Path folder;
  private Path socketPath;
  private TestFront front;

  @BeforeEach
  void start() {
    socketPath = folder.resolve("s");
    front = start(UnixListener.Admin.REFUSED, UnknownKeys.TRUST);
  }

  @AfterEach
  void stop() {
    front.close();
  }

  private TestFront start(UnixListener.Admin admin, UnknownKeys unknownKeys) {
    HttpSettings plain = HttpSettings.loopback(0, TestFront.PLACE);
    HttpSettings settings =
        new HttpSettings(
            plain.host(),
            0,
            Optional.of(new UnixListener(socketPath, admin)),
            java.util.Set.of("forebay.test"),
            plain.adminPeers(),
            plain.anonymous(),
            plain.defaultPlace(),
            plain.idleTimeout(),
            plain.grace());
    return new TestFront(
        settings,
        unknownKeys,
        List.of(
            new RawRoute("/_forebay/", RawRoute.Access.ADMIN, RawRoutesTest::show),
            new RawRoute("/_forebay/stream", RawRoute.Access.ADMIN, RawRoutesTest::copy),
            new RawRoute("/_code/", RawRoute.Access.EVERYONE, RawRoutesTest::show),
            RawRoute.ofHosts(
                Pattern.compile("[a-z]+\\.urls\\.localhost"), RawRoutesTest::showSender),
            RawRoute.ofPaths(Pattern.compile("/[a-z]+_[a-z]+/.*"), RawRoutesTest::show)));
  }

  private static void show(RawRequest request, RawResponse response) throws IOException {
    switch (request.rawPath()) {
      case "/_forebay/refuse" -> throw new AwsException("TeapotException", 418, "a \"teapot\"");
      case "/_forebay/boom" -> throw new IllegalStateException("a fault of ours");
      default ->
          response.send(
              200,
              Headers.of("Content-Type", "text/plain"),
              Bytes.utf8(request.method() + " " + request.rawPath() + "?" + request.rawQuery()));
    }
  }

  private static void showSender(RawRequest request, RawResponse response) throws IOException {
    if (request.rawPath().equals("/broken")) {
      response.stream(200, Headers.EMPTY).write('x');
      throw new IOException("the source dried up");
    }
    RawRequest.Sender sender = request.sender();
    String text =
        sender.sourceIp().orElse("")
            + " "
            + sender.protocol()
            + " "
            + sender.signature().get().map(signed -> signed.caller().name()).orElse("nobody");
    response.send(200, Headers.EMPTY, Bytes.utf8(text));
  }

  private static void copy(RawRequest request, RawResponse response) throws IOException {
    OutputStream out = response.stream(200, Headers.of("Content-Type", "text/plain"));
    byte[] buffer = new byte[1_024];
    InputStream in = request.body();
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      out.write(buffer, 0, count);
      out.flush();
    }
  }

  private String get(String line, String... headers) throws IOException {
    return front.exchange(
        line + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\nConnection: close\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/_forebay/a%2Fb//c/../%41?x=%20&&y",
        "/_forebay/;p=1/%7e?q=%zz",
        "/_forebay/%C3%A9?a=b=c?d"
      })
  void pathAndQueryArriveByteForByte(String target) throws IOException {
    String answer = get("GET " + target, "Host: localhost");
    assertThat(answer).startsWith("HTTP/1.1 200 OK").endsWith("\r\n\r\nGET " + target);
    assertThat(answer).containsIgnoringCase("x-amzn-requestid: ");
  }

  @Test
  void aRouteMayBeOfPathsThatMatchAndOfNoOthers() throws IOException {
    assertThat(get("GET /us_pool/keys", "Host: localhost")).endsWith("GET /us_pool/keys?");
    assertThat(get("GET /bucket/us_pool/keys", "Host: localhost"))
        .doesNotContain("GET /bucket/us_pool/keys");
  }

  @Test
  void requestAndResponseStream() throws IOException {
    try (Socket socket = front.connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(
          "POST /_forebay/stream HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      StringBuilder seen = new StringBuilder();
      for (int i = 0; i < 3; i++) {
        out.write(("5\r\nstep" + i + "\r\n").getBytes(StandardCharsets.US_ASCII));
        while (seen.indexOf("step" + i) < 0) {
          int b = socket.getInputStream().read();
          assertThat(b).isNotNegative();
          seen.append((char) b);
        }
      }
      out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      while (seen.indexOf("0\r\n\r\n") < 0) {
        seen.append((char) socket.getInputStream().read());
      }
    }
  }

  @Test
  void errorsAndFaultsOfAHandlerAreAnswers() throws IOException {
    String refused = get("GET /_forebay/refuse", "Host: localhost");
    assertThat(refused)
        .startsWith("HTTP/1.1 418 ")
        .endsWith("{\"__type\":\"TeapotException\",\"message\":\"a \\\"teapot\\\"\"}");
    String fault = get("GET /_forebay/boom", "Host: localhost");
    assertThat(fault).startsWith("HTTP/1.1 500 ").doesNotContain("fault of ours");
  }

  @Nested
  class RoutesOfHosts {
    @Test
    void comeBeforeRoutesOfPathsWhateverThePortAndTheCase() throws IOException {
      assertThat(get("GET /_forebay/x", "Host: Abc.URLS.localhost:4566"))
          .endsWith("127.0.0.1 HTTP/1.1 nobody");
      assertThat(get("GET /_forebay/x", "Host: abc.other.localhost")).endsWith("GET /_forebay/x?");
    }

    @Test
    void knowWhoSigned() throws IOException {
      List<String> signed = TestFront.trustedHeaders();
      assertThat(get("GET /", "Host: a.urls.localhost", signed.get(0), signed.get(1)))
          .contains(":root");
      assertThat(
              get(
                  "GET /",
                  "Host: a.urls.localhost",
                  "Origin: https://evil.example",
                  signed.get(0),
                  signed.get(1)))
          .startsWith("HTTP/1.1 403 ");
    }

    @Test
    void doNotMakeABrokenStreamLookWhole() throws IOException {
      assertThat(get("GET /broken", "Host: a.urls.localhost")).doesNotContain("0\r\n\r\n");
    }
  }

  @Nested
  class WebPages {
    @ParameterizedTest
    @CsvSource({
      "POST, localhost:4566, http://localhost:4566, 200",
      "POST, localhost:4566, http://localhost:3000, 403",
      "POST, localhost:4566, https://evil.example, 403",
      "POST, localhost:4566, null, 403",
      "POST, evil.example:4566, http://evil.example:4566, 403",
      "POST, forebay.test, http://forebay.test, 200",
      "POST, app.localhost, http://app.localhost, 200",
      "POST, [::1]:4566, http://[::1]:4566, 200",
      "GET, localhost, http://localhost:3000, 200",
      "GET, evil.example, http://evil.example, 403"
    })
    void ofOtherOriginsMayChangeNothing(String method, String host, String origin, int status)
        throws IOException {
      assertThat(
              get(
                  method + " /_forebay/reset",
                  "Host: " + host,
                  "Origin: " + origin,
                  "Content-Length: 0"))
          .startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void mayNotUseTrustedUnknownKeys() throws IOException {
      List<String> signed = TestFront.trustedHeaders();
      String list = "GET /2015-03-31/functions";
      assertThat(get(list, "Host: localhost", signed.get(0), signed.get(1)))
          .startsWith("HTTP/1.1 200 ");
      assertThat(get(list, "Host: evil.example", signed.get(0), signed.get(1)))
          .startsWith("HTTP/1.1 403 ");
      assertThat(get(list, "Host: localhost", "Origin: http://x.y", signed.get(0), signed.get(1)))
          .startsWith("HTTP/1.1 403 ")
          .contains("AccessDeniedException");
    }
  }

  @Nested
  class TheUnixSocket {
    private String ask(String head) throws IOException {
      try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        channel.connect(UnixDomainSocketAddress.of(socketPath));
        channel.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
        ByteBuffer answer = ByteBuffer.allocate(65_536);
        int count = channel.read(answer);
        while (count > 0) {
          count = channel.read(answer);
        }
        return new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1);
      }
    }

    @Test
    void answersAwsCallsButNoAdminRoutes() throws IOException {
      assertThat(ask(front.head("GET /2015-03-31/functions", "Connection: close")))
          .startsWith("HTTP/1.1 200 ");
      assertThat(ask(front.head("GET /_forebay/health", "Connection: close")))
          .startsWith("HTTP/1.1 403 ");
    }

    @Test
    void answersAdminRoutesWhenItMay() throws IOException {
      front.close();
      front = start(UnixListener.Admin.ANSWERED, UnknownKeys.TRUST);
      assertThat(ask(front.head("GET /_forebay/health", "Connection: close")))
          .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void replacesAnOldSocketFileAndLeavesNoneBehind() throws IOException {
      front.close();
      assertThat(socketPath).doesNotExist();
      Files.writeString(socketPath, "left over");
      front = start(UnixListener.Admin.REFUSED, UnknownKeys.REFUSE);
      assertThat(ask(front.head("GET /2015-03-31/functions", "Connection: close")))
          .startsWith("HTTP/1.1 403 ");
    }
  }
}
