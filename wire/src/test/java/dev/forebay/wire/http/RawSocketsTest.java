package dev.forebay.wire.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.SystemClock;
import dev.forebay.wire.signature.UnknownKeys;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no SDK sends: malformed, odd, slow and aborted requests. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RawSocketsTest {
  private static final String INVOKE = "POST /2015-03-31/functions/echo/invocations";

  private TestFront front;

  @BeforeAll
  void start() {
    front = new TestFront();
  }

  @AfterAll
  void stop() {
    front.close();
  }

  private static void assertAnswer(String answer, int status) {
    assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
    assertThat(answer.toLowerCase(java.util.Locale.ROOT))
        .contains("x-amzn-requestid: ")
        .doesNotContain("<html")
        .doesNotContain("jetty")
        .doesNotContain("server:")
        .doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon here\r\nHost: a\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: a\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ten\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: rot13\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nBad\u0001Name: x\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n"
      })
  void aMalformedRequestIsAnsweredInJson(String bytes) throws IOException {
    String answer = front.exchange(bytes);
    assertThat(answer).matches("(?s)HTTP/1.1 (400|501|505) .*");
    assertAnswer(answer, Integer.parseInt(answer.substring(9, 12)));
    assertThat(answer).contains("\"__type\":\"");
  }

  @Test
  void headersOf60KilobytesAreFineAndLargerOnesAreRefused() throws IOException {
    String large = "X-Filler: " + "a".repeat(60_000);
    assertAnswer(
        front.exchange(front.head(INVOKE, large, "Content-Length: 2", "Connection: close") + "{}"),
        200);
    assertAnswer(front.exchange(front.head(INVOKE, large + "a".repeat(8_000))), 431);
  }

  @Test
  void anUnsignedRequestIsToldSo() throws IOException {
    String answer = front.exchange("GET /2015-03-31/functions HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertAnswer(answer, 403);
    assertThat(answer).contains("MissingAuthenticationTokenException");
  }

  @Test
  void anUnknownPathIsAnsweredInAwssShape() throws IOException {
    String answer = front.exchange(front.head("GET /no/such/thing"));
    assertThat(answer).matches("(?s)HTTP/1.1 40[0-9] .*");
    assertAnswer(answer, Integer.parseInt(answer.substring(9, 12)));
  }

  @Test
  void chunkedBodiesWithExtensionsAndTrailersAreRead() throws IOException {
    String answer =
        front.exchange(
            front.head(INVOKE, "Transfer-Encoding: chunked", "Connection: close")
                + "3;a=b\r\n{\"a\r\n4\r\n\":1}\r\n0\r\nX-Trailer: t\r\n\r\n");
    assertAnswer(answer, 200);
    assertThat(answer).endsWith("{\"a\":1}");
  }

  @Test
  void aBrokenChunkIsRefused() throws IOException {
    String answer =
        front.exchange(front.head(INVOKE, "Transfer-Encoding: chunked") + "zz\r\n{}\r\n0\r\n\r\n");
    assertAnswer(answer, 400);
  }

  @Test
  void pipelinedRequestsAreAnsweredInTheirOrder() throws IOException {
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      requests.append(front.head(INVOKE, "Content-Length: 1")).append(i);
    }
    requests.append(front.head(INVOKE, "Content-Length: 1", "Connection: close")).append(5);
    String answers = front.exchange(requests.toString());
    assertThat(answers.split("HTTP/1.1 200 OK", -1)).hasSize(7);
    int at = 0;
    for (int i = 0; i < 6; i++) {
      at = answers.indexOf("\r\n\r\n" + i, at) + 1;
      assertThat(at).as("answer %s", i).isPositive();
    }
  }

  @Test
  void continueIsSentWhenTheBodyIsWantedAndNotWhenItIsTooLarge() throws IOException {
    try (Socket socket = front.connect()) {
      BufferedReader in = reader(socket);
      send(socket, front.head(INVOKE, "Content-Length: 2", "Expect: 100-continue"));
      assertThat(in.readLine()).isEqualTo("HTTP/1.1 100 Continue");
      assertThat(in.readLine()).isEmpty();
      send(socket, "{}");
      assertThat(in.readLine()).isEqualTo("HTTP/1.1 200 OK");
    }
    try (Socket socket = front.connect()) {
      BufferedReader in = reader(socket);
      send(socket, front.head(INVOKE, "Content-Length: 8000000", "Expect: 100-continue"));
      assertThat(in.readLine()).startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void anEndlessChunkedBodyIsCutOffAtTheLimit() throws IOException {
    StringBuilder body = new StringBuilder();
    String chunk = "100000\r\n" + "7".repeat(0x100000) + "\r\n";
    for (int i = 0; i < 8; i++) {
      body.append(chunk);
    }
    String answer =
        front.exchange(front.head(INVOKE, "Transfer-Encoding: chunked") + body + "0\r\n\r\n");
    assertAnswer(answer, 413);
    assertThat(answer)
        .contains("Request must be smaller than 6291456 bytes for the InvokeFunction operation");
  }

  @Test
  void headHasNoBody() throws IOException {
    String answer = front.exchange(front.head("HEAD /2015-03-31/functions", "Connection: close"));
    assertThat(answer).endsWith("\r\n\r\n");
    assertAnswer(answer, Integer.parseInt(answer.substring(9, 12)));
  }

  @Test
  void aBodyThatTricklesOrStopsIsGivenUp() throws IOException {
    try (TestFront impatient =
        new TestFront(TestFront.impatient(Duration.ofMillis(400)), UnknownKeys.TRUST, List.of())) {
      try (Socket socket = impatient.connect()) {
        send(socket, impatient.head(INVOKE, "Content-Length: 10") + "12");
        assertThat(reader(socket).readLine()).startsWith("HTTP/1.1 408 ");
      }
      try (Socket socket = impatient.connect()) {
        send(socket, impatient.head(INVOKE, "Content-Length: 1000"));
        Thread trickle = Thread.ofVirtual().start(() -> trickle(socket));
        assertThat(reader(socket).readLine()).startsWith("HTTP/1.1 408 ");
        trickle.interrupt();
      }
    }
  }

  private static void trickle(Socket socket) {
    SystemClock clock = new SystemClock();
    try {
      while (!Thread.currentThread().isInterrupted()) {
        send(socket, "x");
        clock.sleep(Duration.ofMillis(20));
      }
    } catch (IOException | InterruptedException e) {
      return;
    }
  }

  @Test
  void aCallMayTakeLongerThanTheIdleTimeout() throws Exception {
    try (TestFront impatient =
        new TestFront(TestFront.impatient(Duration.ofMillis(200)), UnknownKeys.TRUST, List.of())) {
      try (Socket socket = impatient.connect()) {
        send(socket, impatient.head(INVOKE.replace("echo", "wait"), "Content-Length: 2") + "{}");
        assertThat(impatient.echo.waiting.await(10, TimeUnit.SECONDS)).isTrue();
        socket.setSoTimeout(700);
        assertThat(readsNothing(socket)).isTrue();
        impatient.echo.steps.release();
        assertThat(reader(socket).readLine()).isEqualTo("HTTP/1.1 200 OK");
      }
    }
  }

  private static boolean readsNothing(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() == Integer.MIN_VALUE;
    } catch (java.net.SocketTimeoutException e) {
      return true;
    }
  }

  @Test
  void aSenderThatHangsUpLeavesTheEdgeInGoodHealth() throws IOException {
    for (int i = 0; i < 20; i++) {
      try (Socket socket = front.connect()) {
        socket.setSoLinger(true, 0);
        send(socket, front.head(INVOKE, "Content-Length: 100000") + "x".repeat(i * 1_000));
      }
    }
    assertAnswer(
        front.exchange(front.head(INVOKE, "Content-Length: 2", "Connection: close") + "{}"), 200);
  }

  @Test
  void noDamageToARequestBringsAnythingButAnAnswerOrAClose() throws IOException {
    Random random = new Random(42);
    String good = front.head(INVOKE, "Content-Length: 2", "Content-Type: application/json") + "{}";
    for (int i = 0; i < 400; i++) {
      char[] damaged = good.toCharArray();
      for (int j = random.nextInt(3); j >= 0; j--) {
        damaged[random.nextInt(damaged.length)] = (char) random.nextInt(256);
      }
      String answer = front.exchange(new String(damaged));
      if (!answer.isEmpty()) {
        assertThat(answer).as("damage %s", i).matches("(?s)HTTP/1.[01] [245].*");
        assertThat(answer).as("damage %s", i).doesNotContain(" 500 ").doesNotContain("<html");
      }
    }
  }

  private static void send(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
  }
}
