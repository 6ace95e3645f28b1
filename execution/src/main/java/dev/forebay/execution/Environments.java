package dev.forebay.execution;

import dev.forebay.execution.sandbox.Sandbox;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Clock;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The execution environments of this node: makes them, keeps them warm, gives each one event at a
 * time, and ends them. How many events of a function may run at once is the caller's to decide;
 * this class bounds what the node's memory can hold. Thread-safe.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html">Lambda
 *     execution environment</a>
 */
public final class Environments implements AutoCloseable {
  /**
   * Opens the pool; nothing runs yet.
   *
   * @param sandbox starts the processes
   * @param planner says what to start
   * @param logs takes the functions' log lines
   * @param credentials issues what a function signs its own calls with
   * @param clock tells the time for logs and deadlines and when an idle environment is reclaimed; a
   *     function's own timeout is wall time
   * @param random the source of ids
   * @param settings where and within which bounds
   */
  public Environments(
      Sandbox sandbox,
      LaunchPlanner planner,
      LogSink logs,
      RoleCredentials credentials,
      Clock clock,
      RandomGenerator random,
      EnvironmentSettings settings) {}

  /**
   * Runs one event and waits for its outcome; it returns when the function has answered, which may
   * be before its extensions are done. Meant for a virtual thread.
   *
   * @param image the version to run
   * @param invocation the event
   * @param sink takes a streamed answer; without one a streamed answer is collected and returned
   * @throws InterruptedException when the caller is told to stop; the event's environment is ended
   */
  public InvocationOutcome invoke(
      FunctionImage image, Invocation invocation, Optional<ResponseSink> sink)
      throws InterruptedException {
    return new InvocationOutcome.NotRun("the pool has no environments yet");
  }

  /**
   * Keeps so many environments of the image initialised, as provisioned concurrency does, and waits
   * until they are. They are not reclaimed when idle. Zero lets them go again.
   *
   * @throws InterruptedException when the caller is told to stop
   */
  public Prewarmed prewarm(FunctionImage image, int count) throws InterruptedException {
    return new Prewarmed(0, Optional.of("the pool has no environments yet"));
  }

  /**
   * Gives no further events to environments of other revisions of this version than {@code
   * revision}: idle ones end now, busy ones after their event. For a function that was changed.
   */
  public void retire(AccountRegion place, String functionName, String version, String revision) {}

  /** Ends all environments of a function that was deleted, busy ones after their event. */
  public void drop(AccountRegion place, String functionName) {}

  /** Ends all environments at once, busy ones too, and forgets all that was prewarmed. */
  public void reset() {}

  /** What there is now and what has happened since the start. */
  public EnvironmentCounts counts() {
    return new EnvironmentCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  /** Ends all environments, with their SHUTDOWN phase, in bounded time. */
  @Override
  public void close() {}

  /**
   * What came of {@link #prewarm}.
   *
   * @param ready how many are initialised
   * @param failure why there are fewer than asked for
   */
  public record Prewarmed(int ready, Optional<String> failure) {}
}
