package dev.forebay.invocation;

import static dev.forebay.invocation.ScriptedExecution.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.Bytes;
import dev.forebay.model.RequestId;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.protocol.Headers;
import dev.forebay.wire.protocol.WireCall;
import dev.forebay.wire.protocol.WireProtocols;
import dev.forebay.wire.protocol.WireRequest;
import dev.forebay.wire.protocol.WireResponse;
import dev.forebay.wire.tables.ServiceTables;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InvokeOnTheWireTest {
  private static final RequestId ID = RequestId.random(Site.RANDOM);

  @TempDir private Path folder;
  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-11-21T10:00:00Z"));
  private final StorageEngine engine = MemoryEngine.open(clock);
  private final ScriptedExecution functions = new ScriptedExecution();
  private Site site;

  @BeforeEach
  void open() {
    site = new Site(engine, folder, clock, functions);
    site.create("fn", "");
  }

  @AfterEach
  void close() {
    site.close();
    engine.close();
  }

  private WireResponse post(String path, Headers headers, String body) {
    WireProtocols protocols =
        new WireProtocols(
            Map.of("lambda", Objects.requireNonNull(site.switchboard().services().get("lambda"))),
            new ServiceTables());
    WireRequest request = new WireRequest("POST", path, "", headers, Bytes.utf8(body));
    WireCall call = protocols.find(request, Optional.of("lambda"));
    try {
      return protocols.response(
          call,
          site.switchboard()
              .call(
                  Site.context(Optional.empty()),
                  call.service(),
                  call.operation(),
                  protocols.decode(call, request)),
          ID);
    } catch (AwsException error) {
      return protocols.error(call, error, ID);
    }
  }

  private static Headers type(String type) {
    return Headers.builder().add("X-Amz-Invocation-Type", type).build();
  }

  @Test
  void aFunctionErrorHasItsHeaderAndItsBodyAsItIs() {
    functions.play((image, event, sink) -> failure("{\"errorMessage\":\"no\"}"));
    WireResponse response =
        post(
            "/2015-03-31/functions/fn/invocations",
            Headers.builder().add("X-Amz-Log-Type", "Tail").build(),
            "[1]");
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers().first("X-Amz-Function-Error")).contains("Unhandled");
    assertThat(response.headers().first("X-Amz-Executed-Version")).contains("$LATEST");
    assertThat(response.headers().first("X-Amz-Log-Result")).contains("U1RBUlQKUkVQT1JUCg==");
    assertThat(response.body().toUtf8()).isEqualTo("{\"errorMessage\":\"no\"}");
    assertThat(functions.events.getFirst().payload().toUtf8()).isEqualTo("[1]");
  }

  @Test
  void theStatusTellsTheTypeOfTheInvocation() {
    WireResponse event = post("/2015-03-31/functions/fn/invocations", type("Event"), "{}");
    assertThat(event.status()).isEqualTo(202);
    assertThat(event.body().isEmpty()).isTrue();
    WireResponse dry = post("/2015-03-31/functions/fn/invocations", type("DryRun"), "{}");
    assertThat(dry.status()).isEqualTo(204);
    assertThat(dry.body().isEmpty()).isTrue();
  }

  @Test
  void theOlderInvokeAsyncIsUnderstood() throws InterruptedException {
    WireResponse response =
        post("/2014-11-13/functions/fn/invoke-async", Headers.builder().build(), "{\"n\":7}");
    assertThat(response.status()).isEqualTo(202);
    Site.eventually(() -> functions.events.size() == 1);
    assertThat(functions.events.getFirst().payload().toUtf8()).isEqualTo("{\"n\":7}");
  }
}
