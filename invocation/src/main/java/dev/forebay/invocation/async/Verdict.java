package dev.forebay.invocation.async;

import dev.forebay.execution.InvocationOutcome;
import dev.forebay.invocation.Attempt;
import dev.forebay.invocation.Target;
import java.time.Duration;
import java.time.Instant;

/**
 * What is to become of an event after an attempt. A function error is final; throttles and system
 * errors go back to the queue, one second at first, doubling up to five minutes, until the event is
 * too old. Pure.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html">How
 *     Lambda handles errors and retries with asynchronous invocation</a>
 */
sealed interface Verdict {
  /** The longest that an event may wait, six hours. */
  Duration MAX_AGE = Duration.ofHours(6);

  /** The longest pause between two attempts. */
  Duration MAX_PAUSE = Duration.ofMinutes(5);

  /** The function ran and answered. */
  record Succeeded() implements Verdict {}

  /** The event leaves the queue without a success. */
  record GivenUp(Why why) implements Verdict {}

  /** The event stays in the queue. */
  record Again(Instant at) implements Verdict {}

  /** Why an event is given up. */
  enum Why {
    /** The function failed. */
    FUNCTION_ERROR,
    /** It waited too long. */
    EVENT_AGE_EXCEEDED,
    /** The function's reserved concurrency is zero. */
    ZERO_RESERVED_CONCURRENCY,
    /** It came through the function too often. */
    RECURSIVE,
    /** The function, or the version that was meant, is gone. */
    FUNCTION_NOT_FOUND
  }

  /**
   * Judges an attempt.
   *
   * @param deliveries how often the event has been taken from the queue, 1 or more
   */
  static Verdict after(
      Attempt attempt, Target target, AsyncEvent event, int deliveries, Instant now) {
    return switch (attempt) {
      case Attempt.Recursive recursive -> new GivenUp(Why.RECURSIVE);
      case Attempt.Throttled throttled ->
          target.allotment().isBlocked()
              ? new GivenUp(Why.ZERO_RESERVED_CONCURRENCY)
              : later(event, deliveries, now);
      case Attempt.Ran(InvocationOutcome outcome, String version) ->
          switch (outcome) {
            case InvocationOutcome.Succeeded succeeded -> new Succeeded();
            case InvocationOutcome.FunctionFailed failed -> new GivenUp(Why.FUNCTION_ERROR);
            case InvocationOutcome.NotRun notRun -> later(event, deliveries, now);
          };
    };
  }

  /** Another attempt after a throttle or a system error, unless the event is too old by then. */
  static Verdict later(AsyncEvent event, int deliveries, Instant now) {
    int doublings = Math.min(Math.max(deliveries - 1, 0), 10);
    Duration pause = Duration.ofSeconds(1L << doublings);
    Instant at = now.plus(pause.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause);
    return at.isAfter(event.acceptedAt().plus(MAX_AGE))
        ? new GivenUp(Why.EVENT_AGE_EXCEEDED)
        : new Again(at);
  }
}
