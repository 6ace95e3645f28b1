package dev.forebay.eventsource.batch;

import dev.forebay.model.Bytes;

/** How an invocation with a batch has ended. Immutable. */
public sealed interface Outcome {
  /**
   * The function answered.
   *
   * @param attempt the invocation
   * @param response what it answered
   */
  record Answered(Attempted attempt, Bytes response) implements Outcome {}

  /**
   * The function failed: an error of its own, a crash, a timeout; or it cannot take this batch.
   *
   * @param attempt the invocation
   * @param reason for people
   */
  record Failed(Attempted attempt, String reason) implements Outcome {}

  /**
   * The function was not run: no concurrency was left, no environment could be made, it is not
   * there.
   *
   * @param reason for people
   */
  record NotRun(String reason) implements Outcome {}
}
