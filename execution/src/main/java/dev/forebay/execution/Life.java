package dev.forebay.execution;

import dev.forebay.execution.InvocationOutcome.FunctionFailed;
import dev.forebay.execution.InvocationOutcome.Succeeded;
import dev.forebay.execution.api.Answer;
import dev.forebay.execution.api.ApiHost;
import dev.forebay.execution.api.Flight;
import dev.forebay.execution.api.FunctionApi;
import dev.forebay.execution.api.FunctionFacts;
import dev.forebay.execution.api.InitEnd;
import dev.forebay.execution.log.FunctionLog;
import dev.forebay.execution.log.PlatformEvent;
import dev.forebay.execution.log.PlatformEvents;
import dev.forebay.execution.log.PlatformEvents.Status;
import dev.forebay.execution.log.TelemetryTap;
import dev.forebay.execution.sandbox.SandboxedProcess.Exit;
import dev.forebay.model.Bytes;
import dev.forebay.model.RequestId;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One life of an environment: from the start of its processes to their end. A reset ends it, and
 * the environment begins another.
 *
 * <p>Thread-safe. An event is answered on the thread of the runtime's connection, timed out on the
 * invoker's, and failed by a crash on the thread that watches the process; {@link Flight#claim}
 * decides between them.
 */
final class Life implements ApiHost {
  private static final String INSIDE = "127.0.0.1:9001";
  private static final Duration LAST_BYTES = Duration.ofMillis(200);
  private static final Duration OUTCOME_IS_NEAR = Duration.ofSeconds(30);

  /** Told when an event is over; on a thread that must not be kept for long. */
  interface Owner {
    /** The runtime has answered; the environment is not free yet. */
    void answered();

    /** The environment may have the next event. */
    void settled();

    /** This life cannot go on. Called once, and not while it initialises. */
    void broken(Life life, String shutdownReason);
  }

  private final Site site;
  private final Surroundings shared;
  private final Owner owner;
  private final FunctionApi api;
  private final Processes processes;
  private final Accounts accounts;
  private final AtomicBoolean broken = new AtomicBoolean();
  private volatile @Nullable Flight current;
  private volatile @Nullable Closing closing;
  private volatile Optional<Duration> initOfCurrent = Optional.empty();
  private volatile @Nullable Exit exit;
  private volatile boolean initialised;

  /** How the current event ended, until all are done with it. */
  private record Closing(Flight flight, Status status, List<PlatformEvent> events) {}

  /** Starts the processes, held before their init. */
  Life(Site site, Surroundings shared, Owner owner) throws IOException {
    this(site, shared, owner, runtimeApi -> Processes.start(site, shared, runtimeApi));
  }

  private interface Start {
    Processes with(String runtimeApi) throws IOException;
  }

  private Life(Site site, Surroundings shared, Owner owner, Start start) throws IOException {
    this.site = site;
    this.shared = shared;
    this.owner = owner;
    FunctionImage image = site.image();
    FunctionFacts facts =
        new FunctionFacts(
            image.functionName(),
            image.version(),
            image.handler(),
            image.place().account().value());
    boolean onTcp = !shared.sandbox().isolatesNetwork();
    api =
        new FunctionApi(
            site.folder().socket(),
            onTcp,
            this,
            facts,
            shared.wall(),
            shared.ids()::uuid,
            site.log()::telemetryEvent);
    site.log().tap(api.telemetry());
    try {
      var port = api.port();
      processes = start.with(port.isPresent() ? "127.0.0.1:" + port.getAsInt() : INSIDE);
    } catch (IOException | RuntimeException e) {
      api.close();
      throw e;
    }
    accounts = new Accounts(image, processes.memory());
    Thread.ofVirtual().name("process-watch").start(this::watch);
  }

