package dev.forebay.invocation;

import dev.forebay.execution.Invocation;
import dev.forebay.execution.InvocationOutcome;
import dev.forebay.execution.ResponseSink;
import dev.forebay.invocation.concurrency.Admission;
import dev.forebay.invocation.concurrency.Concurrency;
import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.model.RequestId;
import dev.forebay.model.activity.Done;
import dev.forebay.model.activity.Tally;
import dev.forebay.model.trace.Lineage;
import dev.forebay.model.trace.TraceHeader;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

/**
 * Runs one event once: recursion check, concurrency, environment. Every way of invoking ends here.
 * Thread-safe.
 */
public final class Invoker {
  private final Targets targets;
  private final Execution execution;
  private final Concurrency concurrency;
  private final Clock clock;
  private final RandomGenerator random;
  private final AtomicLong begun = new AtomicLong();
  private final LongAdder ended = new LongAdder();
  private final Tally tally = new Tally();

  /** An invoker over these. */
  public Invoker(
      Targets targets,
      Execution execution,
      Concurrency concurrency,
      Clock clock,
      RandomGenerator random) {
    this.targets = targets;
    this.execution = execution;
    this.concurrency = concurrency;
    this.clock = clock;
    this.random = random;
  }

  /**
   * An event to run.
   *
   * @param requestId the same for every attempt
   * @param payload JSON
   * @param traceHeader as received
   * @param clientContext decoded JSON
   */
  public record Event(
      RequestId requestId,
      Bytes payload,
      Optional<String> traceHeader,
      Optional<String> clientContext) {}

  /** Where an event comes from; decides which limits hold. */
  public enum Origin {
    /** A caller that waits: the request rate counts. */
    CALLER,
    /** A queue: only concurrency counts. */
    QUEUE
  }

  /**
   * Runs the event and waits for its outcome. For a virtual thread.
   *
   * @throws InterruptedException when the caller is told to stop
   */
  public Attempt run(Target target, Event event, Origin origin, Optional<ResponseSink> sink)
      throws InterruptedException {
    begun.incrementAndGet();
    try {
      Attempt attempt = attempt(target, event, origin, sink);
      if (attempt instanceof Attempt.Ran(InvocationOutcome outcome, String version)) {
        count(target.function().arn().toString(), outcome);
      }
      return attempt;
    } finally {
      ended.increment();
    }
  }

  private void count(String function, InvocationOutcome outcome) {
    switch (outcome) {
      case InvocationOutcome.Succeeded succeeded -> tally.count(Done.Kind.INVOCATIONS, function);
      case InvocationOutcome.FunctionFailed failed -> {
        tally.count(Done.Kind.INVOCATIONS, function);
        tally.count(Done.Kind.FAILURES, function);
      }
      case InvocationOutcome.NotRun notRun -> {}
    }
  }

  /** Events that were to be run, since the start. */
  long begun() {
    return begun.get();
  }

  /** Events that are being run. */
  long running() {
    return begun.get() - ended.sum();
  }

  /** What has run, by function. */
  Map<Done, Long> done() {
    return tally.counts();
  }

  private Attempt attempt(Target target, Event event, Origin origin, Optional<ResponseSink> sink)
      throws InterruptedException {
    TraceHeader trace = TraceHeader.of(event.traceHeader(), clock.now(), random);
    String arn = target.function().arn().toString();
    if (!target.recursionAllowed() && trace.lineage().count(arn) >= Lineage.MAX_INVOCATIONS) {
      return new Attempt.Recursive();
    }
    return switch (admit(target, origin)) {
      case Admission.Throttled(var reason) -> new Attempt.Throttled(reason);
      case Admission.Admitted(var permit) -> {
        try (permit) {
          Invocation invocation =
              new Invocation(
                  event.requestId(),
                  event.payload(),
                  target.invokedArn(),
                  Optional.of(trace.into(trace.lineage().with(arn)).toString()),
                  event.clientContext(),
                  Optional.empty());
          yield new Attempt.Ran(
              execution.invoke(target.image(), invocation, sink), target.executedVersion());
        }
      }
    };
  }

  private Admission admit(Target target, Origin origin) {
    int unreserved = targets.unreserved(target.function().place());
    return switch (origin) {
      case CALLER -> concurrency.admit(target.function(), target.allotment(), unreserved);
      case QUEUE -> concurrency.admitQueued(target.function(), target.allotment(), unreserved);
    };
  }
}
