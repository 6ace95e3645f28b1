package dev.forebay.invocation;

import static dev.forebay.invocation.ScriptedExecution.REPORT;
import static dev.forebay.invocation.ScriptedExecution.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.execution.InvocationOutcome;
import dev.forebay.model.Bytes;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.EventStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.lambda.model.InvokeResponseStreamUpdate;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamCompleteEvent;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamRequest;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamResponse;
import software.amazon.awssdk.services.lambda.model.LogType;

class InvokeStreamTest {
  @TempDir private Path folder;
  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-11-21T10:00:00Z"));
  private final StorageEngine engine = MemoryEngine.open(clock);
  private final ScriptedExecution functions = new ScriptedExecution();
  private final Received received = new Received();
  private Site site;

  /** What a caller receives; hangs up when told to. */
  private static final class Received implements EventStream {
    final List<String> events = new ArrayList<>();
    boolean gone;

    @Override
    public void start(SdkPojo initial) {
      InvokeWithResponseStreamResponse response = (InvokeWithResponseStreamResponse) initial;
      events.add(
          response.statusCode()
              + " "
              + response.executedVersion()
              + " "
              + response.responseStreamContentType());
    }

    @Override
    public void send(String type, SdkPojo event) {
      if (gone) {
        throw new UncheckedIOException(new java.io.IOException("gone"));
      }
      events.add(
          type
              + " "
              + switch (event) {
                case InvokeResponseStreamUpdate chunk -> chunk.payload().asUtf8String();
                case InvokeWithResponseStreamCompleteEvent end ->
                    end.errorCode() + " " + end.errorDetails() + " " + end.logResult();
                default -> throw new IllegalArgumentException(type);
              });
    }
  }

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

  private void invoke() {
    site.stream(
        InvokeWithResponseStreamRequest.builder().functionName("fn").logType(LogType.TAIL).build(),
        received);
  }

  @Test
  void chunksAreSentAsTheyAreProduced() {
    functions.play((image, event, sink) -> {
      sink.orElseThrow().start("text/plain");
      sink.orElseThrow().write(Bytes.utf8("one"));
      assertThat(received.events).hasSize(2);
      sink.orElseThrow().write(Bytes.utf8("two"));
      return new InvocationOutcome.Succeeded(Bytes.EMPTY, REPORT);
    });
    invoke();
    assertThat(received.events)
        .containsExactly(
            "200 $LATEST text/plain",
            "PayloadChunk one",
            "PayloadChunk two",
            "InvokeComplete null null U1RBUlQKUkVQT1JUCg==");
  }

  @Test
  void aBufferedAnswerComesAsOneChunk() {
    functions.play((image, event, sink) -> answer("{\"a\":1}"));
    invoke();
    assertThat(received.events)
        .startsWith("200 $LATEST application/json", "PayloadChunk {\"a\":1}")
        .hasSize(3);
  }

  @Test
  void anErrorInTheMiddleOfTheStreamEndsIt() {
    functions.play((image, event, sink) -> {
      sink.orElseThrow().start("text/plain");
      sink.orElseThrow().write(Bytes.utf8("one"));
      return new InvocationOutcome.FunctionFailed(
          "Error", Bytes.utf8("{\"errorType\":\"Error\"}"), REPORT);
    });
    invoke();
    assertThat(received.events)
        .containsExactly(
            "200 $LATEST text/plain",
            "PayloadChunk one",
            "InvokeComplete Unhandled {\"errorType\":\"Error\"} U1RBUlQKUkVQT1JUCg==");
  }

  @Test
  void anErrorBeforeTheStreamIsAnOrdinaryAnswer() {
    assertThatThrownBy(() ->
            site.stream(
                InvokeWithResponseStreamRequest.builder().functionName("nope").build(), received))
        .isInstanceOfSatisfying(
            AwsException.class, error -> assertThat(error.status()).isEqualTo(404));
    assertThat(received.events).isEmpty();
  }

  @Test
  void theFunctionLearnsThatTheCallerHasGone() {
    received.gone = true;
    functions.play((image, event, sink) -> {
      sink.orElseThrow().start("text/plain");
      assertThatThrownBy(() -> sink.orElseThrow().write(Bytes.utf8("one")))
          .isInstanceOf(java.io.IOException.class);
      return new InvocationOutcome.Succeeded(Bytes.EMPTY, REPORT);
    });
    assertThatThrownBy(this::invoke).isInstanceOf(UncheckedIOException.class);
    assertThat(site.invocations.running(Site.PLACE)).isZero();
  }
}
