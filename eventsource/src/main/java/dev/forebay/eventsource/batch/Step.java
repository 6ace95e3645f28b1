package dev.forebay.eventsource.batch;

import dev.forebay.eventsource.window.WindowCall;
import java.time.Instant;
import java.util.Optional;

/** What a lane is to do next. Immutable. */
public sealed interface Step {
  /**
   * Get records, and wait for some if there are none.
   *
   * @param most how many at most, at least 1
   * @param until when to stop waiting; empty to wait as long as it takes
   */
  record Fetch(int most, Optional<Instant> until) implements Step {}

  /**
   * Invoke the function.
   *
   * @param batch with what
   * @param window the tumbling window of the call, if there are windows
   */
  record Invoke(Batch batch, Optional<WindowCall> window) implements Step {}

  /**
   * Part with records before they are tried again.
   *
   * @param verdict what becomes of the batch
   */
  record Part(Batch batch, Verdict verdict) implements Step {}

  /** Do nothing before the instant. */
  record Wait(Instant until) implements Step {}

  /** There is nothing left, and nothing will come. */
  record End() implements Step {}
}
