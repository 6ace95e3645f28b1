package dev.forebay.invocation.async;

import dev.forebay.function.name.FunctionId;
import dev.forebay.model.Clock;
import dev.forebay.model.Signal;
import dev.forebay.model.activity.Pending;
import dev.forebay.storage.OperationId;
import dev.forebay.storage.Queue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the events of one function from its queue and has each run on a virtual thread of its own.
 *
 * <p>An event that runs is hidden in the queue for some seconds, again and again while it runs, so
 * that after a crash it comes back soon. How many run at once is a {@link Window}. The loop ends
 * when the queue is empty; the next event makes a new one.
 */
final class Dispatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final Duration HIDDEN = Duration.ofSeconds(6);
  private static final Duration HEARTBEAT = Duration.ofSeconds(2);
  private static final Duration POLL_CEILING = Duration.ofSeconds(30);
  private static final Duration AFTER_FAULT = Duration.ofSeconds(1);
  private static final Duration STUCK = Duration.ofMillis(200);
  private static final int BATCH = 64;

  private final FunctionId function;
  private final Queue queue;
  private final Journey journey;
  private final Clock clock;
  private final Window window;
  private final Retirement retirement;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Signal signal;
  private final Map<OperationId, Flight> inFlight = new HashMap<>();
  private boolean closed;
  private volatile boolean taking;
  private Instant beatDue;

  /** An event that runs. */
  private static final class Flight {
    private final Thread thread;
    private Queue.Receipt receipt;

    Flight(Thread thread, Queue.Receipt receipt) {
      this.thread = thread;
      this.receipt = receipt;
    }
  }

  /** Asked by a dispatcher that has nothing left to do. */
  @FunctionalInterface
  interface Retirement {
    /** Whether it may end: not when it has been woken since. */
    boolean mayEnd(Dispatcher dispatcher, long wakesSeen);
  }

  Dispatcher(
      FunctionId function,
      Queue queue,
      Journey journey,
      Clock clock,
      int mostInFlight,
      Retirement retirement) {
    this.function = function;
    this.queue = queue;
    this.journey = journey;
    this.clock = clock;
    this.window = new Window(mostInFlight);
    this.signal = new Signal(clock);
    this.retirement = retirement;
    this.beatDue = clock.now().plus(HEARTBEAT);
    this.thread = Thread.ofVirtual().name("async " + function.name()).unstarted(this::run);
  }

  FunctionId function() {
    return function;
  }

  void start() {
    thread.start();
  }

  /** Has the loop look at the queue. */
  void wake() {
    signal.raise();
  }

  /** How often it has been woken. */
  long wakes() {
    return signal.count();
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        try {
          if (turn()) {
            return;
          }
        } catch (RuntimeException e) {
          LOG.warn("the queue of {} cannot be served now", function.name(), e);
          signal.await(wakes(), clock.now().plus(AFTER_FAULT), POLL_CEILING);
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("the queue of {} is not served any more", function.name());
    }
  }

  /** One look at the queue; says whether that was the last one. */
  private boolean turn() throws InterruptedException {
    long seen = wakes();
    beat();
    int room = room();
    if (room > 0 && take(Math.min(room, BATCH))) {
      return false;
    }
    Instant now = clock.now();
    if (room <= 0) {
      signal.await(seen, beatDue, STUCK);
      widen(seen);
      return false;
    }
    Optional<Instant> due = queue.nextDue(now);
    if (isIdle() && due.isEmpty()) {
      journey.sweep();
      if (retirement.mayEnd(this, seen)) {
        return true;
      }
    }
    Instant until = due.orElse(now.plus(POLL_CEILING));
    signal.await(seen, !isIdle() && beatDue.isBefore(until) ? beatDue : until, POLL_CEILING);
    return false;
  }

  /** Lets more run at once when nothing has ended since. */
  private void widen(long seen) {
    lock.lock();
    try {
      if (wakes() == seen) {
        window.stuck();
      }
    } finally {
      lock.unlock();
    }
  }

  private int room() {
    lock.lock();
    try {
      return window.size() - inFlight.size();
    } finally {
      lock.unlock();
    }
  }

  private boolean isIdle() {
    lock.lock();
    try {
      return inFlight.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Takes events and starts them; says whether there were any. */
  private boolean take(int most) {
    taking = true;
    try {
      return takeNow(most);
    } finally {
      taking = false;
    }
  }

  private boolean takeNow(int most) {
    Instant now = clock.now();
    List<Queue.Delivery> deliveries = queue.receive(most, now, now.plus(HIDDEN));
    for (Queue.Delivery delivery : deliveries) {
      lock.lock();
      try {
        Flight running = inFlight.get(delivery.receipt().message());
        if (closed) {
          return false;
        }
        if (running != null) {
          // Its time in hiding ran out before it was renewed; it still runs.
          running.receipt = delivery.receipt();
          continue;
        }
        Thread attempt =
            Thread.ofVirtual().name("event of " + function.name()).unstarted(() -> fly(delivery));
        inFlight.put(delivery.receipt().message(), new Flight(attempt, delivery.receipt()));
        attempt.start();
      } finally {
        lock.unlock();
      }
    }
    return !deliveries.isEmpty();
  }

  private void fly(Queue.Delivery delivery) {
    OperationId id = delivery.receipt().message();
    Journey.Step step = Journey.Step.RAN;
    try {
      step = journey.step(delivery, () -> receipt(id));
    } catch (InterruptedException e) {
      journey.giveBack(() -> receipt(id));
    } catch (RuntimeException e) {
      LOG.error("an event of {} is left for another attempt", function.name(), e);
    } finally {
      land(id, step);
    }
  }

  private Queue.Receipt receipt(OperationId id) {
    lock.lock();
    try {
      Flight flight = inFlight.get(id);
      if (flight == null) {
        throw new IllegalStateException("an event has landed twice");
      }
      return flight.receipt;
    } finally {
      lock.unlock();
    }
  }

  private void land(OperationId id, Journey.Step step) {
    lock.lock();
    try {
      inFlight.remove(id);
      switch (step) {
        case RAN -> window.succeeded();
        case HELD_BACK -> window.throttled(inFlight.size());
        case TOO_SOON -> {}
      }
    } finally {
      lock.unlock();
    }
    signal.raise();
  }

  /** Hides for longer what still runs, when it is time to. */
  private void beat() {
    Instant now = clock.now();
    if (now.isBefore(beatDue)) {
      return;
    }
    beatDue = now.plus(HEARTBEAT);
    List<Queue.VisibilityChange> changes = new ArrayList<>();
    lock.lock();
    try {
      for (Flight flight : inFlight.values()) {
        changes.add(new Queue.VisibilityChange(flight.receipt, now.plus(HIDDEN)));
      }
    } finally {
      lock.unlock();
    }
    if (!changes.isEmpty()) {
      queue.changeVisibility(changes);
    }
  }

  /** Events that run, that are about to, and that wait. */
  List<Pending> pending() {
    Instant now = clock.now();
    Queue.Depth depth = queue.depth(now);
    Optional<Instant> due = queue.nextDue(now);
    // Looked at after the queue: what was taken from it in the meantime is out by now.
    long out = taking ? 1 : 0;
    lock.lock();
    try {
      out += inFlight.size();
    } finally {
      lock.unlock();
    }
    String of = function.arn().toString();
    List<Pending> all = new ArrayList<>();
    if (out > 0) {
      all.add(new Pending("asynchronous events running", of, out, Optional.empty()));
    }
    if (depth.visible() > 0) {
      all.add(new Pending("asynchronous events queued", of, depth.visible(), Optional.empty()));
    }
    long hidden = depth.inFlight() + depth.delayed() - out;
    if (hidden > 0) {
      all.add(
          new Pending(
              "asynchronous events to be tried again", of, hidden, due.or(() -> Optional.of(now))));
    }
    return all;
  }

  /** Stops the loop and interrupts what runs; that goes back to the queue. */
  @Override
  public void close() {
    thread.interrupt();
    List<Thread> running = new ArrayList<>();
    lock.lock();
    try {
      closed = true;
      for (Flight flight : inFlight.values()) {
        running.add(flight.thread);
      }
    } finally {
      lock.unlock();
    }
    running.forEach(Thread::interrupt);
    join(thread);
    running.forEach(Dispatcher::join);
  }

  private static void join(Thread thread) {
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
