package dev.forebay.invocation;

import dev.forebay.execution.InvocationOutcome;
import dev.forebay.execution.ResponseSink;
import dev.forebay.model.trail.Step;
import dev.forebay.model.trail.Trail;
import dev.forebay.model.trail.Way;
import java.util.List;
import java.util.Optional;

/**
 * Runs an event for a caller who waits, and turns everything but a run into the caller's error.
 * Thread-safe.
 */
final class Runs {
  private final Invoker invoker;
  private final Trail trail;

  Runs(Invoker invoker, Trail trail) {
    this.invoker = invoker;
    this.trail = trail;
  }

  Attempt.Ran byCaller(Target target, Invoker.Event event, Optional<ResponseSink> sink) {
    Way way = new Way.Synchronous(target.function().arn().toString());
    List<String> events = List.of(event.requestId().value());
    trail.note(way, events, new Step.Started(event.requestId().value(), Optional.empty(), 1));
    try {
      Attempt attempt = invoker.run(target, event, Invoker.Origin.CALLER, sink);
      trail.note(way, events, step(event, attempt));
      return switch (attempt) {
        case Attempt.Ran ran -> ran;
        case Attempt.Throttled(var reason) -> throw reason.error();
        case Attempt.Recursive recursive -> throw InvokeErrors.recursive();
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw InvokeErrors.service("The server is stopping.");
    }
  }

  private static Step step(Invoker.Event event, Attempt attempt) {
    String request = event.requestId().value();
    return switch (attempt) {
      case Attempt.Throttled(var reason) -> new Step.NotRun("throttled, " + reason.reason());
      case Attempt.Recursive recursive -> new Step.NotRun("it is in a recursive loop");
      case Attempt.Ran(InvocationOutcome outcome, String version) ->
          switch (outcome) {
            case InvocationOutcome.Succeeded succeeded -> new Step.Succeeded(request);
            case InvocationOutcome.FunctionFailed failed ->
                new Step.Failed(request, Optional.empty(), FunctionError.text(failed));
            case InvocationOutcome.NotRun(String reason) -> new Step.NotRun(reason);
          };
    };
  }
}
