package dev.forebay.invocation.async;

import dev.forebay.execution.InvocationOutcome;
import dev.forebay.function.name.FunctionId;
import dev.forebay.invocation.AsyncOptions;
import dev.forebay.invocation.Attempt;
import dev.forebay.invocation.FunctionError;
import dev.forebay.invocation.Target;
import dev.forebay.model.Clock;
import dev.forebay.model.trail.Step;
import dev.forebay.model.trail.Trail;
import dev.forebay.model.trail.Way;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Says what becomes of the queued events of one function: counts it, and notes it in words on the
 * trail. Thread-safe.
 */
final class AsyncSteps {
  private final Way way;
  private final AsyncCounts counts;
  private final Trail trail;
  private final Clock clock;

  AsyncSteps(FunctionId function, AsyncCounts counts, Trail trail, Clock clock) {
    this.way = new Way.Asynchronous(function.arn().toString());
    this.counts = counts;
    this.trail = trail;
    this.clock = clock;
  }

  private void note(AsyncEvent event, Step step) {
    trail.note(way, List.of(event.requestId().value()), step);
  }

  void accepted(AsyncEvent event) {
    counts.countReceived();
    note(event, new Step.Accepted());
  }

  /** The function is about to be called. */
  void started(AsyncEvent event, Progress progress, AsyncOptions options) {
    note(event, new Step.Started(event.requestId().value(), attempt(progress, options), 1));
  }

  private static Optional<Step.Attempt> attempt(Progress progress, AsyncOptions options) {
    return Optional.of(
        new Step.Attempt(progress.runs() + 1, Optional.of(options.maximumRetryAttempts() + 1)));
  }

  /** The call has ended. */
  void came(AsyncEvent event, Progress progress, AsyncOptions options, Attempt attempt) {
    String request = event.requestId().value();
    note(
        event,
        switch (attempt) {
          case Attempt.Throttled(var reason) ->
              new Step.NotRun("throttled, " + reason.reason() + "; that counts as no attempt");
          case Attempt.Recursive recursive -> new Step.NotRun("it is in a recursive loop");
          case Attempt.Ran(InvocationOutcome outcome, String version) ->
              switch (outcome) {
                case InvocationOutcome.Succeeded succeeded -> new Step.Succeeded(request);
                case InvocationOutcome.FunctionFailed failed ->
                    new Step.Failed(
                        request, attempt(progress, options), FunctionError.text(failed));
                case InvocationOutcome.NotRun(String reason) ->
                    new Step.NotRun(reason + "; that counts as no attempt");
              };
        });
  }

  /** The call could not be made. */
  void notRun(AsyncEvent event, String reason) {
    note(event, new Step.NotRun(reason + "; that counts as no attempt"));
  }

  /** It could not run and waits. */
  void later(AsyncEvent event, Instant at) {
    counts.countRetried();
    note(
        event,
        new Step.Delayed(
            at,
            pause(at),
            "the pause after a throttle or a system error doubles from 1 s to 5 min"));
  }

  /** It failed and waits. */
  void retry(AsyncEvent event, int runs, Instant at) {
    counts.countRetried();
    note(
        event,
        new Step.Delayed(
            at,
            pause(at),
            "the function failed, and the pause after attempt "
                + runs
                + " is "
                + runs
                + " times async.retry-delay"));
  }

  private Duration pause(Instant at) {
    // To the nearest second: the clock may have gone on since the pause began.
    return Duration.ofSeconds(Math.round(Duration.between(clock.now(), at).toMillis() / 1000.0));
  }

  /** Its end was decided. */
  void ended(AsyncEvent event, Verdict.Ended ended, Optional<Target> target) {
    counts.countEnded(ended.condition());
    if (ended.condition() != Condition.SUCCESS) {
      note(event, new Step.GivenUp(why(ended, target.map(Target::async))));
    }
  }

  private static String why(Verdict.Ended ended, Optional<AsyncOptions> options) {
    return ended.condition().spelling()
        + ", "
        + switch (ended.condition()) {
          case SUCCESS -> "the function answered";
          case RETRIES_EXHAUSTED ->
              options
                      .map(AsyncOptions::maximumRetryAttempts)
                      .map(retries -> "MaximumRetryAttempts is " + retries + " and ")
                      .orElse("")
                  + "attempt "
                  + ended.runs()
                  + " was the last";
          case EVENT_AGE_EXCEEDED ->
              "it would be older than MaximumEventAgeInSeconds"
                  + options
                      .map(AsyncOptions::maximumEventAge)
                      .map(age -> ", " + age.toSeconds() + ",")
                      .orElse("")
                  + " at its next attempt";
          case ZERO_RESERVED_CONCURRENCY -> "the function's reserved concurrency is 0";
          case RECURSIVE_INVOCATION -> "it came through the function too often";
          case FUNCTION_NOT_FOUND -> ended.reason();
        };
  }

  void delivered(AsyncEvent event, Ending.Due due) {
    counts.countDelivered(due.targetArn());
    note(event, new Step.Delivered(what(due), due.targetArn()));
  }

  /** It is tried again. */
  void undelivered(AsyncEvent event, Ending.Due due, String error, Instant again) {
    note(event, new Step.Undelivered(what(due), due.targetArn(), error, "tried again at " + again));
  }

  /** It is not tried again. */
  void undeliverable(AsyncEvent event, Ending.Due due, String error) {
    counts.countUndelivered(due.kind());
    note(
        event,
        new Step.Undelivered(what(due), due.targetArn(), error, "dropped, that was the last try"));
  }

  private static String what(Ending.Due due) {
    return switch (due.kind()) {
      case DEAD_LETTER -> "dead letter";
      case ON_SUCCESS -> "OnSuccess record";
      case ON_FAILURE -> "OnFailure record";
    };
  }
}
