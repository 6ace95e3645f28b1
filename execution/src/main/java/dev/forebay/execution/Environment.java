package dev.forebay.execution;

import dev.forebay.execution.api.Flight;
import dev.forebay.execution.api.InitEnd;
import dev.forebay.execution.log.FunctionLog;
import dev.forebay.execution.log.PlatformEvents;
import dev.forebay.execution.runtime.LaunchPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32;

/**
 * One execution environment of one version of a function. It runs one event at a time:
 *
 * <pre>
 *            first event, or prewarmed
 *   held ──────────────► initialising ──► running ◄──────► idle ──► (frozen) ──► ended
 *    ▲                        │             │ │             │                      ▲
 *    │                        │ failed      │ │ timeout,    └── reclaimed, evicted ┤
 *    │      processes ended   ▼             │ │ crash           retired            │
 *    └────── /tmp is kept ─ reset ◄─────────┴─┘ ────────────────────────────────────┘
 * </pre>
 *
 * <p>After a reset the next event runs the init within its own time (AWS's suppressed init). An
 * init that fails is tried a second time, in that way, before the event fails.
 *
 * <p>The pool sees to it that one thread at a time runs, renews or ends an environment. What the
 * life reports comes on other threads and is passed on to the pool.
 */
final class Environment implements Life.Owner {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy/MM/dd").withZone(ZoneOffset.UTC);
  private static final Duration LONGEST_PROVISIONED_INIT = Duration.ofMinutes(15);

  /** What an environment was made for. */
  enum Purpose {
    /** An event, or to be a spare. */
    ON_DEMAND("on-demand"),
    /** Provisioned concurrency. */
    PROVISIONED("provisioned-concurrency");

    private final String initializationType;

    Purpose(String initializationType) {
      this.initializationType = initializationType;
    }
  }

  /** The pool, told what becomes of an environment. */
  interface Keeper {
    /** The event has its outcome; the environment will be free soon. */
    void answered(Environment environment);

    /** The environment may have the next event. */
    void settled(Environment environment);

    /** The processes cannot go on: {@link #renew} or {@link #end}. */
    void broken(Environment environment, String shutdownReason);
  }

  private final Site site;
  private final Surroundings shared;
  private final Keeper keeper;
  private final boolean provisioned;
  private final Instant refreshAt;

  /** Held while one life follows another, and for the end. */
  private final ReentrantLock change = new ReentrantLock();

  private boolean ended;
  private volatile Life life;
  private volatile boolean ready;
  private volatile boolean initTried;
  private volatile boolean frozen;
  private volatile boolean freezingTried;
  private volatile long waitingSince;

  /**
   * Makes one and starts its processes, held before their init.
   *
   * @throws LaunchRefusedException when there is nothing that can be started
   * @throws IOException when the processes or the folder cannot be made
   */
  Environment(FunctionImage given, Purpose purpose, Surroundings shared, Keeper keeper)
      throws IOException {
    FunctionImage image = given.initializedAs(purpose.initializationType);
    this.shared = shared;
    this.keeper = keeper;
    this.provisioned = purpose == Purpose.PROVISIONED;
    LaunchPlan plan = shared.planner().plan(image);
    Instant now = shared.clock().now();
    RoleCredentials.Session session =
        shared.credentials().issue(image.place(), image.roleArn(), image.functionName());
    this.refreshAt = refreshAt(now, session.expires(), image.timeout());
    String id = shared.ids().hex();
    EnvironmentFolder folder =
        EnvironmentFolder.make(shared.settings().runFolder().resolve(id.substring(0, 12)));
    FunctionLog log =
        new FunctionLog(
            streamName(image, now, id), image.logging(), shared.clock(), shared.shipper());
    this.site =
        new Site(
            "fn-" + id.substring(0, 12),
            image,
            plan,
            session,
            folder,
            log,
            origin(image, plan, id));
    try (StartGate.Pass _ = shared.starts().enter()) {
      this.life = new Life(site, shared, this);
    } catch (IOException | RuntimeException e) {
      folder.delete();
      throw e;
    }
  }

  private static Instant refreshAt(Instant now, Instant expires, Duration timeout) {
    Duration half = Duration.between(now, expires).dividedBy(2);
    Duration margin = timeout.plus(Duration.ofMinutes(1));
    return expires.minus(margin.compareTo(half) < 0 ? margin : half);
  }

  private static LogSink.LogStreamName streamName(FunctionImage image, Instant now, String id) {
    String group = image.logging().group();
    boolean ownGroup = group.equals("/aws/lambda/" + image.functionName());
    String name =
        ownGroup
            ? "[" + image.version() + "]" + id
            : image.functionName() + "[" + image.version() + "][" + id + "]";
    return new LogSink.LogStreamName(
        image.place(), group, DAY.format(now) + "/" + name, image.roleArn());
  }

  private static PlatformEvents.Origin origin(FunctionImage image, LaunchPlan plan, String id) {
    CRC32 sum = new CRC32();
    sum.update(plan.runtimeVersion().getBytes(StandardCharsets.UTF_8));
    String hash = HexFormat.of().toHexDigits(sum.getValue()).repeat(4);
    String region = image.place().region().value();
    return new PlatformEvents.Origin(
        image.functionName(),
        image.version(),
        plan.runtimeVersion(),
        "arn:" + image.place().region().partition() + ":lambda:" + region + "::runtime:" + hash,
        image.initializationType(),
        id,
        image.memoryMegabytes());
  }

