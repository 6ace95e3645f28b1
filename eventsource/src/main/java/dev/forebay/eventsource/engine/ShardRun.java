package dev.forebay.eventsource.engine;

import dev.forebay.eventsource.batch.Lane;
import dev.forebay.eventsource.batch.Verdict;
import dev.forebay.eventsource.mapping.Mapping;
import dev.forebay.eventsource.source.Fetched;
import dev.forebay.eventsource.source.ReadFrom;
import dev.forebay.eventsource.source.SequenceNumber;
import dev.forebay.eventsource.source.ShardReader;
import dev.forebay.eventsource.source.SourceException;
import dev.forebay.eventsource.source.SourceGoneException;
import dev.forebay.eventsource.source.SourceRecord;
import dev.forebay.eventsource.stream.ShardCheckpoint;
import dev.forebay.eventsource.stream.ShardWork;
import dev.forebay.model.activity.Pending;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A mapping at work on one shard: a thread that reads, and one for each lane that has something to
 * do. All state is one {@link ShardWork}, under a short lock; a checkpoint is written, outside that
 * lock, after every step that changes what a later run must know. Thread-safe.
 */
final class ShardRun {
  private static final Logger LOG = LoggerFactory.getLogger(ShardRun.class);
  private static final int MOST_PENDING = 10_000;
  private static final long MOST_PENDING_BYTES = 64L * 1024 * 1024;
  private static final Duration POLL_CEILING = Duration.ofSeconds(10);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
  private static final Duration LAZY_SAVE = Duration.ofSeconds(5);

  private final Tools tools;
  private final StreamRun stream;
  private final String shard;
  private final Intake intake;
  private final Wakeup readerWakeup;
  private final Thread readerThread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ReentrantLock saving = new ReentrantLock();
  private final List<ShardLane> lanes = new ArrayList<>();
  private final ShardReader reader;
  private ShardWork work;
  private Instant tip = Instant.MIN;
  private long pendingBytes;
  private int threads;
  private boolean reading;
  private boolean stopping;
  private long version;
  private long saved;
  private Instant savedAt;

  /**
   * Opens the shard.
   *
   * @param from where to go on
   * @throws SourceException when it cannot be read now
   */
  ShardRun(Tools tools, StreamRun stream, String shard, ShardCheckpoint from) {
    Mapping mapping = stream.mapping();
    int factor = mapping.options().stream().parallelizationFactor();
    this.tools = tools;
    this.stream = stream;
    this.shard = shard;
    this.intake =
        new Intake(
            stream.filter(),
            tools.trail(),
            RecordTrail.Origin.of(mapping, tools.recipients().arn(mapping), shard));
    this.work = ShardWork.resume(from, factor);
    this.savedAt = tools.clock().now();
    this.readerWakeup = new Wakeup(tools.clock());
    this.reader = stream.source().open(shard, from.readFrom());
    for (int lane = 0; lane < factor; lane++) {
      lanes.add(new ShardLane(tools, this, lane));
    }
    this.readerThread =
        Thread.ofVirtual().name("shard " + shard + " " + mapping.id()).unstarted(this::readAll);
  }

  String shard() {
    return shard;
  }

  StreamRun stream() {
    return stream;
  }

  Intake intake() {
    return intake;
  }

