package dev.forebay.invocation.async;

import dev.forebay.function.name.FunctionId;
import dev.forebay.invocation.Invoker;
import dev.forebay.invocation.Targets;
import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Clock;
import dev.forebay.model.Region;
import dev.forebay.model.activity.Done;
import dev.forebay.model.activity.Pending;
import dev.forebay.model.trail.Trail;
import dev.forebay.storage.OperationId;
import dev.forebay.storage.Queue;
import dev.forebay.storage.ScopeKind;
import dev.forebay.storage.StorageEngine;
import dev.forebay.wire.AwsException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A durable queue for each function, and a {@link Dispatcher} for each that holds anything. Since
 * every function has its own, none waits for another. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html">Invoking a
 *     Lambda function asynchronously</a>
 */
public final class AsyncQueues implements AutoCloseable {
  private static final String PREFIX = "async/";
  private static final int SEND_ATTEMPTS = 5;

  private final StorageEngine engine;
  private final Targets targets;
  private final Invoker invoker;
  private final Clock clock;
  private final AsyncSettings settings;
  private final RandomGenerator random;
  private final Trail trail;
  private final AsyncCounts counts = new AsyncCounts();
  private final AtomicLong begun = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<FunctionId, Dispatcher> dispatchers = new HashMap<>();
  private @Nullable Deliveries deliveries;
  private boolean closed;

  /**
   * Queues over an engine; nothing runs before {@link #resume}.
   *
   * @param engine holds the events
   * @param targets finds what an event runs, anew for each attempt
   * @param invoker runs it
   * @param clock ages events and times their retries
   * @param settings how many run at once, and when they are retried
   * @param random thread-safe; names writes
   * @param trail hears what becomes of each event
   */
  public AsyncQueues(
      StorageEngine engine,
      Targets targets,
      Invoker invoker,
      Clock clock,
      AsyncSettings settings,
      RandomGenerator random,
      Trail trail) {
    this.engine = engine;
    this.targets = targets;
    this.invoker = invoker;
    this.clock = clock;
    this.settings = settings;
    this.random = random;
    this.trail = trail;
  }

  /**
   * Starts to run events, those first that an earlier run of the server has left.
   *
   * @param to hands out what ended events leave
   */
  public void resume(Deliveries to) {
    lock.lock();
    try {
      deliveries = to;
    } finally {
      lock.unlock();
    }
    for (String scope : engine.scopes(ScopeKind.QUEUE, PREFIX)) {
      function(scope).ifPresent(this::wake);
    }
  }

  /**
   * Accepts an event: when this returns, it is durable.
   *
   * @throws AwsException 500 when it could not be stored
   */
  public void send(FunctionId function, AsyncEvent event) {
    Queue.Send send =
        new Queue.Send(
            operationId(event),
            event.encode(),
            event.acceptedAt(),
            event.acceptedAt(),
            Optional.empty());
    Queue queue = engine.queue(scope(function));
    begun.incrementAndGet();
    for (int attempt = 0; attempt < SEND_ATTEMPTS; attempt++) {
      switch (queue.send(List.of(send)).getFirst()) {
        case Queue.SendOutcome.Sent sent -> {
          steps(function).accepted(event);
          wake(function);
          return;
        }
        case Queue.SendOutcome.Unknown unknown -> {}
      }
    }
    throw new AwsException("ServiceException", 500, "The event could not be stored.");
  }

  /** What has become of events since the start. */
  public AsyncCounts counts() {
    return counts;
  }

  private AsyncSteps steps(FunctionId function) {
    return new AsyncSteps(function, counts, trail, clock);
  }

  /** Events that were to be queued, since the start. */
  public long begun() {
    return begun.get();
  }

  /** Events that run, that are about to, and that wait. */
  public List<Pending> pending() {
    List<Dispatcher> all;
    lock.lock();
    try {
      all = List.copyOf(dispatchers.values());
    } finally {
      lock.unlock();
    }
    return all.stream().flatMap(dispatcher -> dispatcher.pending().stream()).toList();
  }

  /** What was handed out, by where. */
  public Map<Done, Long> done() {
    return counts.done();
  }

  private static OperationId operationId(AsyncEvent event) {
    UUID id = UUID.fromString(event.requestId().value());
    return new OperationId(id.getMostSignificantBits(), id.getLeastSignificantBits());
  }

  private void wake(FunctionId function) {
    lock.lock();
    try {
      if (closed || deliveries == null) {
        return;
      }
      Dispatcher dispatcher = dispatchers.get(function);
      if (dispatcher == null) {
        dispatcher = dispatcher(function, deliveries);
        dispatchers.put(function, dispatcher);
        dispatcher.start();
      }
      dispatcher.wake();
    } finally {
      lock.unlock();
    }
  }

  private Dispatcher dispatcher(FunctionId function, Deliveries to) {
    Queue queue = engine.queue(scope(function));
    AsyncSteps steps = steps(function);
    Journey journey =
        new Journey(
            function,
            queue,
            new ProgressTable(engine.tables(scope(function)), random),
            new Attempts(targets, invoker, clock, settings.retryDelay(), steps),
            to,
            steps,
            clock);
    return new Dispatcher(function, queue, journey, clock, settings.mostInFlight(), this::retire);
  }

  // Under the lock no send can wake the dispatcher between its last look and its end.
  private boolean retire(Dispatcher dispatcher, long wakesSeen) {
    lock.lock();
    try {
      return dispatcher.wakes() == wakesSeen
          && dispatchers.remove(dispatcher.function(), dispatcher);
    } finally {
      lock.unlock();
    }
  }

  /** Stops running events and forgets them, for an engine that was or will be reset. */
  public void reset() {
    for (Dispatcher dispatcher : takeAll()) {
      dispatcher.close();
    }
  }

  private List<Dispatcher> takeAll() {
    lock.lock();
    try {
      List<Dispatcher> all = List.copyOf(dispatchers.values());
      dispatchers.clear();
      return all;
    } finally {
      lock.unlock();
    }
  }

  /** Stops; events that were running run again at the next start. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    reset();
  }

  private static String scope(FunctionId function) {
    return PREFIX + function.place() + "/" + function.name();
  }

  private static Optional<FunctionId> function(String scope) {
    String[] parts = scope.substring(PREFIX.length()).split("/", -1);
    if (parts.length != 3 || !AccountId.isValid(parts[0]) || !Region.isValid(parts[1])) {
      return Optional.empty();
    }
    return Optional.of(
        new FunctionId(new AccountRegion(new AccountId(parts[0]), new Region(parts[1])), parts[2]));
  }
}
