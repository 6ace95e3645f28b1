package dev.forebay.invocation;

import dev.forebay.execution.ResponseSink;
import java.util.Optional;

/** Runs an event for a caller who waits, and turns everything but a run into the caller's error. */
final class Runs {
  private Runs() {}

  static Attempt.Ran byCaller(
      Invoker invoker, Target target, Invoker.Event event, Optional<ResponseSink> sink) {
    try {
      return switch (invoker.run(target, event, Invoker.Origin.CALLER, sink)) {
        case Attempt.Ran ran -> ran;
        case Attempt.Throttled(var reason) -> throw reason.error();
        case Attempt.Recursive recursive -> throw InvokeErrors.recursive();
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw InvokeErrors.service("The server is stopping.");
    }
  }
}
