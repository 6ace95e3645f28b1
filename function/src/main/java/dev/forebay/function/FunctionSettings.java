package dev.forebay.function;

import java.time.Duration;

/**
 * What can be set of this module. Immutable.
 *
 * @param accountConcurrency concurrent executions of an account in a region, 1 or more
 * @param settleDelay how long a function stays Pending after its creation and InProgress after an
 *     update; zero or more
 * @param codeGrace how long an unpacked package outlives its last use; at least as long as an
 *     invocation may take
 */
public record FunctionSettings(int accountConcurrency, Duration settleDelay, Duration codeGrace) {
  /** The settings unless set: AWS's concurrency, and states that settle at once. */
  public static final FunctionSettings STANDARD =
      new FunctionSettings(1_000, Duration.ZERO, Duration.ofMinutes(16));
}
