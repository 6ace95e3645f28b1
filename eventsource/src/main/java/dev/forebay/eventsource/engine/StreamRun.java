package dev.forebay.eventsource.engine;

import dev.forebay.eventsource.batch.BatchLimits;
import dev.forebay.eventsource.batch.Outcome;
import dev.forebay.eventsource.batch.Plan;
import dev.forebay.eventsource.batch.Verdict;
import dev.forebay.eventsource.filter.RecordFilter;
import dev.forebay.eventsource.mapping.Mapping;
import dev.forebay.eventsource.mapping.Mappings;
import dev.forebay.eventsource.source.ReadFrom;
import dev.forebay.eventsource.source.Shard;
import dev.forebay.eventsource.source.SourceException;
import dev.forebay.eventsource.source.SourceGoneException;
import dev.forebay.eventsource.source.StreamSource;
import dev.forebay.eventsource.stream.ShardCheckpoint;
import dev.forebay.eventsource.stream.ShardOrder;
import dev.forebay.eventsource.stream.StreamRules;
import dev.forebay.eventsource.window.OpenWindow;
import dev.forebay.eventsource.window.Tumbling;
import dev.forebay.model.activity.Pending;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream's mapping at work: one {@link ShardRun} for each shard that may be read now, parents
 * before children. Its own thread looks for shards when one has come to its end, and once a minute.
 * Thread-safe.
 */
