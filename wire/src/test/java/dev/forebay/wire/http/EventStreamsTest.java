package dev.forebay.wire.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.wire.signature.UnknownKeys;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Event streams over HTTP/1.1. */
class EventStreamsTest {
  private static Socket call(TestFront front, String function) throws IOException {
    Socket socket = front.connect();
    String line = "POST /2021-11-15/functions/" + function + "/response-streaming-invocations";
    String head = front.head(line, "Content-Length: 2", "Connection: close");
    socket.getOutputStream().write((head + "{}").getBytes(StandardCharsets.ISO_8859_1));
    return socket;
  }

  @Test
  void eachEventArrivesBeforeTheNextIsMade() throws IOException {
    try (TestFront front = new TestFront();
        Socket socket = call(front, "echo")) {
      StreamReading.assertEachPartArrivesAtOnce(socket.getInputStream(), front.echo.steps);
    }
  }

  @Test
  void aFaultInMidStreamEndsItWithAnExceptionMessage() throws IOException {
    try (TestFront front = new TestFront();
        Socket socket = call(front, "boom")) {
      front.echo.steps.release(3);
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      assertThat(answer).startsWith("HTTP/1.1 200 ").contains("part2").contains(":exception-type");
      assertThat(answer).doesNotContain("fault of ours");
    }
  }

  @Test
  void aReaderThatLeavesEndsTheStream() throws IOException {
    try (TestFront front =
        new TestFront(HttpSettings.loopback(0, TestFront.PLACE), UnknownKeys.TRUST, List.of())) {
      try (Socket socket = call(front, "echo")) {
        InputStream in = socket.getInputStream();
        assertThat(in.read()).isEqualTo('H');
        socket.setSoLinger(true, 0);
      }
      front.echo.steps.release(3);
      assertThat(front.exchange(front.head("GET /2015-03-31/functions", "Connection: close")))
          .startsWith("HTTP/1.1 200 ");
    }
  }
}
