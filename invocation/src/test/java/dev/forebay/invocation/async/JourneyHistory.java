package dev.forebay.invocation.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.execution.FunctionImage;
import dev.forebay.execution.Invocation;
import dev.forebay.execution.InvocationOutcome;
import dev.forebay.function.name.FunctionId;
import dev.forebay.invocation.AsyncOptions;
import dev.forebay.invocation.Invoker;
import dev.forebay.invocation.Target;
import dev.forebay.invocation.Targets;
import dev.forebay.invocation.concurrency.Allotment;
import dev.forebay.invocation.concurrency.Concurrency;
import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Bytes;
import dev.forebay.model.Region;
import dev.forebay.model.RequestId;
import dev.forebay.model.VirtualClock;
import dev.forebay.model.trail.Trail;
import dev.forebay.storage.OperationId;
import dev.forebay.storage.Queue;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.TableSpace;
import dev.forebay.storage.memory.MemoryEngine;
import dev.forebay.wire.AwsException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * The life of a few events of one function, made up from a seed: runs that succeed and fail,
 * throttles, a function that is changed, blocked and deleted, targets that refuse, and a server
 * that crashes at any call to its storage or to a target. Confined to the test's thread.
 */
final class JourneyHistory {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
  private static final Duration HIDDEN = Duration.ofSeconds(30);
  private static final Duration RETRY_DELAY = Duration.ofMinutes(1);
  private static final int MOST_TURNS = 5_000;
  private static final FunctionId FUNCTION =
      new FunctionId(
          new AccountRegion(new AccountId("123456789012"), new Region("eu-central-1")), "fn");
  private static final InvocationOutcome.Report REPORT =
      new InvocationOutcome.Report(Duration.ZERO, Duration.ZERO, 1, Optional.empty(), Bytes.EMPTY);

  private final RandomGenerator random;
  private final VirtualClock clock = new VirtualClock(START);
  private final StorageEngine engine = MemoryEngine.open(clock);
  private final Fragile process;
  private final Map<OperationId, EventLedger> ledgers = new HashMap<>();
  private final int events;
  private final int answersPercent;
  private final int throttlesPercent;
  private final int refusalsPercent;
  private final int changesPercent;
  private AsyncOptions options;
  private int revision = 1;
  private boolean gone;
  private boolean blocked;
  private boolean unavailable;
  private int room = 10;
  private OperationId current = new OperationId(0, 0);
  private Optional<EventLedger.Run> run = Optional.empty();

  JourneyHistory(long seed) {
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    this.process = new Fragile(random, random.nextInt(3) == 0 ? 0 : 5 + random.nextInt(120));
    this.events = 1 + random.nextInt(3);
    this.answersPercent = random.nextInt(5) == 0 ? 0 : random.nextInt(80);
    this.throttlesPercent = random.nextInt(6) == 0 ? 100 : random.nextInt(60);
    this.refusalsPercent = random.nextInt(6) == 0 ? 100 : random.nextInt(60);
    this.changesPercent = random.nextBoolean() ? 0 : random.nextInt(20);
    this.options = anyOptions();
  }

  private AsyncOptions anyOptions() {
    return new AsyncOptions(
        random.nextInt(3),
        Duration.ofSeconds(random.nextBoolean() ? 21_600 : 60 + random.nextInt(600)),
        random.nextBoolean() ? Optional.of("arn:success") : Optional.empty(),
        random.nextBoolean() ? Optional.of("arn:failure") : Optional.empty(),
        random.nextBoolean() ? Optional.of("arn:dead") : Optional.empty());
  }

  /** What a history was like. */
  record Summary(int runs, long crashes) {}

  Summary live() throws InterruptedException {
    Queue queue = engine.queue("q");
    for (int turn = 0; ; turn++) {
      assertThat(turn).as("a history ends").isLessThan(MOST_TURNS);
      if (random.nextInt(100) < changesPercent) {
        change();
      }
      if (ledgers.size() < events && random.nextInt(3) == 0) {
        send(queue);
      }
      Optional<Instant> due = queue.nextDue(clock.now());
      if (due.isPresent()) {
        if (due.get().isAfter(clock.now())) {
          clock.advance(Duration.between(clock.now(), due.get()));
        }
        serve(queue);
      } else {
        sweep();
        if (ledgers.size() == events) {
          break;
        }
      }
    }
    while (!sweep()) {
      assertThat(process.crashes()).isPositive();
    }
    assertThat(engine.tables("t").scan(TableSpace.Range.all("progress"), 1)).isEmpty();
    ledgers.values().forEach(EventLedger::atTheEnd);
    return new Summary(
        ledgers.values().stream().mapToInt(EventLedger::runs).sum(), process.crashes());
  }

  private void change() {
    switch (random.nextInt(6)) {
      case 0 -> gone = random.nextInt(4) == 0;
      case 1 -> blocked = random.nextInt(3) == 0;
      case 2 -> unavailable = random.nextBoolean();
      case 3 -> revision++;
      default -> options = anyOptions();
    }
  }

  private EventLedger.World world() {
    return new EventLedger.World(options, gone, blocked, unavailable);
  }

  private void send(Queue queue) {
    OperationId id = new OperationId(7, ledgers.size() + 1L);
    Instant now = clock.now();
    AsyncEvent event =
        new AsyncEvent(
            requestId(id),
            FUNCTION.arn().toString(),
            now,
            Bytes.utf8("{\"n\":1}"),
            Optional.empty(),
            Optional.empty());
    queue.send(List.of(new Queue.Send(id, event.encode(), now, now, Optional.empty())));
    ledgers.put(id, new EventLedger(now, RETRY_DELAY));
  }

