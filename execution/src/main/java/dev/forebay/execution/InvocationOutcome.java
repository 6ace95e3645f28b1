package dev.forebay.execution;

import dev.forebay.model.Bytes;
import java.time.Duration;
import java.util.Optional;

/** How an invocation ended. */
public sealed interface InvocationOutcome {
  /**
   * The function answered. For a streamed answer the payload is empty: the bytes went to the {@link
   * ResponseSink}.
   */
  record Succeeded(Bytes payload, Report report) implements InvocationOutcome {}

  /**
   * The function failed: an error it reported, a crash, a failed init, a timeout, an answer too
   * large.
   *
   * @param errorType such as {@code Runtime.ExitError} or the exception's class
   * @param payload the error object that the caller gets, JSON
   */
  record FunctionFailed(String errorType, Bytes payload, Report report)
      implements InvocationOutcome {}

  /**
   * The function did not run: this node has no room, or the environment could not be made.
   *
   * @param reason for the log
   */
  record NotRun(String reason) implements InvocationOutcome {}

  /**
   * What an invocation cost.
   *
   * @param duration handler time
   * @param billed rounded up to milliseconds, with init time
   * @param memoryUsedMegabytes the environment's peak
   * @param init the init phase, when this invocation was a cold start
   * @param logTail up to the last 4 KiB of this invocation's log lines, START to REPORT
   */
  record Report(
      Duration duration,
      Duration billed,
      long memoryUsedMegabytes,
      Optional<Duration> init,
      Bytes logTail) {}
}
