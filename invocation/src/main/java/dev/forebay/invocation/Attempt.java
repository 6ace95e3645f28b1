package dev.forebay.invocation;

import dev.forebay.execution.InvocationOutcome;
import dev.forebay.invocation.concurrency.ThrottleReason;

/** What became of an event that was to be run once. */
public sealed interface Attempt {
  /**
   * An environment was asked; the outcome may still be that nothing ran.
   *
   * @param outcome as the environment has it
   * @param executedVersion {@code $LATEST} or a number
   */
  record Ran(InvocationOutcome outcome, String executedVersion) implements Attempt {}

  /** No concurrency was left. */
  record Throttled(ThrottleReason reason) implements Attempt {}

  /** The event has come through the function too often. */
  record Recursive() implements Attempt {}
}
