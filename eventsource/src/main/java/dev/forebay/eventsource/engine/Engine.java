package dev.forebay.eventsource.engine;

import dev.forebay.eventsource.checkpoint.Checkpoints;
import dev.forebay.eventsource.mapping.EventSource;
import dev.forebay.eventsource.mapping.Mapping;
import dev.forebay.eventsource.mapping.MappingId;
import dev.forebay.eventsource.mapping.MappingListener;
import dev.forebay.eventsource.mapping.Mappings;
import dev.forebay.eventsource.mapping.RoleCalls;
import dev.forebay.eventsource.mapping.StartingPosition;
import dev.forebay.eventsource.source.ReadFrom;
import dev.forebay.eventsource.source.dynamodb.TableStreamSource;
import dev.forebay.eventsource.source.kinesis.KinesisSource;
import dev.forebay.eventsource.source.sqs.SqsSource;
import dev.forebay.invocation.Invoker;
import dev.forebay.invocation.Targets;
import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.model.activity.Activity;
import dev.forebay.model.activity.Backlog;
import dev.forebay.model.activity.Done;
import dev.forebay.model.activity.Pending;
import dev.forebay.model.activity.Tally;
import dev.forebay.model.trail.Trail;
import dev.forebay.storage.StorageEngine;
import dev.forebay.wire.Arrivals;
import dev.forebay.wire.AwsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs every mapping that is to run: starts, stops and replaces their runs as {@link Mappings}
 * says, and says when it is so. Changes of one mapping are followed one after the other, each on a
 * thread of its own. Thread-safe.
 */