  void start() {
    lock.lock();
    try {
      threads++;
      reading = true;
      readerThread.start();
      for (int lane = 0; lane < lanes.size(); lane++) {
        Lane state = work.lanes().get(lane);
        if (state.window().isPresent() || !state.resumed().isEmpty()) {
          wake(lane);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void readAll() {
    try (ShardReader opened = reader) {
      while (!isStopping()) {
        try {
          if (!readOnce(opened)) {
            break;
          }
        } catch (SourceGoneException e) {
          stream.sourceIsGone(e);
          pause();
        } catch (SourceException e) {
          LOG.warn("the mapping {} cannot read {}: {}", id(), shard, e.getMessage());
          stream.problem(String.valueOf(e.getMessage()));
          pause();
        } catch (RuntimeException e) {
          LOG.error("the mapping {} reads {} again after a while", id(), shard, e);
          pause();
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("the reader of {} was interrupted", shard);
    } finally {
      lock.lock();
      try {
        reading = false;
      } finally {
        lock.unlock();
      }
      threadEnded();
    }
  }

  /** What it is doing, and what it waits for. */
  List<Pending> pending() {
    String of = stream.mapping().id().toString();
    lock.lock();
    try {
      List<Pending> all = new ArrayList<>();
      if (reading && !reader.isIdle() && readerWakeup.waitingUntil().isEmpty()) {
        all.add(new Pending("records to be read", of, 1, Optional.empty()));
      }
      for (ShardLane lane : lanes) {
        if (lane.isRunning()) {
          Optional<Instant> until = lane.waitingUntil();
          if (until.isEmpty()) {
            all.add(new Pending("batches on their way", of, 1, until));
          } else if (!until.get().equals(Instant.MAX)) {
            all.add(new Pending("batches that wait or are gathered", of, 1, until));
          }
        }
      }
      return all;
    } finally {
      lock.unlock();
    }
  }

  private Object id() {
    return stream.mapping().id();
  }

  private void pause() throws InterruptedException {
    readerWakeup.awaitUntil(tools.clock().now().plus(AFTER_FAILURE), AFTER_FAILURE);
  }

  /** One read; says whether there will be another. */
  private boolean readOnce(ShardReader opened) throws InterruptedException {
    int room = room();
    if (room <= 0) {
      readerWakeup.await(POLL_CEILING);
      return true;
    }
    Instant asked = tools.clock().now();
    ShardReader.Read read = opened.read(room);
    accept(read, asked);
    if (read.ended()) {
      finishIfAtEnd();
      return false;
    }
    if (read.caughtUp()) {
      saveLazily();
      opened.await(stream.source().pollEvery());
    }
    return true;
  }

  private int room() {
    lock.lock();
    try {
      return pendingBytes >= MOST_PENDING_BYTES ? 0 : MOST_PENDING - work.progress().size();
    } finally {
      lock.unlock();
    }
  }

  private void accept(ShardReader.Read read, Instant asked) {
    List<Fetched> fetched = read.records();
    List<SourceRecord> wanted =
        fetched.isEmpty() ? List.of() : intake.sort(notDone(fetched)).passed();
    lock.lock();
    try {
      if (!fetched.isEmpty()) {
        work = work.read(new SequenceNumber(fetched.getLast().id()), wanted);
        pendingBytes += wanted.stream().mapToLong(SourceRecord::size).sum();
        version++;
      }
      if (read.ended()) {
        work = work.closed();
        version++;
      }
      if (read.caughtUp() || read.ended()) {
        tip = asked;
      }
      for (int lane = 0; lane < lanes.size(); lane++) {
        if (lanes.get(lane).isRunning() || !work.progress().waiting(lane, 1).isEmpty()) {
          wake(lane);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Without what an earlier run has brought to its end. Only the reader's thread adds records. */
  private List<Fetched> notDone(List<Fetched> fetched) {
    ShardWork now = state();
    return now.progress().earlier().isEmpty()
        ? fetched
        : fetched.stream().filter(one -> !now.progress().isDone(one.toRecord())).toList();
  }

  private ShardWork state() {
    lock.lock();
    try {
      return work;
    } finally {
      lock.unlock();
    }
  }

  /** Starts the lane's thread or wakes it. Under the lock. */
  private void wake(int lane) {
    if (!stopping && lanes.get(lane).wake()) {
      threads++;
    }
  }

  // What the lanes do.

  Lane lane(int lane, Instant now) {
    lock.lock();
    try {
      work = work.moved(lane, work.lanes().get(lane).at(now, stream.plan()));
      return work.lanes().get(lane);
    } finally {
      lock.unlock();
    }
  }

  /** What a lane finds when it asks for records. */
  enum Found {
    /** Its state has changed: it may go on. */
    SOMETHING,
    /** Nothing yet. */
    NOTHING_YET,
    /** It has nothing to do: its thread has ended. */
    IDLE
  }

  Found fetch(int lane, int most) {
    lock.lock();
    try {
      Instant now = tools.clock().now();
      Lane state = work.lanes().get(lane);
      if (!work.progress().waiting(lane, 1).isEmpty()) {
        work = work.fetched(lane, most, now, now);
        return Found.SOMETHING;
      }
      if (work.ended()) {
        work = work.laneEnded(lane);
        return Found.SOMETHING;
      }
      if (state.firstUnfinished().isEmpty()
          && state.window().isEmpty()
          && state.resumed().isEmpty()) {
        lanes.get(lane).retire();
        return Found.IDLE;
      }
      if (tip.isAfter(state.quiet())) {
        work = work.fetched(lane, most, tip, now);
        return Found.SOMETHING;
      }
      return Found.NOTHING_YET;
    } finally {
      lock.unlock();
    }
  }

  /** Has the reader look again whether there is anything more. */
  void lookAgain() {
    reader.wake();
  }

  void settle(int lane, Lane next, Verdict verdict) {
    lock.lock();
    try {
      work = work.moved(lane, next, verdict);
      pendingBytes -=
          verdict.succeeded().stream().mapToLong(SourceRecord::size).sum()
              + verdict.givenUp().stream()
                  .flatMap(given -> given.records().stream())
                  .mapToLong(SourceRecord::size)
                  .sum();
      version++;
    } finally {
      lock.unlock();
    }
    readerWakeup.raise();
    save();
    finishIfAtEnd();
  }

  /** What a later run has to know, and of which state. */
  private record Snapshot(ShardCheckpoint checkpoint, long version) {}

  private Snapshot snapshot() {
    lock.lock();
    try {
      return new Snapshot(work.checkpoint(), version);
    } finally {
      lock.unlock();
    }
  }

  private long version() {
    lock.lock();
    try {
      return version;
    } finally {
      lock.unlock();
    }
  }

  /** Writes the state as it is now, unless another thread has written this one or a later one. */
  private void save() {
    long mine = version();
    saving.lock();
    try {
      if (saved >= mine) {
        return;
      }
      Snapshot now = snapshot();
      if (now.checkpoint().readFrom() instanceof ReadFrom.Latest && !now.checkpoint().ended()) {
        // The checkpoint made at the beginning names the time instead.
        return;
      }
      tools.checkpoints().save(stream.mapping().id(), Map.of(shard, now.checkpoint()));
      saved = now.version();
      savedAt = tools.clock().now();
    } finally {
      saving.unlock();
    }
  }

  /** Writes that records were passed over, which can be found out again, from time to time only. */
  private void saveLazily() {
    boolean due;
    saving.lock();
    try {
      due = !tools.clock().now().isBefore(savedAt.plus(LAZY_SAVE));
    } finally {
      saving.unlock();
    }
    if (due) {
      save();
    }
  }

  private void finishIfAtEnd() {
    if (state().isAtItsEnd()) {
      save();
      stream.shardEnded(this, state().checkpoint());
    }
  }

  // How it ends.

  boolean isStopping() {
    lock.lock();
    try {
      return stopping;
    } finally {
      lock.unlock();
    }
  }

  void threadEnded() {
    lock.lock();
    try {
      threads--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void stop() {
    lock.lock();
    try {
      stopping = true;
      lanes.forEach(ShardLane::stop);
    } finally {
      lock.unlock();
    }
    readerWakeup.raise();
    reader.wake();
  }

  boolean hasEnded() {
    lock.lock();
    try {
      return stopping && threads == 0;
    } finally {
      lock.unlock();
    }
  }

  boolean awaitEnd(Duration atMost) throws InterruptedException {
    long nanos = atMost.toNanos();
    lock.lockInterruptibly();
    try {
      while (threads > 0 && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      if (threads > 0) {
        return false;
      }
    } finally {
      lock.unlock();
    }
    save();
    return true;
  }

  void interrupt() {
    readerThread.interrupt();
    lanes.forEach(ShardLane::interrupt);
  }
}
