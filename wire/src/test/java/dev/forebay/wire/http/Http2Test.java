package dev.forebay.wire.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.wire.signature.UnknownKeys;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.CompletableResponseListener;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.StringRequestContent;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.HttpClientTransportOverHTTP2;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** HTTP/2 without TLS, with prior knowledge and by upgrade. */
class Http2Test {
  private static final String INVOKE = "/2015-03-31/functions/echo/invocations";
  private static final String STREAM = "/2021-11-15/functions/echo/response-streaming-invocations";

  private TestFront front;
  private HttpClient client;

  @BeforeEach
  void start() throws Exception {
    front = new TestFront(TestFront.impatient(Duration.ofSeconds(2)), UnknownKeys.TRUST, List.of());
    client = new HttpClient(new HttpClientTransportOverHTTP2(new HTTP2Client()));
    client.start();
  }

  @AfterEach
  void stop() throws Exception {
    client.stop();
    front.close();
  }

  private Request request(String path, String body) {
    Request request =
        client.POST(front.uri() + path).body(new StringRequestContent("application/json", body));
    for (String header : TestFront.trustedHeaders()) {
      String[] parts = header.split(": ", 2);
      request.headers(headers -> headers.put(parts[0], parts[1]));
    }
    return request;
  }

  @Test
  void manyCallsShareAConnection() throws Exception {
    List<CompletableFuture<ContentResponse>> answers =
        java.util.stream.IntStream.range(0, 100)
            .mapToObj(i -> new CompletableResponseListener(request(INVOKE, "" + i)).send())
            .toList();
    for (int i = 0; i < answers.size(); i++) {
      ContentResponse answer = answers.get(i).get(20, TimeUnit.SECONDS);
      assertThat(answer.getStatus()).isEqualTo(200);
      assertThat(answer.getVersion()).hasToString("HTTP/2.0");
      assertThat(answer.getContentAsString()).isEqualTo("" + i);
      assertThat(answer.getHeaders().get("x-amzn-RequestId")).hasSize(36);
      assertThat(answer.getHeaders().contains(HttpHeader.SERVER)).isFalse();
    }
  }

  @Test
  void aBodyThatIsTooLargeIsAnswered() throws Exception {
    ContentResponse answer = request(INVOKE, "7".repeat(8_000_000)).send();
    assertThat(answer.getStatus()).isEqualTo(413);
    assertThat(answer.getContentAsString()).contains("Request must be smaller than 6291456 bytes");
  }

  @Test
  void eachEventOfAStreamArrivesBeforeTheNextIsMade() throws Exception {
    InputStreamResponseListener answer = new InputStreamResponseListener();
    request(STREAM, "{}").send(answer);
    assertThat(answer.get(20, TimeUnit.SECONDS).getStatus()).isEqualTo(200);
    try (InputStream in = answer.getInputStream()) {
      StreamReading.assertEachPartArrivesAtOnce(in, front.echo.steps);
    }
  }

  @Test
  void aCallMayTakeLongerThanTheIdleTimeout() throws Exception {
    CompletableFuture<ContentResponse> answer =
        new CompletableResponseListener(request(INVOKE.replace("echo", "wait"), "{}")).send();
    assertThat(front.echo.waiting.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(answer.completeOnTimeout(null, 3, TimeUnit.SECONDS).get()).isNull();
    assertThat(client.isRunning()).isTrue();
    front.echo.steps.release(2);
    ContentResponse next = request(INVOKE, "{}").send();
    assertThat(next.getStatus()).isEqualTo(200);
  }

  @Test
  void theJdksClientMayUpgradeOrNot() throws Exception {
    try (java.net.http.HttpClient jdk =
        java.net.http.HttpClient.newBuilder()
            .version(java.net.http.HttpClient.Version.HTTP_2)
            .build()) {
      for (int i = 0; i < 3; i++) {
        HttpRequest.Builder request =
            HttpRequest.newBuilder(front.uri().resolve(INVOKE))
                .POST(HttpRequest.BodyPublishers.ofString("{\"i\":" + i + "}"));
        for (String header : TestFront.trustedHeaders()) {
          String[] parts = header.split(": ", 2);
          request.header(parts[0], parts[1]);
        }
        HttpResponse<String> answer =
            jdk.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"i\":" + i + "}");
      }
    }
  }

  @Test
  void garbageAfterThePrefaceDoesNoHarm() throws IOException {
    front.exchange("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "garbage".repeat(100));
    front.exchange("PRI * HTTP/2.0\r\n\r\n");
    assertThat(front.exchange(front.head("GET /2015-03-31/functions", "Connection: close")))
        .startsWith("HTTP/1.1 200 ");
  }
}
