package dev.forebay.push;

import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.model.Signal;
import dev.forebay.model.activity.Pending;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works off the stored pushes of one target, or of one group in it, on a thread of its own: several
 * at a time, or one after the other where there is an order. The loop ends when none is stored; the
 * next one makes a new lane. Since every target has its own, none waits for another.
 */
final class Lane implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

  /** How many pushes to one target are under way at once. */
  static final int WINDOW = 16;

  private static final Duration POLL_CEILING = Duration.ofSeconds(30);
  private static final Duration AFTER_FAULT = Duration.ofSeconds(1);

  private final String target;
  private final Bytes key;
  private final int window;
  private final Journal journal;
  private final Carrier carrier;
  private final Clock clock;
  private final Retirement retirement;
  private final Signal signal;
  private final Thread thread;
  private volatile long seen = -1;
  private volatile @Nullable Instant until;

  /** Asked by a lane that has nothing left to do. */
  @FunctionalInterface
  interface Retirement {
    /** Whether it may end: not when it has been woken since. */
    boolean mayEnd(Lane lane, long wakesSeen);
  }

  Lane(Push push, Journal journal, Carrier carrier, Clock clock, Retirement retirement) {
    this.target = push.target();
    this.key = Journal.lane(push.lane());
    this.window = push.order().isPresent() ? 1 : WINDOW;
    this.journal = journal;
    this.carrier = carrier;
    this.clock = clock;
    this.retirement = retirement;
    this.signal = new Signal(clock);
    this.thread = Thread.ofVirtual().name("push to " + target).unstarted(this::run);
  }

  Bytes key() {
    return key;
  }

  void start() {
    thread.start();
  }

  void wake() {
    signal.raise();
  }

  long wakes() {
    return signal.count();
  }

  /** What it is at, for those who wait for quiet. */
  Pending pending() {
    Instant waiting = until;
    return waiting == null || signal.count() != seen
        ? new Pending("pushes under way", target, 1, Optional.empty())
        : new Pending("pushes to be tried again", target, 1, Optional.of(waiting));
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        long wakes = wakes();
        try {
          if (turn(wakes)) {
            return;
          }
        } catch (RuntimeException e) {
          LOG.warn("what is to be pushed to {} cannot be looked after now", target, e);
          await(wakes, clock.now().plus(AFTER_FAULT));
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("nothing is pushed to {} any more", target);
    }
  }

  /** One look at what is stored; says whether that was the last one. */
  private boolean turn(long wakes) throws InterruptedException {
    List<Journal.Entry> head = journal.head(key, window);
    if (head.isEmpty()) {
      return retirement.mayEnd(this, wakes);
    }
    Instant now = clock.now();
    List<Journal.Entry> due =
        head.stream().filter(entry -> !entry.stored().due().isAfter(now)).toList();
    if (due.isEmpty()) {
      await(wakes, head.getFirst().stored().due());
    } else if (due.size() == 1) {
      carry(due.getFirst());
    } else {
      carryAll(due);
    }
    return false;
  }

  private void await(long wakes, Instant instant) throws InterruptedException {
    seen = wakes;
    until = instant;
    try {
      signal.await(wakes, instant, POLL_CEILING);
    } finally {
      until = null;
    }
  }

  private void carryAll(List<Journal.Entry> due) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    try {
      for (Journal.Entry entry : due) {
        threads.add(Thread.ofVirtual().name("push to " + target).start(() -> carryQuietly(entry)));
      }
      for (Thread each : threads) {
        each.join();
      }
    } catch (InterruptedException e) {
      threads.forEach(Thread::interrupt);
      throw e;
    }
  }

  private void carryQuietly(Journal.Entry entry) {
    try {
      carry(entry);
    } catch (InterruptedException e) {
      LOG.debug("a push to {} is left for the next start", target);
    } catch (RuntimeException e) {
      LOG.error("a push to {} is left for another try", target, e);
    }
  }

  private void carry(Journal.Entry entry) throws InterruptedException {
    Optional<StoredPush> left = carrier.carry(entry.stored());
    if (left.isPresent()) {
      journal.replace(entry, left.get());
    } else {
      journal.remove(entry.key());
    }
  }

  /** Stops; what is stored is tried again at the next start. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