final class StreamRun implements Run {
  private static final Logger LOG = LoggerFactory.getLogger(StreamRun.class);
  private static final Duration LOOK = Duration.ofMinutes(1);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);
  private static final Duration STANDARD_RETENTION = Duration.ofHours(24);

  private final Tools tools;
  private final Mapping mapping;
  private final StreamSource source;
  private final ReadFrom start;
  private final Gone gone;
  private final RecordFilter filter;
  private final Wakeup wakeup;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, ShardRun> running = new HashMap<>();
  private final Map<String, ShardCheckpoint> known = new HashMap<>();
  private final Set<ShardRun> ending = new HashSet<>();
  private boolean looking;
  private volatile boolean troubled;
  private volatile boolean stopping;
  private volatile Plan plan;

  /**
   * A stream's mapping.
   *
   * @param start where to read shards from that were there when the mapping began
   */
  StreamRun(Tools tools, Mapping mapping, StreamSource source, ReadFrom start, Gone gone) {
    this.tools = tools;
    this.mapping = mapping;
    this.source = source;
    this.start = start;
    this.gone = gone;
    this.filter = mapping.recordFilter();
    this.plan = plan(STANDARD_RETENTION);
    this.wakeup = new Wakeup(tools.clock());
    this.thread = Thread.ofVirtual().name("stream " + mapping.id()).unstarted(this::watch);
  }

  private Plan plan(Duration retention) {
    Duration tumbling = mapping.options().stream().tumblingWindow();
    boolean windows = tumbling.isPositive();
    return new Plan(
        new BatchLimits(
            mapping.options().batchSize(),
            mapping.options().batchingWindow(),
            BatchLimits.EVENT - BatchLimits.ENVELOPE - (windows ? OpenWindow.MOST_STATE : 0)),
        StreamRules.of(mapping.options(), retention),
        windows ? Optional.of(new Tumbling(tumbling)) : Optional.empty());
  }

  Mapping mapping() {
    return mapping;
  }

  StreamSource source() {
    return source;
  }

  RecordFilter filter() {
    return filter;
  }

  Plan plan() {
    return plan;
  }

  @Override
  public void start() {
    lock.lock();
    try {
      known.putAll(tools.checkpoints().of(mapping.id()));
      looking = true;
    } finally {
      lock.unlock();
    }
    look();
    thread.start();
  }

  private void watch() {
    try {
      while (!stopping) {
        wakeup.await(troubled ? AFTER_FAILURE : LOOK);
        if (!stopping) {
          look();
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("nobody looks for shards of {} any more", mapping.id());
    } finally {
      lock.lock();
      try {
        looking = false;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /** Starts to read every shard that may be read now. */
  private void look() {
    troubled = true;
    try {
      List<Shard> shards = source.shards();
      plan = plan(source.retention());
      begin(shards);
      for (Shard shard : readable(shards)) {
        open(shard);
      }
      troubled = false;
    } catch (SourceGoneException e) {
      sourceIsGone(e);
    } catch (SourceException e) {
      LOG.warn("the mapping {} cannot look for shards: {}", mapping.id(), e.getMessage());
      problem(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("the mapping {} looks for shards again later", mapping.id(), e);
    }
  }

  /** At the very first, decides where each shard that is there is read from. */
  private void begin(List<Shard> shards) {
    lock.lock();
    try {
      if (!known.isEmpty()) {
        return;
      }
    } finally {
      lock.unlock();
    }
    Map<String, ShardCheckpoint> first = new HashMap<>();
    Map<String, ShardCheckpoint> stored = new HashMap<>();
    Instant now = tools.clock().now();
    for (Shard shard : shards) {
      Optional<ReadFrom> from = ShardOrder.atFirst(shard, start);
      first.put(shard.id(), from.map(ShardCheckpoint::start).orElseGet(ShardCheckpoint::skipped));
      // A restart before the first record must not miss what arrived in between.
      stored.put(
          shard.id(),
          from.map(place ->
                  ShardCheckpoint.start(
                      place instanceof ReadFrom.Latest ? new ReadFrom.AtTime(now) : place))
              .orElseGet(ShardCheckpoint::skipped));
    }
    tools.checkpoints().save(mapping.id(), stored);
    lock.lock();
    try {
      known.putAll(first);
    } finally {
      lock.unlock();
    }
  }

  private List<Shard> readable(List<Shard> shards) {
    lock.lock();
    try {
      Set<String> ended = new HashSet<>();
      known.forEach((shard, checkpoint) -> {
        if (checkpoint.ended()) {
          ended.add(shard);
        }
      });
      return ShardOrder.readable(shards, ended).stream()
          .filter(shard -> !running.containsKey(shard.id()))
          .toList();
    } finally {
      lock.unlock();
    }
  }

  private void open(Shard shard) {
    ShardCheckpoint from;
    lock.lock();
    try {
      from = known.computeIfAbsent(shard.id(), id -> ShardCheckpoint.start(ShardOrder.later()));
    } finally {
      lock.unlock();
    }
    ShardRun run = new ShardRun(tools, this, shard.id(), from);
    lock.lock();
    try {
      if (stopping) {
        return;
      }
      ending.removeIf(ShardRun::hasEnded);
      running.put(shard.id(), run);
    } finally {
      lock.unlock();
    }
    run.start();
  }

  /** A shard is at its end: its children may be read. */
  void shardEnded(ShardRun run, ShardCheckpoint checkpoint) {
    lock.lock();
    try {
      if (running.remove(run.shard()) == null) {
        return;
      }
      known.put(run.shard(), checkpoint);
      ending.add(run);
    } finally {
      lock.unlock();
    }
    run.stop();
    wakeup.raise();
  }

  void sourceIsGone(SourceGoneException e) {
    gone.gone(String.valueOf(e.getMessage()));
  }

  /** Something keeps the mapping from its work. */
  void problem(String what) {
    tools.mappings().processed(mapping.id(), Mappings.PROBLEM + what);
  }

  /** A batch has come back from the function. */
  void processed(Outcome outcome, Verdict verdict) {
    boolean well = outcome instanceof Outcome.Answered && verdict.again().isEmpty();
    tools
        .mappings()
        .processed(mapping.id(), well ? Mappings.WELL : Mappings.PROBLEM + "Function call failed");
  }

  @Override
  public List<Pending> pending() {
    List<Pending> all = new ArrayList<>();
    runs().forEach(run -> all.addAll(run.pending()));
    // After the shards: one that has come to its end has raised this before.
    if (wakeup.waitingUntil().isEmpty()) {
      all.add(new Pending("shards to be looked for", mapping.id().toString(), 1, Optional.empty()));
    }
    return all;
  }

  @Override
  public void stop() {
    lock.lock();
    try {
      stopping = true;
      running.values().forEach(ShardRun::stop);
    } finally {
      lock.unlock();
    }
    wakeup.raise();
  }

  @Override
  public boolean awaitEnd(Duration atMost) throws InterruptedException {
    long nanos = atMost.toNanos();
    lock.lockInterruptibly();
    try {
      while (looking && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
    boolean all = nanos > 0;
    for (ShardRun run : runs()) {
      all &= run.awaitEnd(all ? atMost : Duration.ZERO);
    }
    return all;
  }

  private List<ShardRun> runs() {
    lock.lock();
    try {
      Set<ShardRun> all = new HashSet<>(running.values());
      all.addAll(ending);
      return List.copyOf(all);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void interrupt() {
    thread.interrupt();
    runs().forEach(ShardRun::interrupt);
  }
}