public final class Engine implements MappingListener, Activity, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
  private static final Duration LONGEST_BATCH = Duration.ofMinutes(16);
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration LAST = Duration.ofSeconds(1);
  private static final Duration MARGIN = Duration.ofSeconds(30);

  private final Mappings mappings;
  private final RoleCalls roleCalls;
  private final Arrivals arrivals;
  private final Duration streamPoll;
  private final Recipients recipients;
  private final CountedTrail trail;
  private final Tools tools;
  private final Function<Arn, Optional<Backlog>> backlogs;
  private final AtomicLong changes = new AtomicLong();
  private final AtomicLong followed = new AtomicLong();
  private final Map<MappingId, Slot> slots = new ConcurrentHashMap<>();
  private volatile List<Mapping> found = List.of();
  private volatile boolean closed;

  /** The place of one mapping. Its lock is held while a change is followed. */
  private static final class Slot {
    private final ReentrantLock changing = new ReentrantLock();
    private long version = -1;
    private volatile @Nullable Run run;
  }

  /**
   * What the engine meets. Immutable.
   *
   * @param clock decides about every wait; may be virtual
   * @param random thread-safe; for request ids
   * @param trail hears of each step of a record's way
   * @param streamPoll how often a stream is looked at although nothing has woken its reader; real
   *     time
   * @param backlogs what lies in a queue of this process; empty for a queue elsewhere
   */
  public record Surroundings(
      Clock clock,
      RandomGenerator random,
      Trail trail,
      Duration streamPoll,
      Function<Arn, Optional<Backlog>> backlogs) {
    /** Where arrivals wake readers, so that looking is for the hint that was lost. */
    public static final Duration WOKEN = Duration.ofSeconds(10);

    /** Where nothing wakes readers: as often as AWS looks. */
    public static final Duration UNWOKEN = Duration.ofSeconds(1);
  }

  /**
   * An engine that runs nothing yet.
   *
   * @param mappings what is to run
   * @param storage keeps checkpoints
   * @param roleCalls calls sources and destinations
   * @param arrivals tells of records that arrive
   * @param targets finds functions
   * @param invoker runs them
   */
  public Engine(
      Mappings mappings,
      StorageEngine storage,
      RoleCalls roleCalls,
      Arrivals arrivals,
      Targets targets,
      Invoker invoker,
      Surroundings surroundings) {
    this.mappings = mappings;
    this.roleCalls = roleCalls;
    this.arrivals = arrivals;
    this.streamPoll = surroundings.streamPoll();
    this.recipients = new Recipients(new FunctionCalls(targets, invoker));
    this.backlogs = surroundings.backlogs();
    Clock clock = surroundings.clock();
    Tally tally = new Tally();
    this.trail = new CountedTrail(RecordTrail.on(surroundings.trail(), clock));
    this.tools =
        new Tools(
            mappings,
            new Checkpoints(storage, surroundings.random()),
            recipients,
            new FailureRecords(this::calls, recipients, trail, tally, clock, surroundings.random()),
            trail,
            tally,
            clock,
            surroundings.random());
  }

  /** Follows every change from now on; before the first operation is answered. */
  public void listen() {
    found = mappings.start(this);
  }

  /** Starts every mapping that was to run when the process last ended; once, after the rest. */
  public void resume() {
    found.forEach(this::changed);
    found = List.of();
  }

  /**
   * Follows a mapping that goes to somebody else than a function, and which {@link Mappings} does
   * not know: what is said of it is said to the recipient.
   *
   * @param mapping its function names the sessions of the recipient's role
   */
  public void changed(Mapping mapping, Recipient recipient) {
    recipients.put(mapping, recipient);
    changed(mapping);
  }

  @Override
  public void changed(Mapping mapping) {
    Slot slot = slots.computeIfAbsent(mapping.id(), id -> new Slot());
    changes.incrementAndGet();
    Thread.ofVirtual()
        .name("change of " + mapping.id())
        .start(() -> {
          try {
            follow(slot, mapping);
          } finally {
            followed.incrementAndGet();
          }
        });
  }

  @Override
  public long begun() {
    return changes.get() + arrivals.count();
  }

  @Override
  public List<Pending> pending() {
    List<Pending> all = new ArrayList<>();
    long under = changes.get() - followed.get();
    if (under > 0) {
      all.add(new Pending("changes of mappings", "lambda", under, Optional.empty()));
    }
    for (Slot slot : slots.values()) {
      Run run = slot.run;
      if (run != null) {
        all.addAll(run.pending());
      }
    }
    return all;
  }

  @Override
  public Map<Done, Long> done() {
    return tools.tally().counts();
  }

  private void follow(Slot slot, Mapping mapping) {
    slot.changing.lock();
    try {
      if (closed || mapping.status().version() <= slot.version) {
        return;
      }
      slot.version = mapping.status().version();
      end(slot, LONGEST_BATCH);
      switch (mapping.wanted()) {
        case RUNNING -> begin(slot, mapping);
        case STOPPED -> {}
        case GONE -> {
          tools.checkpoints().forget(mapping.id());
          trail.forget(mapping.id().toString());
          slots.remove(mapping.id(), slot);
        }
      }
      if (!mapping.status().state().isSettled()) {
        reached(mapping);
      }
    } catch (InterruptedException e) {
      LOG.debug("a change of {} is not followed any more", mapping.id());
    } catch (RuntimeException e) {
      LOG.error("the change of {} could not be followed", mapping.id(), e);
    } finally {
      slot.changing.unlock();
    }
  }

  private void reached(Mapping mapping) {
    Optional<Recipient> other = recipients.other(mapping);
    if (mapping.wanted() == Mapping.Wanted.GONE) {
      recipients.forget(mapping.id());
    }
    other.ifPresentOrElse(recipient -> recipient.reached(mapping), () -> mappings.reached(mapping));
  }

  private void disabled(Mapping mapping, String reason) {
    recipients
        .other(mapping)
        .ifPresentOrElse(
            recipient -> recipient.disabled(mapping, reason),
            () -> mappings.disabled(mapping, reason));
  }

  private void begin(Slot slot, Mapping mapping) {
    Run run = run(mapping);
    slot.run = run;
    run.start();
    if (closed) {
      run.stop();
    }
  }

  private static void end(Slot slot, Duration atMost) throws InterruptedException {
    Run run = slot.run;
    if (run == null) {
      return;
    }
    run.stop();
    if (!run.awaitEnd(atMost)) {
      run.interrupt();
      run.awaitEnd(GRACE);
    }
    slot.run = null;
  }

  private Run run(Mapping mapping) {
    Run.Gone gone = reason -> sourceIsGone(mapping, reason);
    return switch (mapping.source()) {
      case EventSource.Queue(Arn queue) ->
          new QueueRun(
              tools,
              mapping,
              new SqsSource(
                  calls(mapping),
                  queue,
                  () -> leastVisibility(mapping),
                  () -> backlogs.apply(queue),
                  mapping.options().batchingWindow().isPositive(),
                  tools.clock()),
              gone);
      case EventSource.Stream(Arn stream, StartingPosition start) ->
          new StreamRun(
              tools,
              mapping,
              new KinesisSource(calls(mapping), stream, stream, arrivals, streamPoll),
              readFrom(start),
              gone);
      case EventSource.Consumer(Arn consumer, Arn stream, StartingPosition start) ->
          new StreamRun(
              tools,
              mapping,
              new KinesisSource(calls(mapping), stream, consumer, arrivals, streamPoll),
              readFrom(start),
              gone);
      case EventSource.TableStream(Arn stream, StartingPosition start) ->
          new StreamRun(
              tools,
              mapping,
              new TableStreamSource(calls(mapping), stream, arrivals, streamPoll),
              readFrom(start),
              gone);
    };
  }

  private static ReadFrom readFrom(StartingPosition start) {
    return switch (start) {
      case StartingPosition.Latest latest -> new ReadFrom.Latest();
      case StartingPosition.TrimHorizon horizon -> new ReadFrom.TrimHorizon();
      case StartingPosition.AtTimestamp(var time) -> new ReadFrom.AtTime(time);
    };
  }

  /**
   * While messages are gathered they must not reappear: they are hidden for the window, the
   * function's timeout and half a minute at least.
   */
  private Optional<Duration> leastVisibility(Mapping mapping) {
    Duration window = mapping.options().batchingWindow();
    if (!window.isPositive()) {
      return Optional.empty();
    }
    try {
      Duration timeout = recipients.timeout(mapping);
      return Optional.of(window.plus(timeout).plus(MARGIN));
    } catch (AwsException e) {
      return Optional.of(window.plus(MARGIN));
    }
  }

  private LocalCalls calls(Mapping mapping) {
    return new LocalCalls(roleCalls, recipients, mapping);
  }

  private void sourceIsGone(Mapping mapping, String reason) {
    Slot slot = slots.get(mapping.id());
    if (slot == null || closed) {
      return;
    }
    Thread.ofVirtual()
        .name("end of " + mapping.id())
        .start(() -> {
          slot.changing.lock();
          try {
            if (slot.version == mapping.status().version() && slot.run != null) {
              end(slot, LONGEST_BATCH);
              disabled(mapping, reason);
            }
          } catch (InterruptedException e) {
            LOG.debug("{} is not disabled any more", mapping.id());
          } catch (RuntimeException e) {
            LOG.error("{} could not be disabled", mapping.id(), e);
          } finally {
            slot.changing.unlock();
          }
        });
  }

  /** What each mapping has done with how many events since it began to run, by its id. */
  public Map<String, Map<EventCount, Long>> eventCounts() {
    return trail.counts();
  }

  /** How many mappings run. */
  public int running() {
    return (int) slots.values().stream().filter(slot -> slot.run != null).count();
  }

  /** Events that were given up and of which the failure destination could not be told. */
  public long destinationDeliveryFailures() {
    return tools.failures().undeliverable();
  }

  /** Ends every run and forgets it, before the storage is reset. */
  public void reset() {
    stopAll(Duration.ZERO);
    slots.clear();
    recipients.forgetAll();
    trail.forgetAll();
  }

  /** Stops every run; what was not settled is done again after a restart. */
  @Override
  public void close() {
    closed = true;
    stopAll(GRACE);
  }

  private void stopAll(Duration grace) {
    List<Run> runs =
        slots.values().stream()
            .map(slot -> slot.run)
            .flatMap(run -> Optional.ofNullable(run).stream())
            .toList();
    runs.forEach(Run::stop);
    try {
      Duration left = grace;
      for (Run run : runs) {
        if (!run.awaitEnd(left)) {
          left = Duration.ZERO;
          run.interrupt();
          run.awaitEnd(LAST);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
