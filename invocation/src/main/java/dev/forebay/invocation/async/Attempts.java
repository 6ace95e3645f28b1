package dev.forebay.invocation.async;

import dev.forebay.function.name.FunctionId;
import dev.forebay.invocation.AsyncOptions;
import dev.forebay.invocation.Attempt;
import dev.forebay.invocation.Invoker;
import dev.forebay.invocation.Target;
import dev.forebay.invocation.Targets;
import dev.forebay.model.Clock;
import dev.forebay.wire.AwsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes one attempt at an event and judges it. Thread-safe. */
final class Attempts {
  private static final int NOT_FOUND = 404;

  private final Targets targets;
  private final Invoker invoker;
  private final Clock clock;
  private final Duration retryDelay;
  private final AsyncSteps steps;

  Attempts(Targets targets, Invoker invoker, Clock clock, Duration retryDelay, AsyncSteps steps) {
    this.targets = targets;
    this.invoker = invoker;
    this.clock = clock;
    this.retryDelay = retryDelay;
    this.steps = steps;
  }

  /**
   * What an attempt came to.
   *
   * @param verdict what is to become of the event
   * @param target what it was to run; empty when that is gone
   */
  record Judged(Verdict verdict, Optional<Target> target) {}

  /**
   * Runs the event once, unless it is too old.
   *
   * @param deliveries how often it has been taken from the queue
   * @throws InterruptedException when the server stops
   */
  Judged attempt(FunctionId function, AsyncEvent event, Progress progress, int deliveries)
      throws InterruptedException {
    Target target;
    try {
      target = targets.resolve(function.place(), event.invokedArn(), Optional.empty());
    } catch (AwsException e) {
      Verdict verdict =
          e.status() == NOT_FOUND
              ? Verdict.gone(progress, e.text())
              : Verdict.unknown(circumstances(event, progress, deliveries));
      return new Judged(verdict, Optional.empty());
    }
    AsyncOptions options = target.async();
    Optional<Verdict> expired =
        Verdict.expired(options, circumstances(event, progress, deliveries));
    return new Judged(
        expired.isPresent() ? expired.get() : run(target, event, progress, deliveries),
        Optional.of(target));
  }

  private Verdict run(Target target, AsyncEvent event, Progress progress, int deliveries)
      throws InterruptedException {
    Invoker.Event run =
        new Invoker.Event(
            event.requestId(), event.payload(), event.traceHeader(), event.clientContext());
    steps.started(event, progress, target.async());
    try {
      Attempt attempt = invoker.run(target, run, Invoker.Origin.QUEUE, Optional.empty());
      steps.came(event, progress, target.async(), attempt);
      return Verdict.after(
          attempt,
          target.async(),
          target.allotment().isBlocked(),
          circumstances(event, progress, deliveries));
    } catch (AwsException e) {
      steps.notRun(event, e.text());
      return Verdict.later(
          target.async(), circumstances(event, progress, deliveries), e.status(), e.text());
    }
  }

  private Verdict.Circumstances circumstances(AsyncEvent event, Progress progress, int deliveries) {
    return new Verdict.Circumstances(
        event.acceptedAt(), progress, deliveries, retryDelay, clock.now());
  }

  /** The end that a verdict means: what is now to be handed out, and where. */
  Ending ending(AsyncEvent event, Verdict.Ended ended, Optional<Target> target) {
    List<Ending.Due> due = new ArrayList<>();
    if (target.isPresent()) {
      AsyncOptions options = target.get().async();
      if (ended.condition() == Condition.SUCCESS) {
        options.onSuccess().ifPresent(arn -> due.add(due(Parcel.Kind.ON_SUCCESS, arn)));
      } else {
        options.deadLetterTarget().ifPresent(arn -> due.add(due(Parcel.Kind.DEAD_LETTER, arn)));
        options.onFailure().ifPresent(arn -> due.add(due(Parcel.Kind.ON_FAILURE, arn)));
      }
    }
    return new Ending(
        ended.condition(),
        clock.now(),
        qualified(event.invokedArn()),
        target.map(found -> found.image().roleArn()).orElse(""),
        ended.status(),
        InvocationRecord.message(ended),
        due,
        0);
  }

  private static Ending.Due due(Parcel.Kind kind, String arn) {
    return new Ending.Due(kind, arn);
  }

  // arn:aws:lambda:region:account:function:name, and :qualifier if the caller gave one.
  private static String qualified(String arn) {
    return arn.chars().filter(c -> c == ':').count() < 7 ? arn + ":$LATEST" : arn;
  }
}
