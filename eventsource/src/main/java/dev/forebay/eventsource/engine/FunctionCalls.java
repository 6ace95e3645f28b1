package dev.forebay.eventsource.engine;

import dev.forebay.eventsource.batch.Attempted;
import dev.forebay.eventsource.batch.BatchLimits;
import dev.forebay.eventsource.batch.Outcome;
import dev.forebay.execution.InvocationOutcome;
import dev.forebay.function.name.FunctionTarget;
import dev.forebay.invocation.Attempt;
import dev.forebay.invocation.Invoker;
import dev.forebay.invocation.Target;
import dev.forebay.invocation.Targets;
import dev.forebay.model.Bytes;
import dev.forebay.model.Qualifier;
import dev.forebay.model.RequestId;
import dev.forebay.wire.AwsException;
import java.util.Optional;

/**
 * Invokes functions with batches, in this process, as AWS does it for a mapping: synchronously, and
 * within the function's concurrency. Thread-safe.
 */
final class FunctionCalls {
  private static final int OK = 200;
  private static final int TOO_LARGE = 413;

  private final Targets targets;
  private final Invoker invoker;

  FunctionCalls(Targets targets, Invoker invoker) {
    this.targets = targets;
    this.invoker = invoker;
  }

  /**
   * What a mapping's function is now.
   *
   * @throws AwsException when it is not there or cannot run
   */
  Target target(FunctionTarget function) {
    return targets.resolve(
        function.function().place(),
        function.function().name(),
        function.qualifier().map(Qualifier::value));
  }

  Outcome invoke(FunctionTarget function, RequestId requestId, Bytes event)
      throws InterruptedException {
    Target target;
    try {
      target = target(function);
    } catch (AwsException e) {
      return new Outcome.NotRun(e.text());
    }
    if (event.size() > BatchLimits.EVENT) {
      return failed(requestId, TOO_LARGE, target, "the event has " + event.size() + " bytes");
    }
    Attempt attempt =
        invoker.run(
            target,
            new Invoker.Event(requestId, event, Optional.empty(), Optional.empty()),
            Invoker.Origin.CALLER,
            Optional.empty());
    return switch (attempt) {
      case Attempt.Throttled(var reason) -> new Outcome.NotRun("throttled: " + reason);
      case Attempt.Recursive recursive -> failed(requestId, OK, target, "a recursive loop");
      case Attempt.Ran(InvocationOutcome outcome, String version) ->
          switch (outcome) {
            case InvocationOutcome.Succeeded(Bytes response, var report) ->
                new Outcome.Answered(
                    new Attempted(requestId, OK, version, Optional.empty()), response);
            case InvocationOutcome.FunctionFailed(String type, Bytes error, var report) ->
                new Outcome.Failed(
                    new Attempted(requestId, OK, version, Optional.of("Unhandled")), type);
            case InvocationOutcome.NotRun(String reason) -> new Outcome.NotRun(reason);
          };
    };
  }

  private static Outcome failed(RequestId requestId, int status, Target target, String reason) {
    return new Outcome.Failed(
        new Attempted(requestId, status, target.executedVersion(), Optional.empty()), reason);
  }
}
