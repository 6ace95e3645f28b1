package dev.forebay.wire.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.wire.Peer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HangUpsTest {
  @Test
  void aWaitingCallIsToldThatItsCallerHasHungUp() throws Exception {
    try (TestFront front = new TestFront()) {
      try (Socket socket = front.connect()) {
        socket
            .getOutputStream()
            .write(
                (front.head("POST /2015-03-31/functions/poll/invocations", "Content-Length: 2")
                        + "{}")
                    .getBytes(StandardCharsets.ISO_8859_1));
        assertThat(front.echo.waiting.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(front.echo.gone.getCount()).isEqualTo(1);
      }
      assertThat(front.echo.gone.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aConnectionIsWatchedAgainAndAgainAndNotOutsideOfItsWatches() throws Exception {
    Semaphore ends = new Semaphore(0);
    try (HangUps hangUps = new HangUps();
        ServerSocketChannel server = ServerSocketChannel.open().bind(loopback());
        SocketChannel client = SocketChannel.open(server.getLocalAddress());
        SocketChannel accepted = server.accept()) {
      accepted.configureBlocking(false);
      for (int i = 0; i < 1_000; i++) {
        hangUps.watch(accepted, ends::release).close();
      }
      client.write(ByteBuffer.wrap(new byte[1]));
      try (Peer.Watch _ = hangUps.watch(accepted, ends::release)) {
        assertThat(ends.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(ends.availablePermits()).isZero();
    }
  }

  private static InetSocketAddress loopback() throws IOException {
    return new InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 0);
  }
}