  private void watch() {
    try {
      Exit ended = processes.awaitExit();
      // An answer that the process sent before it ended must not lose against its end.
      api.awaitLastBytes(LAST_BYTES);
      exit = ended;
      api.fail(new InitEnd.Broken(ExitText.errorType(ended), Optional.empty(), ExitText.of(ended)));
      if (initialised) {
        fail(ExitText.errorType(ended), ExitText.of(ended));
        breakUp("FAILURE");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether its runtime was ended for want of memory. */
  boolean ranOutOfMemory() {
    Exit ended = exit;
    return ended != null && ended.outOfMemory();
  }

  // Init

  /** How an init phase went. */
  record Init(InitEnd end, Duration took) {}

  /**
   * The INIT phase: extensions, then the runtime.
   *
   * @param phase {@code init}, or {@code invoke} when it runs inside an invocation
   */
  Init initialise(Duration limit, String phase) throws InterruptedException {
    long begin = shared.wall().nanoTime();
    site.log().platform(PlatformEvents.initStart(site.origin(), phase));
    InitEnd end = startAll(begin + limit.toNanos());
    Duration took = Duration.ofNanos(shared.wall().nanoTime() - begin);
    processes.drain();
    accounts.look();
    Status status =
        switch (end) {
          case InitEnd.Ready ready -> Status.SUCCESS;
          case InitEnd.Late late -> Status.TIMEOUT;
          case InitEnd.Broken failure -> Status.error(failure.errorType());
        };
    site.log().platform(PlatformEvents.initRuntimeDone(site.origin(), phase, status));
    site.log().platform(PlatformEvents.initReport(site.origin(), phase, status, took));
    api.seal();
    return new Init(end, took);
  }

  private InitEnd startAll(long until) throws InterruptedException {
    try {
      if (processes.startExtensions(api)) {
        InitEnd registered = api.awaitExtensions(left(until));
        if (!(registered instanceof InitEnd.Ready)) {
          return registered;
        }
      }
    } catch (IOException e) {
      return new InitEnd.Broken("Extension.LaunchError", Optional.empty(), e.toString());
    }
    processes.release();
    InitEnd end = api.awaitReady(left(until));
    if (end instanceof InitEnd.Ready) {
      initialised = true;
      Exit ended = exit;
      if (ended != null) {
        return new InitEnd.Broken(ExitText.errorType(ended), Optional.empty(), ExitText.of(ended));
      }
    }
    return end;
  }

  private Duration left(long until) {
    return Duration.ofNanos(Math.max(0, until - shared.wall().nanoTime()));
  }

  // Invoke

  /** Gives the event to the runtime. */
  void begin(Flight flight, Optional<Duration> init) {
    initOfCurrent = init;
    site.log().beginTail();
    site.log()
        .platform(
            PlatformEvents.start(
                flight.invocation().requestId().value(),
                site.image().version(),
                flight.invocation().traceHeader()));
    current = flight;
    api.deliver(flight);
    Exit ended = exit;
    if (ended != null) {
      fail(ExitText.errorType(ended), ExitText.of(ended));
    }
  }

  @Override
  public void answered(Flight flight, Answer answer) {
    if (!flight.claim()) {
      return;
    }
    processes.drain();
    Accounts.Bill bill =
        accounts.bill(flight, shared.wall().nanoTime(), initOfCurrent, status(answer));
    Bytes tail = site.log().endTail(bill.ending());
    closing = new Closing(flight, bill.status(), bill.ending());
    owner.answered();
    flight.complete(
        switch (answer) {
          case Answer.Result result -> new Succeeded(result.payload(), bill.report(tail));
          case Answer.Failure failure ->
              new FunctionFailed(failure.errorType(), failure.payload(), bill.report(tail));
        });
  }

  private static Status status(Answer answer) {
    return switch (answer) {
      case Answer.Result result -> Status.SUCCESS;
      case Answer.Failure failure -> Status.reported(failure.category());
    };
  }

  @Override
  public void runtimeDone(Flight flight) {
    Closing ended = closing;
    if (ended != null && ended.flight() == flight) {
      site.log().platform(accounts.runtimeDone(flight, shared, ended.status()));
    }
  }

  @Override
  public void settled(Flight flight) {
    Closing ended = closing;
    if (ended == null || ended.flight() != flight) {
      return;
    }
    List<PlatformEvent> events =
        api.hasInvokeExtensions()
            ? accounts
                .bill(flight, shared.wall().nanoTime(), initOfCurrent, ended.status())
                .ending()
            : ended.events();
    closing = null;
    current = null;
    events.forEach(site.log()::platform);
    owner.settled();
  }

  @Override
  public void truncated(Flight flight) {
    try {
      if (processes.endsWithin(LAST_BYTES)) {
        return; // the process has ended, and its watcher says how
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    fail("Runtime.TruncatedResponse", "Response was truncated");
    breakUp("FAILURE");
  }

  @Override
  public void extensionFailed(String errorType) {
    if (initialised) {
      fail(errorType, "exit code 0");
      breakUp("FAILURE");
    }
  }

  /** Ends an invocation whose init has failed, without an event having been delivered. */
  InvocationOutcome failedInit(Invocation invocation, InitEnd end, Duration took) {
    RequestId requestId = invocation.requestId();
    Duration timeout = site.image().timeout();
    Status status = Status.TIMEOUT;
    Payload error = Payload.timedOut(requestId, timeout);
    String line = Payload.timeoutLine(shared.clock().now(), requestId, timeout);
    Bytes payload = error.json();
    if (end instanceof InitEnd.Broken failure) {
      error = Payload.of(requestId, failure.errorType(), failure.message());
      status = Status.error(failure.errorType());
      line = error.faultLine();
      payload = failure.payload().orElse(error.json());
    }
    FunctionLog log = site.log();
    log.beginTail();
    log.platform(
        PlatformEvents.start(requestId.value(), site.image().version(), invocation.traceHeader()));
    boolean saidByTheFunction = end instanceof InitEnd.Broken known && known.payload().isPresent();
    if (!saidByTheFunction) {
      log.platform(PlatformEvents.fault(line));
    }
    Accounts.Bill bill =
        accounts.bill(requestId.value(), invocation.traceHeader(), took, Optional.empty(), status);
    Bytes tail = log.endTail(bill.ending());
    bill.ending().forEach(log::platform);
    return new FunctionFailed(error.errorType(), payload, bill.report(tail));
  }

  /** The event has taken too long; its outcome is there at once or very soon. */
  InvocationOutcome timeOut(Flight flight) throws InterruptedException {
    if (flight.claim()) {
      Payload error = Payload.timedOut(flight.invocation().requestId(), site.image().timeout());
      conclude(
          flight,
          Status.TIMEOUT,
          error,
          Payload.timeoutLine(
              shared.clock().now(), flight.invocation().requestId(), site.image().timeout()));
      breakUp("TIMEOUT");
    }
    return flight
        .await(shared.deadlines(), shared.wall().nanoTime() + OUTCOME_IS_NEAR.toNanos())
        .orElseThrow();
  }

  /** Ends the current event in failure, unless it has its outcome. */
  private void fail(String errorType, String message) {
    Flight flight = current;
    if (flight != null && flight.claim()) {
      Payload error = Payload.of(flight.invocation().requestId(), errorType, message);
      conclude(flight, Status.error(errorType), error, error.faultLine());
    }
  }

  private void conclude(Flight flight, Status status, Payload error, String line) {
    flight.settleSink();
    processes.drain();
    site.log().platform(PlatformEvents.fault(line));
    Accounts.Bill bill = accounts.bill(flight, shared.wall().nanoTime(), initOfCurrent, status);
    site.log().platform(accounts.runtimeDone(flight, shared, status));
    Bytes tail = site.log().endTail(bill.ending());
    bill.ending().forEach(site.log()::platform);
    flight.complete(new FunctionFailed(error.errorType(), error.json(), bill.report(tail)));
  }

  private void breakUp(String shutdownReason) {
    if (broken.compareAndSet(false, true)) {
      owner.broken(this, shutdownReason);
    }
  }

  /** Ends a life whose event, though answered, has not been settled by its deadline. */
  void checkOverdue(long nowNanos) {
    Closing ended = closing;
    if (ended != null
        && nowNanos - ended.flight().startNanos() > site.image().timeout().toNanos()) {
      ended.events().forEach(site.log()::platform);
      closing = null;
      breakUp("TIMEOUT");
    }
  }

  // The rest

  @Override
  public void said(PlatformEvent event) {
    site.log().platform(event);
  }

  @Override
  public long nanoTime() {
    return shared.wall().nanoTime();
  }

  @Override
  public SocketChannel connectInside(int port) throws IOException {
    return processes.connectInside(port);
  }

  /** Stops the processes from running, where the machine can; says whether it did. */
  boolean freeze() {
    return processes.freeze();
  }

  /** Undoes {@link #freeze}. */
  void thaw() {
    processes.thaw();
  }

  /**
   * The SHUTDOWN phase, and the end of all processes: at once without extensions, within 500 ms
   * with internal ones, within 2 s with external ones.
   *
   * @param reason {@code SPINDOWN}, {@code TIMEOUT} or {@code FAILURE}
   */
  void end(String reason) {
    try {
      shutDown(reason);
    } finally {
      // The processes go first: they must not see that their connections are cut.
      processes.close();
      api.close();
    }
  }

  private void shutDown(String reason) {
    broken.set(true);
    new Shutdown(api, processes, shared).run(reason);
    site.log().tap(TelemetryTap.NONE);
  }

  /**
   * Ends this life as {@link #end} does and begins the next one in the same sandbox, with its
   * processes held before their init.
   */
  Life next(String reason) throws IOException {
    shutDown(reason);
    try {
      return new Life(site, shared, owner, processes::startAgain);
    } finally {
      api.close();
    }
  }
}
