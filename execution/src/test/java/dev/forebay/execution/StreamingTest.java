package dev.forebay.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.execution.InvocationOutcome.FunctionFailed;
import dev.forebay.execution.InvocationOutcome.Succeeded;
import dev.forebay.model.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(SandboxKind.class)
class StreamingTest {
  /** Streams what the event's list says: texts are chunks, numbers are pauses in seconds. */
  private static final String STREAMS =
      RawRuntime.PYTHON
          + """
          import base64
          while True:
              id, headers, body = next()
              event = json.loads(body)
              main.send(("POST %sinvocation/%s/response HTTP/1.1\\r\\nContent-Type: text/x-mine\\r\\n"
                  "Lambda-Runtime-Function-Response-Mode: %s\\r\\nTransfer-Encoding: chunked\\r\\n"
                  "Trailer: Lambda-Runtime-Function-Error-Type\\r\\n\\r\\n"
                  % (R, id, event.get("mode", "streaming"))).encode())
              for part in event["parts"]:
                  if isinstance(part, str):
                      main.send(b"%x;x=y\\r\\n%s\\r\\n" % (len(part), part.encode()))
                  else:
                      time.sleep(part)
              main.send(b"0\\r\\n")
              if "error" in event:
                  error = base64.b64encode(json.dumps(event["error"]).encode())
                  main.send(b"Lambda-Runtime-Function-Error-Type: Function.Mine\\r\\n"
                      b"Lambda-Runtime-Function-Error-Body: " + error + b"\\r\\n")
              main.send(b"\\r\\n")
              print("replied", *main.reply()[::2], flush=True)
          """;

  @TempDir Path folder;
  private final SandboxKind sandbox;
  private Rig rig;

  StreamingTest(SandboxKind sandbox) {
    this.sandbox = sandbox;
  }

  @BeforeEach
  void open() {
    rig = new Rig(folder, sandbox);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  /** Keeps what it is given; fails once it has as much as it may. */
  private static final class Collected implements ResponseSink {
    private final List<String> parts = new CopyOnWriteArrayList<>();
    private int room = Integer.MAX_VALUE;

    @Override
    public void start(String contentType) {
      parts.add("<" + contentType + ">");
    }

    @Override
    public void write(Bytes bytes) throws IOException {
      if (parts.size() > room) {
        throw new IOException("the caller has gone");
      }
      parts.add(bytes.toUtf8());
    }
  }

  private FunctionImage streamer(Duration timeout) {
    return rig.function("streamer").bootstrap(STREAMS).timeout(timeout).image();
  }

  private FunctionImage streamer() {
    return streamer(Duration.ofSeconds(10));
  }

  @Test
  void bytesComeAsTheyAreProduced() throws Exception {
    Collected sink = new Collected();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      FunctionImage image = streamer();
      Future<InvocationOutcome> outcome =
          executor.submit(
              () -> rig.invoke(image, "{\"parts\":[\"one\",0.5,\"two\"]}", Optional.of(sink)));

      rig.await("the first part", () -> sink.parts.size() == 2);
      assertThat(outcome.isDone()).isFalse();
      assertThat(((Succeeded) outcome.get()).payload().isEmpty()).isTrue();
    }
    assertThat(sink.parts).containsExactly("<text/x-mine>", "one", "two");
    rig.await("the reply", () -> rig.log("streamer").contains("replied 202 {\"status\":\"OK\"}"));
  }

  @Test
  void withoutASinkTheWholeAnswerIsCollected() {
    InvocationOutcome outcome = rig.invoke(streamer(), "{\"parts\":[\"one\",\"two\"]}");

    assertThat(((Succeeded) outcome).payload().toUtf8()).isEqualTo("onetwo");
  }

  @Test
  void anErrorInTheMiddleComesInTrailers() {
    Collected sink = new Collected();
    InvocationOutcome outcome =
        rig.invoke(
            streamer(),
            "{\"parts\":[\"half\"],\"error\":{\"errorType\":\"E\",\"errorMessage\":\"m\"}}",
            Optional.of(sink));

    assertThat(sink.parts).containsExactly("<text/x-mine>", "half");
    assertThat(((FunctionFailed) outcome).errorType()).isEqualTo("E");
    assertThat(((FunctionFailed) outcome).payload().toUtf8())
        .isEqualTo("{\"errorType\": \"E\", \"errorMessage\": \"m\"}");
  }

  @Test
  void aTimeoutInTheMiddleEndsTheStream() {
    Collected sink = new Collected();
    InvocationOutcome outcome =
        rig.invoke(
            streamer(Duration.ofSeconds(1)),
            "{\"parts\":[\"half\",60,\"late\"]}",
            Optional.of(sink));

    assertThat(((FunctionFailed) outcome).errorType()).isEqualTo("Sandbox.Timedout");
    assertThat(sink.parts).containsExactly("<text/x-mine>", "half");
  }

  @Test
  void aCallerThatHasGoneDoesNotStopTheFunction() {
    Collected sink = new Collected();
    sink.room = 1;
    InvocationOutcome outcome =
        rig.invoke(streamer(), "{\"parts\":[\"one\",\"two\",\"three\"]}", Optional.of(sink));

    assertThat(outcome).isInstanceOf(Succeeded.class);
    assertThat(sink.parts).hasSize(2);
  }

  @Test
  void anUnknownModeIsRefused() {
    InvocationOutcome outcome =
        rig.invoke(streamer(), "{\"mode\":\"sideways\",\"parts\":[\"one\"]}");

    assertThat(((FunctionFailed) outcome).errorType())
        .isEqualTo("Runtime.InvalidResponseModeHeader");
    rig.await("the reply", () -> rig.log("streamer").toString().contains("replied"));
    assertThat(rig.log("streamer"))
        .contains(
            "replied 400 {\"errorMessage\":\"Invalid function response mode\","
                + "\"errorType\":\"InvalidFunctionResponseMode\"}");
  }
}
