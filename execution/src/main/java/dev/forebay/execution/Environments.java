package dev.forebay.execution;

import dev.forebay.execution.api.Deadlines;
import dev.forebay.execution.log.LogShipper;
import dev.forebay.execution.log.OutputPump;
import dev.forebay.execution.sandbox.Sandbox;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Clock;
import dev.forebay.model.SystemClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
  private static final Logger LOG = LoggerFactory.getLogger(Environments.class);
  private static final Duration TICK = Duration.ofMillis(100);
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

  private final Surroundings shared;
  private final Endings endings;
  private final Pool pool;
  private final Spares spares;
  private final Prewarming prewarming;
  private final Thread ticker;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Opens the pool; nothing runs yet.
   *
   * @param sandbox starts the processes; it stays the caller's to close, after this
   * @param planner says what to start
   * @param logs takes the functions' log lines
   * @param credentials issues what a function signs its own calls with
   * @param clock tells the time for logs and when an idle environment is reclaimed; a function's
   *     own timeout is wall time
   * @param random the source of ids; used under a lock
   * @param settings where and within which bounds
   */
  public Environments(
      Sandbox sandbox,
      LaunchPlanner planner,
      LogSink logs,
      RoleCredentials credentials,
      Clock clock,
      RandomGenerator random,
      EnvironmentSettings settings) {
    Clock wall = new SystemClock();
    Path folder = settings.runFolder();
    try {
      FileTrees.delete(folder);
      Files.createDirectories(folder.resolve("opt"));
      shared =
          new Surroundings(
              sandbox,
              planner,
              credentials,
              clock,
              wall,
              new Deadlines(wall),
              new Ids(random),
              new OutputPump(folder),
              new LogShipper(logs, wall),
              new OptTrees(folder.resolve("opt")),
              new StartGate(Runtime.getRuntime().availableProcessors(), wall),
              settings);
    } catch (IOException e) {
      throw new UncheckedIOException("the run folder cannot be made: " + folder, e);
    }
    endings = new Endings(wall);
    pool = new Pool(shared, endings);
    spares = new Spares(pool, shared);
    prewarming = new Prewarming(pool, shared, endings);
    ticker = Thread.ofVirtual().name("environment-ticker").start(this::tick);
  }

  private void tick() {
    Optional<Duration> freezeAfter = shared.settings().limits().freezeAfter();
    try {
      while (true) {
        shared.wall().sleep(TICK);
        pool.care().checkOverdue(shared.wall().nanoTime());
        prewarming.topUp();
        freezeAfter.ifPresent(
            span -> pool.care().freeze(shared.wall().nanoTime() - span.toNanos()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

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
    return switch (pool.acquire(image)) {
      case Pool.Place.None none -> new InvocationOutcome.NotRun(none.reason());
      case Pool.Place.In in -> {
        boolean cold = in.environment().isFresh();
        InvocationOutcome outcome = run(in.environment(), invocation, sink);
        if (cold) {
          spares.want(image);
        }
        yield outcome;
      }
      case Pool.Place.Room room -> {
        InvocationOutcome outcome = runCold(image, invocation, sink);
        spares.want(image);
        yield outcome;
      }
    };
  }

  private InvocationOutcome runCold(
      FunctionImage image, Invocation invocation, Optional<ResponseSink> sink)
      throws InterruptedException {
    Environment environment;
    try {
      environment = new Environment(image, Environment.Purpose.ON_DEMAND, shared, pool);
    } catch (LaunchRefusedException e) {
      pool.giveBack(image);
      return refused(invocation, e);
    } catch (IOException | RuntimeException e) {
      pool.giveBack(image);
      LOG.warn("no environment for {}", image.functionName(), e);
      return new InvocationOutcome.NotRun("no environment could be made: " + e.getMessage());
    }
    pool.moveIn(environment);
    return run(environment, invocation, sink);
  }

  private static InvocationOutcome refused(Invocation invocation, LaunchRefusedException e) {
    Payload error =
        Payload.of(invocation.requestId(), e.errorType(), String.valueOf(e.getMessage()));
    return new InvocationOutcome.FunctionFailed(
        error.errorType(), error.json(), Accounts.nothing());
  }

  private InvocationOutcome run(
      Environment environment, Invocation invocation, Optional<ResponseSink> sink)
      throws InterruptedException {
    boolean whole = false;
    try {
      InvocationOutcome outcome = environment.run(invocation, sink);
      whole = true;
      return outcome;
    } catch (IOException e) {
      LOG.warn("an environment of {} is lost", environment.image().functionName(), e);
      return new InvocationOutcome.NotRun("the environment could not be reset: " + e.getMessage());
    } finally {
      if (!whole) {
        pool.lose(environment);
        endings.one(environment, "FAILURE");
      }
    }
  }

  /**
   * Has a process for the image started ahead of need and held before its init, when the settings
   * leave room for a spare. Returns at once.
   */
  public void prepare(FunctionImage image) {
    pool.admit(image);
    spares.want(image);
  }

  /**
   * Keeps so many environments of the image initialised, as provisioned concurrency does, and waits
   * until they are. They are not reclaimed when idle. Zero lets them go again.
   *
   * @throws InterruptedException when the caller is told to stop
   */
  public Prewarmed prewarm(FunctionImage image, int count) throws InterruptedException {
    return prewarming.keep(image, count);
  }

  /**
   * Gives no further events to environments of other revisions of this version than {@code
   * revision}: idle ones end now, busy ones after their event. For a function that was changed.
   */
  public void retire(AccountRegion place, String functionName, String version, String revision) {
    Group.Key key = new Group.Key(place, functionName, version);
    prewarming.forget(key, revision);
    pool.retire(key, revision);
  }

  /** Ends all environments of a function that was deleted, busy ones after their event. */
  public void drop(AccountRegion place, String functionName) {
    Predicate<Group.Key> ofFunction =
        key -> key.place().equals(place) && key.functionName().equals(functionName);
    prewarming.forget(ofFunction);
    pool.drop(ofFunction);
  }

  /**
   * Ends all environments at once, busy ones too, and forgets all that was prewarmed. Returns
   * before the last process has ended.
   */
  public void reset() {
    prewarming.forget(key -> true);
    pool.clear();
  }

  /** What there is now and what has happened since the start. */
  public EnvironmentCounts counts() {
    return pool.counts();
  }

  /** Ends all environments, with their SHUTDOWN phase, within some five seconds. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    ticker.interrupt();
    prewarming.forget(key -> true);
    pool.close();
    try {
      spares.stop();
      ticker.join();
      if (!endings.await(LONGEST_CLOSE)) {
        LOG.warn("some environments have not ended within {}", LONGEST_CLOSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    shared.deadlines().close();
    shared.shipper().close();
    shared.pump().close();
    try {
      FileTrees.delete(shared.settings().runFolder());
    } catch (IOException e) {
      LOG.warn("the run folder was not removed", e);
    }
  }

  /**
   * What came of {@link #prewarm}.
   *
   * @param ready how many are initialised
   * @param failure why there are fewer than asked for
   */
  public record Prewarmed(int ready, Optional<String> failure) {}
}
