package dev.forebay.eventsource.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.forebay.execution.FunctionImage;
import dev.forebay.execution.Invocation;
import dev.forebay.execution.InvocationOutcome;
import dev.forebay.execution.ResponseSink;
import dev.forebay.invocation.Execution;
import dev.forebay.model.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Plays functions: remembers each event and answers as the test says. Thread-safe. */
final class ScriptedFunctions implements Execution {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final InvocationOutcome.Report REPORT =
      new InvocationOutcome.Report(
          Duration.ofMillis(3), Duration.ofMillis(4), 36, Optional.empty(), Bytes.EMPTY);

  private final List<JsonNode> events = new CopyOnWriteArrayList<>();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private volatile Play play = event -> "null";

  /** What a function does with an event: answers, or throws to fail. */
  @FunctionalInterface
  interface Play {
    String run(JsonNode event) throws InterruptedException;
  }

  /** What a function throws. */
  static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  void play(Play next) {
    play = next;
  }

  /** The events so far, in the order of their beginning. */
  List<JsonNode> events() {
    return events;
  }

  /** How many have run at once. */
  int most() {
    return most.get();
  }

  /** The records of all events. */
  List<JsonNode> records() {
    return events.stream().flatMap(event -> event.path("Records").valueStream()).toList();
  }

  @Override
  public InvocationOutcome invoke(
      FunctionImage image, Invocation invocation, Optional<ResponseSink> sink)
      throws InterruptedException {
    most.accumulateAndGet(running.incrementAndGet(), Math::max);
    try {
      JsonNode event = JSON.readTree(invocation.payload().toArray());
      events.add(event);
      return new InvocationOutcome.Succeeded(Bytes.utf8(play.run(event)), REPORT);
    } catch (Failure e) {
      return new InvocationOutcome.FunctionFailed("Error", Bytes.utf8("{}"), REPORT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      running.decrementAndGet();
    }
  }
}
