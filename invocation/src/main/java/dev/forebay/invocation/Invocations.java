package dev.forebay.invocation;

import dev.forebay.invocation.async.AsyncCounts;
import dev.forebay.invocation.async.AsyncQueues;
import dev.forebay.invocation.async.AsyncSettings;
import dev.forebay.invocation.async.Deliveries;
import dev.forebay.invocation.concurrency.Concurrency;
import dev.forebay.invocation.url.FunctionUrls;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Clock;
import dev.forebay.model.activity.Activity;
import dev.forebay.model.activity.Done;
import dev.forebay.model.activity.Pending;
import dev.forebay.model.trail.Trail;
import dev.forebay.storage.StorageEngine;
import dev.forebay.wire.ServiceBinding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamRequest;

/**
 * The operations that invoke functions, and the queues behind asynchronous invocation. Thread-safe.
 */
public final class Invocations implements Activity, AutoCloseable {
  private final Targets targets;
  private final Invoker invoker;
  private final Concurrency concurrency;
  private final AsyncQueues queues;
  private final Clock clock;
  private final Trail trail;

  /**
   * What an invocation meets. Immutable.
   *
   * @param clock ages queued events, times their retries, stamps trace ids; may be virtual
   * @param pace measures request rates; the real clock
   * @param random thread-safe; for trace ids
   * @param trail hears what becomes of each event
   */
  public record Surroundings(Clock clock, Clock pace, RandomGenerator random, Trail trail) {}

  /**
   * Opens the operations; queued events wait for {@link #start}.
   *
   * @param targets finds versions
   * @param execution runs events
   * @param engine holds queued events
   * @param async how queued events are run
   */
  public Invocations(
      Targets targets,
      Execution execution,
      StorageEngine engine,
      AsyncSettings async,
      Surroundings surroundings) {
    this.targets = targets;
    this.clock = surroundings.clock();
    this.concurrency = new Concurrency(surroundings.pace());
    this.invoker = new Invoker(targets, execution, concurrency, clock, surroundings.random());
    this.trail = surroundings.trail();
    this.queues =
        new AsyncQueues(engine, targets, invoker, clock, async, surroundings.random(), trail);
  }

  /**
   * Starts to run queued events, those first that an earlier run of the server has left.
   *
   * @param deliveries hands out what ended events leave; made after the switchboard, which itself
   *     is made after these operations
   */
  public void start(Deliveries deliveries) {
    queues.resume(deliveries);
  }

  /** Adds the operations to the service {@code lambda}. */
  public void register(ServiceBinding.Builder lambda) {
    Runs runs = new Runs(invoker, trail);
    InvokeOperation invoke = new InvokeOperation(targets, runs, queues, clock);
    InvokeStreamOperation stream = new InvokeStreamOperation(targets, runs);
    lambda
        .on("Invoke", InvokeRequest::builder, invoke::invoke)
        .on("InvokeAsync", InvokeAsyncRequest::builder, invoke::invokeAsync)
        .onStream(
            "InvokeWithResponseStream", InvokeWithResponseStreamRequest::builder, stream::invoke);
  }

  /**
   * The invocations by function URL: as Invoke and InvokeWithResponseStream, but other actions
   * allow them, and no request on the wire names them.
   */
  public ServiceBinding urlBinding() {
    Runs runs = new Runs(invoker, trail);
    return ServiceBinding.of(FunctionUrls.SERVICE)
        .on(
            "Invoke",
            InvokeRequest::builder,
            new InvokeOperation(targets, runs, queues, clock)::invoke)
        .onStream(
            "InvokeWithResponseStream",
            InvokeWithResponseStreamRequest::builder,
            new InvokeStreamOperation(targets, runs)::invoke)
        .build();
  }

  /** Runs events for callers behind the switchboard, such as pollers. */
  public Invoker invoker() {
    return invoker;
  }

  @Override
  public long begun() {
    return invoker.begun() + queues.begun();
  }

  @Override
  public List<Pending> pending() {
    // The queues first: what is taken from one in the meantime then runs.
    List<Pending> all = new ArrayList<>(queues.pending());
    if (invoker.running() > 0) {
      all.add(new Pending("invocations running", "lambda", invoker.running(), Optional.empty()));
    }
    return all;
  }

  @Override
  public Map<Done, Long> done() {
    Map<Done, Long> all = new HashMap<>(invoker.done());
    all.putAll(queues.done());
    return all;
  }

  /** How many events run in the account and region now. */
  public int running(AccountRegion place) {
    return concurrency.running(place);
  }

  /** What has become of asynchronous events since the start. */
  public AsyncCounts asyncCounts() {
    return queues.counts();
  }

  /** Stops what runs from queues and forgets counts; with the engine's reset. */
  public void reset() {
    queues.reset();
    concurrency.reset();
  }

  /** Stops taking events from queues; what was running from there runs again after a restart. */
  @Override
  public void close() {
    queues.close();
  }
}
