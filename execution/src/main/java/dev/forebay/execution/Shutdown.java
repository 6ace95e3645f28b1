package dev.forebay.execution;

import dev.forebay.execution.api.FunctionApi;
import java.time.Duration;
import java.util.List;

/**
 * The SHUTDOWN phase of one life. Confined to the thread that ends it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html">Shutdown
 *     phase</a>
 */
final class Shutdown {
  /** Of the time that external extensions leave, so much is the runtime's. */
  private static final Duration FOR_THE_RUNTIME = Duration.ofMillis(300);

  private final FunctionApi api;
  private final Processes processes;
  private final Surroundings shared;

  Shutdown(FunctionApi api, Processes processes, Surroundings shared) {
    this.api = api;
    this.processes = processes;
    this.shared = shared;
  }

  /** Lets everything end by itself, for as long as it may; what is left is the caller's to kill. */
  void run(String reason) {
    Duration limit = api.shutdownLimit();
    if (limit.isZero()) {
      return;
    }
    long until = shared.wall().nanoTime() + limit.toNanos();
    long deadline = shared.wall().now().plus(limit).toEpochMilli();
    try {
      processes.terminate();
      boolean external = limit.compareTo(Duration.ofSeconds(1)) > 0;
      processes.endsWithin(external ? FOR_THE_RUNTIME : limit);
      if (external) {
        List<String> told = api.shutDown(reason, deadline);
        Duration left = Duration.ofNanos(Math.max(0, until - shared.wall().nanoTime()));
        processes.extensionsEndWithin(told, left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