  private static RequestId requestId(OperationId id) {
    return new RequestId(new UUID(id.high(), id.low()).toString());
  }

  /** One life of the server, or a part of it: takes what is due and does a step with each. */
  private void serve(Queue queue) throws InterruptedException {
    Instant now = clock.now();
    List<Queue.Delivery> taken = queue.receive(1 + random.nextInt(3), now, now.plus(HIDDEN));
    taken.forEach(delivery -> ledger(id(delivery)).taken(now, world()));
    boolean alive = true;
    for (Queue.Delivery delivery : taken) {
      if (alive) {
        alive = step(queue, delivery);
      } else {
        ledger(id(delivery)).takenInVain(now.plus(HIDDEN));
      }
    }
  }

  private EventLedger ledger(OperationId event) {
    return Optional.ofNullable(ledgers.get(event)).orElseThrow();
  }

  private static OperationId id(Queue.Delivery delivery) {
    return delivery.receipt().message();
  }

  /** Whether the server lived on. */
  private boolean step(Queue queue, Queue.Delivery delivery) throws InterruptedException {
    current = id(delivery);
    run = Optional.empty();
    room = random.nextInt(100) < throttlesPercent ? 0 : 10;
    AsyncCounts counts = new AsyncCounts();
    Optional<Journey.Step> step = Optional.empty();
    try {
      process.moment();
      step = Optional.of(journey(queue, counts).step(delivery, delivery::receipt));
    } catch (Fragile.Crash crash) {
      assertThat(process.crashes()).isPositive();
    }
    ledger(current)
        .after(
            new EventLedger.Seen(
                step,
                run,
                new ProgressTable(engine.tables("t"), random).read(current),
                counts.succeeded(),
                counts.dropped(),
                world(),
                clock.now()));
    return step.isPresent();
  }

  private boolean sweep() {
    try {
      journey(engine.queue("q"), new AsyncCounts()).sweep();
      return true;
    } catch (Fragile.Crash crash) {
      return false;
    }
  }

  private Journey journey(Queue queue, AsyncCounts counts) {
    Targets targets =
        new Targets() {
          @Override
          public Target resolve(AccountRegion place, String name, Optional<String> qualifier) {
            if (gone) {
              throw new AwsException("ResourceNotFoundException", 404, "no such function");
            }
            if (unavailable) {
              throw new AwsException("CodeStorageException", 502, "not now");
            }
            return target();
          }

          @Override
          public int unreserved(AccountRegion place) {
            return room;
          }
        };
    Invoker invoker =
        new Invoker(
            targets,
            (image, invocation, sink) -> play(image, invocation),
            new Concurrency(clock),
            clock,
            random);
    AsyncSteps steps = new AsyncSteps(FUNCTION, counts, Trail.NONE, clock);
    return new Journey(
        FUNCTION,
        process.wrap(Queue.class, queue),
        new ProgressTable(process.wrap(TableSpace.class, engine.tables("t")), random),
        new Attempts(targets, invoker, clock, RETRY_DELAY, steps),
        this::deliver,
        steps,
        clock);
  }

  private Target target() {
    FunctionImage image =
        new FunctionImage(
            FUNCTION.place(),
            FUNCTION.name(),
            "$LATEST",
            Integer.toString(revision),
            "python3.12",
            "app.handler",
            "arn:aws:iam::123456789012:role/lambda",
            128,
            Duration.ofSeconds(3),
            512,
            Map.of(),
            Path.of("code"),
            List.of(),
            new FunctionImage.Logging("/aws/lambda/fn", false, Optional.empty(), Optional.empty()),
            "on-demand");
    Allotment allotment =
        blocked ? new Allotment("$LATEST", Optional.of(0), 0, 0) : Allotment.none("$LATEST");
    return new Target(FUNCTION, FUNCTION.arn().toString(), image, allotment, false, options);
  }

  private InvocationOutcome play(FunctionImage image, Invocation invocation) {
    assertThat(invocation.requestId()).as("the same id at each run").isEqualTo(requestId(current));
    assertThat(image.revision()).as("the newest code").isEqualTo(Integer.toString(revision));
    if (random.nextInt(100) < throttlesPercent / 2) {
      return new InvocationOutcome.NotRun("no environment");
    }
    ledger(current).runs(clock.now(), world());
    clock.advance(Duration.ofSeconds(random.nextInt(20)));
    boolean answers = random.nextInt(100) < answersPercent;
    // What a run did is done, even if the process ends with it.
    run = Optional.of(new EventLedger.Run(answers, clock.now()));
    process.moment();
    return answers
        ? new InvocationOutcome.Succeeded(Bytes.utf8("1"), REPORT)
        : new InvocationOutcome.FunctionFailed("E", Bytes.utf8("{}"), REPORT);
  }

  private void deliver(Parcel parcel) {
    process.moment();
    if (random.nextInt(100) < refusalsPercent) {
      ledger(current).refused(parcel);
      throw new AwsException("ServiceUnavailable", 503, "not now");
    }
    assertThat(parcel.requestId()).isEqualTo(requestId(current));
    ledger(current).handedOut(parcel);
    process.moment();
  }
}
