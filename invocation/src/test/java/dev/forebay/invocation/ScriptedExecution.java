package dev.forebay.invocation;

import dev.forebay.execution.FunctionImage;
import dev.forebay.execution.Invocation;
import dev.forebay.execution.InvocationOutcome;
import dev.forebay.execution.ResponseSink;
import dev.forebay.model.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Plays functions: remembers each event and answers as the test says. Thread-safe. */
final class ScriptedExecution implements Execution {
  static final InvocationOutcome.Report REPORT =
      new InvocationOutcome.Report(
          Duration.ofMillis(3),
          Duration.ofMillis(4),
          36,
          Optional.empty(),
          Bytes.utf8("START\nREPORT\n"));

  final List<Invocation> events = new CopyOnWriteArrayList<>();
  final List<FunctionImage> images = new CopyOnWriteArrayList<>();
  final AtomicInteger running = new AtomicInteger();
  final AtomicInteger most = new AtomicInteger();
  private volatile Play play = (image, event, sink) -> answer("\"ok\"");

  /** What a function does. */
  @FunctionalInterface
  interface Play {
    InvocationOutcome run(FunctionImage image, Invocation event, Optional<ResponseSink> sink)
        throws InterruptedException, IOException;
  }

  void play(Play next) {
    this.play = next;
  }

  static InvocationOutcome answer(String json) {
    return new InvocationOutcome.Succeeded(Bytes.utf8(json), REPORT);
  }

  static InvocationOutcome failure(String json) {
    return new InvocationOutcome.FunctionFailed("Error", Bytes.utf8(json), REPORT);
  }

  @Override
  public InvocationOutcome invoke(
      FunctionImage image, Invocation invocation, Optional<ResponseSink> sink)
      throws InterruptedException {
    most.accumulateAndGet(running.incrementAndGet(), Math::max);
    try {
      images.add(image);
      events.add(invocation);
      return play.run(image, invocation, sink);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      running.decrementAndGet();
    }
  }
}