  /** What it runs. */
  FunctionImage image() {
    return site.image();
  }

  /** Whether its first event would begin with an init phase. */
  boolean isFresh() {
    return !initTried;
  }

  /** Whether it was made for provisioned concurrency. */
  boolean isProvisioned() {
    return provisioned;
  }

  /** Whether its credentials end too soon for a further event. */
  boolean isStale(Instant now) {
    return !now.isBefore(refreshAt);
  }

  /**
   * The INIT phase ahead of any event.
   *
   * @return why it failed, if it did
   */
  Optional<String> initialise() throws InterruptedException {
    initTried = true;
    Life.Init init = life.initialise(LONGEST_PROVISIONED_INIT, "init");
    ready = init.end() instanceof InitEnd.Ready;
    return switch (init.end()) {
      case InitEnd.Ready done -> Optional.empty();
      case InitEnd.Late late -> Optional.of("init took longer than " + LONGEST_PROVISIONED_INIT);
      case InitEnd.Broken failure -> Optional.of(failure.errorType() + ": " + failure.message());
    };
  }

  /**
   * Runs one event.
   *
   * @throws InterruptedException when the caller is told to stop; the event's outcome is lost
   * @throws IOException when the processes cannot be started again after a failed init
   */
  InvocationOutcome run(Invocation invocation, Optional<ResponseSink> sink)
      throws InterruptedException, IOException {
    freezingTried = false;
    if (frozen) {
      life.thaw();
      frozen = false;
    }
    Optional<Duration> init = Optional.empty();
    if (!ready && !initTried) {
      initTried = true;
      Life.Init first = firstInit();
      if (first.end() instanceof InitEnd.Ready) {
        ready = true;
        init = Optional.of(first.took());
      } else {
        renew(first.end() instanceof InitEnd.Late ? "TIMEOUT" : "FAILURE");
      }
    }
    long start = shared.wall().nanoTime();
    long deadline = start + image().timeout().toNanos();
    if (!ready) {
      Life.Init suppressed = life.initialise(image().timeout(), "invoke");
      if (!(suppressed.end() instanceof InitEnd.Ready)) {
        InvocationOutcome outcome =
            life.failedInit(invocation, suppressed.end(), suppressed.took());
        keeper.broken(this, suppressed.end() instanceof InitEnd.Late ? "TIMEOUT" : "FAILURE");
        return outcome;
      }
      ready = true;
    }
    long deadlineMillis =
        shared.wall().now().toEpochMilli() + (deadline - shared.wall().nanoTime()) / 1_000_000;
    Flight flight = new Flight(invocation, sink, start, deadlineMillis);
    Life running = life;
    running.begin(flight, init);
    Optional<InvocationOutcome> outcome = flight.await(shared.deadlines(), deadline);
    return outcome.isPresent() ? outcome.get() : running.timeOut(flight);
  }

  private Life.Init firstInit() throws InterruptedException {
    try (StartGate.Pass _ = shared.starts().enter()) {
      return life.initialise(shared.settings().limits().initTimeout(), "init");
    }
  }

  /**
   * Ends the processes and starts them again, held before their init; {@code /tmp} stays.
   *
   * @param reason {@code TIMEOUT} or {@code FAILURE}
   */
  void renew(String reason) throws IOException {
    change.lock();
    try {
      if (ended) {
        throw new IOException("the environment has been ended");
      }
      ready = false;
      initTried = true;
      life = life.next(reason);
    } finally {
      change.unlock();
    }
  }

  /**
   * Whether it cannot be used again even after a {@link #renew}: it ran out of memory, of which
   * what it keeps in {@code /tmp} is a part, so that every further life would soon end the same
   * way.
   */
  boolean isSpoilt() {
    return life.ranOutOfMemory();
  }

  /** Stops the processes from running while idle; does nothing where the machine cannot. */
  void freeze() {
    freezingTried = true;
    frozen = life.freeze();
  }

  /**
   * It waits for its next event from now on.
   *
   * @param nowNanos of the real clock: what is frozen are real processes
   */
  void waits(long nowNanos) {
    waitingSince = nowNanos;
  }

  /** Whether it waits since then or longer. */
  boolean hasWaitedSince(long nanos) {
    return waitingSince - nanos <= 0;
  }

  /** Whether {@link #freeze} was called since the last event. */
  boolean wasFreezingTried() {
    return freezingTried;
  }

  /** Whether it has been frozen. */
  boolean isFrozen() {
    return frozen;
  }

  /** Ends the processes of an event that was answered but not settled in time. */
  void checkOverdue(long nowNanos) {
    life.checkOverdue(nowNanos);
  }

  /** Ends the processes, whoever runs them, and removes the folder. */
  void end(String reason) throws IOException {
    change.lock();
    try {
      ended = true;
      if (frozen) {
        life.thaw();
        frozen = false;
      }
      life.end(reason);
      site.folder().delete();
    } finally {
      change.unlock();
    }
  }

  @Override
  public void answered() {
    keeper.answered(this);
  }

  @Override
  public void settled() {
    keeper.settled(this);
  }

  @Override
  public void broken(Life which, String shutdownReason) {
    keeper.broken(this, shutdownReason);
  }
}
