package dev.forebay.push;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.forebay.model.Bytes;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpTest {
  private final StorageEngine engine = MemoryEngine.open(new VirtualClock(Site.START));
  private final Site site = new Site(engine);
  private final List<String> got = new CopyOnWriteArrayList<>();
  private final LinkedBlockingQueue<Integer> answers = new LinkedBlockingQueue<>();
  private HttpServer server;

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          got.add(
              exchange.getRequestHeaders().getFirst("x-amz-sns-message-type")
                  + " "
                  + new String(
                      exchange.getRequestBody().readAllBytes(),
                      java.nio.charset.StandardCharsets.UTF_8));
          Integer status = answers.poll();
          exchange.sendResponseHeaders(status == null ? 200 : status, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
    site.close();
    engine.close();
  }

  private Push push(int port) {
    URI url = URI.create("http://127.0.0.1:" + port + "/hook");
    return new Push(
        "id",
        url.toString(),
        Sender.service("sns.amazonaws.com", Site.TOPIC, Site.HOME),
        new Delivery.Http(
            "POST",
            url,
            Map.of("x-amz-sns-message-type", "Notification"),
            Bytes.utf8("hello"),
            Duration.ofSeconds(5),
            List.of()),
        Optional.empty(),
        new RetryPolicy(
            List.of(RetryPolicy.Phase.constant(2, Duration.ofSeconds(20))), Duration.ofHours(1), 0),
        Optional.of(Site.letter("dead")));
  }

  @Test
  void aRequestArrivesWithItsHeadersAndItsBody() {
    site.pushes.deliver(List.of(push(server.getAddress().getPort())));
    Site.await(() -> site.pushes.pending().isEmpty());
    assertThat(got).containsExactly("Notification hello");
  }

  @Test
  void aServersErrorIsTriedAgain() {
    answers.addAll(List.of(500, 429));
    site.pushes.deliver(List.of(push(server.getAddress().getPort())));
    for (int i = 1; i <= 2; i++) {
      int tries = i;
      Site.await(() -> got.size() == tries);
      site.settle();
      site.clock.advance(Duration.ofSeconds(20));
    }
    Site.await(() -> site.pushes.pending().isEmpty());
    assertThat(got).hasSize(3);
    assertThat(site.targets.arrived).isEmpty();
  }

  @Test
  void aClientsErrorIsNotTriedAgain() {
    answers.add(404);
    site.pushes.deliver(List.of(push(server.getAddress().getPort())));
    Site.await(() -> site.pushes.pending().isEmpty());
    assertThat(got).hasSize(1);
    assertThat(site.targets.bodies()).containsExactly("dead");
  }

  @Test
  void nobodyListeningIsTriedAgain() {
    int port = server.getAddress().getPort();
    server.stop(0);
    site.pushes.deliver(List.of(push(port)));
    site.settle();
    assertThat(site.pushes.pending().getFirst().until()).contains(Site.START.plusSeconds(20));
  }
}
