package dev.forebay.invocation.async;

import dev.forebay.function.name.FunctionId;
import dev.forebay.invocation.Attempt;
import dev.forebay.invocation.Invoker;
import dev.forebay.invocation.Target;
import dev.forebay.invocation.Targets;
import dev.forebay.model.Clock;
import dev.forebay.wire.AwsException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes one attempt at an event and judges it. Thread-safe. */
final class Attempts {
  private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);
  private static final int NOT_FOUND = 404;

  private final Targets targets;
  private final Invoker invoker;
  private final Clock clock;
  private final AsyncCounts counts;

  Attempts(Targets targets, Invoker invoker, Clock clock, AsyncCounts counts) {
    this.targets = targets;
    this.invoker = invoker;
    this.clock = clock;
    this.counts = counts;
  }

  /**
   * Runs the event once.
   *
   * @param deliveries how often it has been taken from the queue
   * @throws InterruptedException when the server stops
   */
  Verdict attempt(FunctionId function, AsyncEvent event, int deliveries)
      throws InterruptedException {
    Verdict verdict = judge(function, event, deliveries);
    counts.count(verdict);
    if (verdict instanceof Verdict.GivenUp(Verdict.Why why)) {
      LOG.info("event {} of {} is given up: {}", event.requestId(), function.name(), why);
    }
    return verdict;
  }

  private Verdict judge(FunctionId function, AsyncEvent event, int deliveries)
      throws InterruptedException {
    if (clock.now().isAfter(event.acceptedAt().plus(Verdict.MAX_AGE))) {
      return new Verdict.GivenUp(Verdict.Why.EVENT_AGE_EXCEEDED);
    }
    try {
      Target target = targets.resolve(function.place(), event.invokedArn(), Optional.empty());
      Attempt attempt =
          invoker.run(
              target,
              new Invoker.Event(
                  event.requestId(), event.payload(), event.traceHeader(), event.clientContext()),
              Invoker.Origin.QUEUE,
              Optional.empty());
      return Verdict.after(attempt, target, event, deliveries, clock.now());
    } catch (AwsException e) {
      return e.status() == NOT_FOUND
          ? new Verdict.GivenUp(Verdict.Why.FUNCTION_NOT_FOUND)
          : Verdict.later(event, deliveries, clock.now());
    }
  }
}
