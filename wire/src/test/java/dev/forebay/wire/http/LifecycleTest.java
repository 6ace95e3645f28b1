package dev.forebay.wire.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.wire.signature.UnknownKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the edge starts and stops. */
class LifecycleTest {
  private static HttpSettings on(String host, int port, Duration grace) {
    return new HttpSettings(
        host,
        port,
        Optional.empty(),
        Set.of(),
        HttpSettings.AdminPeers.LOCAL,
        Set.of(),
        TestFront.PLACE,
        Duration.ofSeconds(30),
        grace);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
  void aListenerThatOthersReachMustRefuseUnknownKeys(String host) {
    assertThatThrownBy(
            () -> new TestFront(on(host, 0, Duration.ofSeconds(1)), UnknownKeys.TRUST, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("auth.unknown-keys=refuse");
  }

  @Test
  void aListenerThatRefusesUnknownKeysMayBeReached() throws IOException {
    try (TestFront front =
        new TestFront(on("0.0.0.0", 0, Duration.ofSeconds(1)), UnknownKeys.REFUSE, List.of())) {
      assertThat(front.exchange(front.head("GET /2015-03-31/functions")))
          .startsWith("HTTP/1.1 403 ");
    }
  }

  @Test
  void aPortThatIsTakenIsSaid() {
    try (TestFront first = new TestFront()) {
      int port = first.front.port();
      assertThatThrownBy(() ->
              new TestFront(
                  on("127.0.0.1", port, Duration.ofSeconds(1)), UnknownKeys.TRUST, List.of()))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("cannot listen on 127.0.0.1:" + port);
    }
  }

  @Test
  void closingLetsACallUnderWayEnd() throws Exception {
    TestFront front =
        new TestFront(on("127.0.0.1", 0, Duration.ofSeconds(20)), UnknownKeys.TRUST, List.of());
    try (Socket socket = front.connect()) {
      send(front, socket, "wait");
      assertThat(front.echo.waiting.await(10, TimeUnit.SECONDS)).isTrue();
      int port = front.front.port();
      Thread closing = Thread.ofVirtual().start(front::close);
      assertThat(refusesConnections(port)).isTrue();
      front.echo.steps.release();
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
          .startsWith("HTTP/1.1 200 ");
      assertThat(closing.join(Duration.ofSeconds(20))).isTrue();
    }
  }

  @Test
  void closingInterruptsACallThatOutlastsTheGrace() throws Exception {
    TestFront front =
        new TestFront(on("127.0.0.1", 0, Duration.ofMillis(300)), UnknownKeys.TRUST, List.of());
    try (Socket socket = front.connect()) {
      send(front, socket, "wait");
      assertThat(front.echo.waiting.await(10, TimeUnit.SECONDS)).isTrue();
      Thread closing = Thread.ofVirtual().start(front::close);
      assertThat(closing.join(Duration.ofSeconds(10))).isTrue();
    }
  }

  private static void send(TestFront front, Socket socket, String function) throws IOException {
    String head =
        front.head("POST /2015-03-31/functions/" + function + "/invocations", "Content-Length: 2");
    socket.getOutputStream().write((head + "{}").getBytes(StandardCharsets.ISO_8859_1));
  }

  private static boolean refusesConnections(int port) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (System.nanoTime() < end) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertThat(socket.isConnected()).isTrue();
      } catch (ConnectException e) {
        return true;
      }
    }
    return false;
  }
}
