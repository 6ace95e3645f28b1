package dev.forebay.invocation.async;

import dev.forebay.execution.InvocationOutcome;
import dev.forebay.invocation.AsyncOptions;
import dev.forebay.invocation.Attempt;
import dev.forebay.model.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is to become of an event after an attempt. After a function error it runs again after the
 * retry delay, then after twice that, as often as the function's settings say. Throttles and system
 * errors use up none of that: they are tried again after one second, doubling up to five minutes.
 * Whatever would make the event older than its settings allow ends it at once. Pure.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html">How
 *     Lambda handles errors and retries with asynchronous invocation</a>
 */
sealed interface Verdict {
  /** The longest pause after a throttle or a system error. */
  Duration MAX_PAUSE = Duration.ofMinutes(5);

  /** It did not run; the event stays in the queue. */
  record Later(Instant at) implements Verdict {}

  /** It ran and failed, and runs again. */
  record Retry(LastRun run, Instant at) implements Verdict {}

  /**
   * It is over with the event.
   *
   * @param condition how it ended
   * @param runs how often it ran, this attempt included
   * @param run what the function said last, if it ever ran
   * @param status an HTTP status: 200 when the function ran
   * @param reason why it did not run, where it did not; otherwise empty
   */
  record Ended(Condition condition, int runs, Optional<LastRun> run, int status, String reason)
      implements Verdict {}

  /**
   * What is known of the event when it is judged.
   *
   * @param acceptedAt its age counts from here
   * @param progress what became of it so far
   * @param deliveries how often it has been taken from the queue, 1 or more
   * @param retryDelay the pause after the first function error
   * @param now the time
   */
  record Circumstances(
      Instant acceptedAt, Progress progress, int deliveries, Duration retryDelay, Instant now) {}

  /**
   * Judges an attempt.
   *
   * @param blocked whether the function's reserved concurrency is zero
   */
  static Verdict after(
      Attempt attempt, AsyncOptions options, boolean blocked, Circumstances circumstances) {
    return switch (attempt) {
      case Attempt.Recursive recursive ->
          notRun(
              Condition.RECURSIVE_INVOCATION,
              circumstances.progress(),
              400,
              "Lambda detected the function being invoked in a recursive loop with other AWS"
                  + " resources and stopped it.");
      case Attempt.Throttled throttled ->
          blocked
              ? notRun(
                  Condition.ZERO_RESERVED_CONCURRENCY,
                  circumstances.progress(),
                  429,
                  "Rate Exceeded.")
              : later(options, circumstances, 429, "Rate Exceeded.");
      case Attempt.Ran(InvocationOutcome outcome, String version) ->
          switch (outcome) {
            case InvocationOutcome.Succeeded(Bytes payload, InvocationOutcome.Report report) ->
                new Ended(
                    Condition.SUCCESS,
                    circumstances.progress().runs() + 1,
                    Optional.of(new LastRun(version, false, payload)),
                    200,
                    "");
            case InvocationOutcome.FunctionFailed(
                    String type,
                    Bytes payload,
                    InvocationOutcome.Report report) ->
                failed(new LastRun(version, true, payload), options, circumstances);
            case InvocationOutcome.NotRun(String reason) ->
                later(options, circumstances, 500, reason);
          };
    };
  }

  private static Verdict failed(LastRun run, AsyncOptions options, Circumstances circumstances) {
    int runs = circumstances.progress().runs() + 1;
    if (runs > options.maximumRetryAttempts()) {
      return new Ended(Condition.RETRIES_EXHAUSTED, runs, Optional.of(run), 200, "");
    }
    Instant at = circumstances.now().plus(circumstances.retryDelay().multipliedBy(runs));
    return isTooLate(at, options, circumstances)
        ? new Ended(Condition.EVENT_AGE_EXCEEDED, runs, Optional.of(run), 200, "")
        : new Retry(run, at);
  }

  /**
   * Another attempt after a throttle or a system error, unless the event is too old by then.
   *
   * @param status what a dead letter would say
   * @param reason the same in words
   */
  static Verdict later(
      AsyncOptions options, Circumstances circumstances, int status, String reason) {
    Instant at = afterPause(circumstances);
    return isTooLate(at, options, circumstances)
        ? notRun(Condition.EVENT_AGE_EXCEEDED, circumstances.progress(), status, reason)
        : new Later(at);
  }

  /**
   * Another attempt at an event whose function cannot be looked up now, however old it is: only the
   * function says where the event is to go when it is given up.
   */
  static Verdict unknown(Circumstances circumstances) {
    return new Later(afterPause(circumstances));
  }

  private static Instant afterPause(Circumstances circumstances) {
    int before = circumstances.deliveries() - circumstances.progress().deliveries() - 1;
    Duration pause = Duration.ofSeconds(1L << Math.clamp(before, 0, 10));
    return circumstances.now().plus(pause.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause);
  }

  /** The end of an event that has waited for too long already; empty for any other. */
  static Optional<Verdict> expired(AsyncOptions options, Circumstances circumstances) {
    return isTooLate(circumstances.now(), options, circumstances)
        ? Optional.of(
            notRun(Condition.EVENT_AGE_EXCEEDED, circumstances.progress(), 429, "Rate Exceeded."))
        : Optional.empty();
  }

  /** The end of an event whose function is gone. */
  static Verdict gone(Progress progress, String reason) {
    return notRun(Condition.FUNCTION_NOT_FOUND, progress, 404, reason);
  }

  private static boolean isTooLate(Instant at, AsyncOptions options, Circumstances circumstances) {
    return at.isAfter(circumstances.acceptedAt().plus(options.maximumEventAge()));
  }

  // Once the function has run, what it said counts, not why it did not run again.
  private static Ended notRun(Condition condition, Progress progress, int status, String reason) {
    return progress.last().isPresent()
        ? new Ended(condition, progress.runs(), progress.last(), 200, "")
        : new Ended(condition, progress.runs(), Optional.empty(), status, reason);
  }
}
