package dev.forebay.invocation;

import dev.forebay.execution.FunctionImage;
import dev.forebay.execution.Invocation;
import dev.forebay.execution.InvocationOutcome;
import dev.forebay.execution.ResponseSink;
import java.util.Optional;

/**
 * Runs an event in an execution environment: {@code Environments::invoke}. Thread-safe.
 *
 * @see dev.forebay.execution.Environments#invoke
 */
@FunctionalInterface
public interface Execution {
  /**
   * Runs one event and waits for its outcome.
   *
   * @throws InterruptedException when the caller is told to stop
   */
  InvocationOutcome invoke(FunctionImage image, Invocation invocation, Optional<ResponseSink> sink)
      throws InterruptedException;
}
