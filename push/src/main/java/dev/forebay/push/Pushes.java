package dev.forebay.push;

import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.model.activity.Activity;
import dev.forebay.model.activity.Done;
import dev.forebay.model.activity.Pending;
import dev.forebay.model.trail.Trail;
import dev.forebay.storage.StorageEngine;
import dev.forebay.wire.Switchboard;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what services push to its targets, until it has arrived or is given up. Once {@link
 * #deliver} or {@link #enqueue} has returned, the push survives the end of the process; it arrives
 * at least once.
 *
 * <p>Thread-safe. Who has an order to keep calls for one group from one thread at a time; the
 * pushes of one lane are then tried and stored under a lock of its stripe.
 */
public final class Pushes implements Activity, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Pushes.class);
  private static final int STRIPES = 1_024;

  private final StorageEngine engine;
  private final Clock clock;
  private final RandomGenerator random;
  private final Trail trail;
  private final HttpPosts posts = new HttpPosts();
  private final PushCounts counts = new PushCounts();
  private final List<ReentrantLock> stripes =
      Stream.generate(ReentrantLock::new).limit(STRIPES).toList();
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Bytes, Lane> lanes = new HashMap<>();
  private volatile @Nullable Started started;
  private boolean closed;

  /** What there is once the switchboard is known. */
  private record Started(Journal journal, Carrier carrier) {}

  /**
   * Pushes over an engine; nothing is taken in before {@link #start}.
   *
   * @param engine holds what has not arrived yet
   * @param clock times the tries
   * @param random thread-safe; for ids and jitter
   * @param trail hears what becomes of each push
   */
  public Pushes(StorageEngine engine, Clock clock, RandomGenerator random, Trail trail) {
    this.engine = engine;
    this.clock = clock;
    this.random = random;
    this.trail = trail;
  }

  /**
   * Starts to push, that first which an earlier run of the server has left.
   *
   * @param switchboard takes the calls
   * @param endpoint what they give as the way by which they came
   */
  public void start(Switchboard switchboard, URI endpoint) {
    Journal journal =
        new Journal(engine.tables(Journal.SCOPE), new PushCode(switchboard.services()), random);
    Attempt attempt = new Attempt(switchboard, endpoint, random, posts);
    Started parts = new Started(journal, new Carrier(attempt, clock, random, counts, trail));
    // What is stored comes before what is taken in from now on.
    journal.lanes().forEach(entry -> wake(parts, entry.stored().push()));
    started = parts;
  }

  /**
   * Tries each push once, at the same time, and stores those that did not arrive. When this
   * returns, every one has arrived, is stored, or has been given up. For pushes by calls of this
   * server's own services, which answer soon; those over HTTP are stored and tried afterwards, as
   * are those that may lead back to the caller, which should be {@link #enqueue}d.
   *
   * @throws dev.forebay.storage.StorageException when one could not be stored
   */
  public void deliver(List<Push> pushes) {
    Started parts = started();
    counts.countBegun(pushes.size());
    if (pushes.size() == 1) {
      deliver(parts, pushes);
      return;
    }
    Map<String, List<Push>> byLane = new LinkedHashMap<>();
    for (Push push : pushes) {
      byLane.computeIfAbsent(push.lane(), _ -> new ArrayList<>()).add(push);
    }
    ConcurrentLinkedQueue<RuntimeException> faults = new ConcurrentLinkedQueue<>();
    List<Thread> threads =
        byLane.values().stream()
            .map(lane ->
                Thread.ofVirtual()
                    .name("push")
                    .start(() -> {
                      try {
                        deliver(parts, lane);
                      } catch (RuntimeException e) {
                        faults.add(e);
                      }
                    }))
            .toList();
    join(threads);
    if (!faults.isEmpty()) {
      throw faults.remove();
    }
  }

  /** Waits for all; an interrupt is kept for later, since each ends by itself. */
  private static void join(List<Thread> threads) {
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Pushes of one lane, one after the other. */
  private void deliver(Started parts, List<Push> lane) {
    if (lane.getFirst().order().isEmpty()) {
      deliverNow(parts, lane);
      return;
    }
    ReentrantLock stripe = stripe(lane.getFirst());
    stripe.lock();
    try {
      if (isWaiting(lane.getFirst())) {
        store(parts, lane.stream().map(push -> new StoredPush(push, clock.now())).toList());
      } else {
        deliverNow(parts, lane);
      }
    } finally {
      stripe.unlock();
    }
  }

  private void deliverNow(Started parts, List<Push> lane) {
    List<StoredPush> left = new ArrayList<>();
    for (Push push : lane) {
      StoredPush fresh = new StoredPush(push, clock.now());
      boolean mustWait =
          push.delivery() instanceof Delivery.Http || (push.order().isPresent() && !left.isEmpty());
      if (mustWait) {
        left.add(fresh);
      } else {
        carry(parts, fresh).ifPresent(left::add);
      }
    }
    store(parts, left);
  }

  private static Optional<StoredPush> carry(Started parts, StoredPush fresh) {
    try {
      return parts.carrier().carry(fresh);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(fresh);
    }
  }

  /**
   * Stores each push; they are tried afterwards. When this returns, every one is stored, those of
   * up to 8 MiB in one transaction.
   *
   * @throws dev.forebay.storage.StorageException when they could not be stored
   */
  public void enqueue(List<Push> pushes) {
    Started parts = started();
    counts.countBegun(pushes.size());
    List<StoredPush> free = new ArrayList<>();
    Map<String, List<StoredPush>> ordered = new LinkedHashMap<>();
    for (Push push : pushes) {
      StoredPush stored = new StoredPush(push, clock.now());
      if (push.order().isEmpty()) {
        free.add(stored);
      } else {
        ordered.computeIfAbsent(push.lane(), _ -> new ArrayList<>()).add(stored);
      }
    }
    store(parts, free);
    for (List<StoredPush> lane : ordered.values()) {
      ReentrantLock stripe = stripe(lane.getFirst().push());
      stripe.lock();
      try {
        store(parts, lane);
      } finally {
        stripe.unlock();
      }
    }
  }

  private void store(Started parts, List<StoredPush> pushes) {
    if (pushes.isEmpty()) {
      return;
    }
    parts.journal().add(pushes);
    pushes.stream()
        .map(StoredPush::push)
        .collect(Collectors.toMap(Push::lane, push -> push, (a, _) -> a))
        .values()
        .forEach(push -> wake(parts, push));
  }

  private Started started() {
    Started parts = started;
    if (parts == null) {
      throw new IllegalStateException("nothing can be pushed before the start");
    }
    return parts;
  }

  private ReentrantLock stripe(Push push) {
    return stripes.get(Math.floorMod(push.lane().hashCode(), STRIPES));
  }

  private boolean isWaiting(Push push) {
    lock.lock();
    try {
      return lanes.containsKey(Journal.lane(push.lane()));
    } finally {
      lock.unlock();
    }
  }

  private void wake(Started parts, Push push) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      Lane lane = lanes.get(Journal.lane(push.lane()));
      if (lane == null) {
        lane = new Lane(push, parts.journal(), parts.carrier(), clock, this::retire);
        lanes.put(lane.key(), lane);
        lane.start();
      }
      lane.wake();
    } finally {
      lock.unlock();
    }
  }

  // Under the lock nothing can wake the lane between its last look and its end.
  private boolean retire(Lane lane, long wakesSeen) {
    lock.lock();
    try {
      return lane.wakes() == wakesSeen && lanes.remove(lane.key(), lane);
    } finally {
      lock.unlock();
    }
  }

  /** What has become of pushes. */
  public PushCounts counts() {
    return counts;
  }

  @Override
  public long begun() {
    return counts.begun();
  }

  @Override
  public List<Pending> pending() {
    List<Lane> all;
    lock.lock();
    try {
      all = List.copyOf(lanes.values());
    } finally {
      lock.unlock();
    }
    return all.stream().map(Lane::pending).toList();
  }

  @Override
  public Map<Done, Long> done() {
    return counts.done();
  }

  /** Forgets what is stored, for an engine that was or will be reset. */
  public void reset() {
    takeAll().forEach(Lane::close);
  }

  private List<Lane> takeAll() {
    lock.lock();
    try {
      List<Lane> all = List.copyOf(lanes.values());
      lanes.clear();
      return all;
    } finally {
      lock.unlock();
    }
  }

  /** Stops; what has not arrived is tried again at the next start. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    takeAll().forEach(Lane::close);
    posts.close();
    LOG.debug("nothing is pushed any more");
  }
}
