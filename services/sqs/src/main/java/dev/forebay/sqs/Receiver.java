package dev.forebay.sqs;

import dev.forebay.model.Clock;
import dev.forebay.storage.Queue;
import dev.forebay.storage.Queue.Delivery;
import dev.forebay.wire.Peer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Takes messages from a queue: waits for them, and has those moved that were received too often. A
 * waiting call is woken by the commit that sends, and by the clock when a message falls due.
 * Thread-safe.
 */
final class Receiver {
  private static final int ROUNDS = 100;
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final DeadLetters deadLetters;
  private final Retention retention;
  private final Clock clock;
  private final Clock wallClock;
  private final Waiters waiters;
  private final long mostInFlight;

  /**
   * A receiver for all queues.
   *
   * @param clock decides what is visible
   * @param wallClock the real clock, by which callers have patience as well
   * @param waiters hears of calls that wait
   * @param mostInFlight how many messages of a queue may be out at once
   */
  Receiver(
      DeadLetters deadLetters,
      Retention retention,
      Clock clock,
      Clock wallClock,
      Waiters waiters,
      long mostInFlight) {
    this.deadLetters = deadLetters;
    this.retention = retention;
    this.clock = clock;
    this.wallClock = wallClock;
    this.waiters = waiters;
    this.mostInFlight = mostInFlight;
  }

  /**
   * What one call takes.
   *
   * @param max 1 to 10 messages
   * @param visibility how long they are hidden
   * @param patience how long to wait for the first, up to 20 s
   */
  record Take(int max, Duration visibility, Duration patience) {}

  /** Messages and when they were handed out. */
  record Taken(List<Delivery> deliveries, Instant at) {}

  /** Takes what there is, or waits for it as long as the caller has patience and is there. */
  Taken receive(OpenQueue queue, Take take, Peer peer) {
    Taken first = now(queue, take);
    return !first.deliveries().isEmpty() || take.patience().isZero()
        ? first
        : await(queue, take, peer);
  }

  private Taken await(OpenQueue queue, Take take, Peer peer) {
    Instant deadline = clock.now().plus(take.patience());
    long end = wallClock.nanoTime() + take.patience().plus(GRACE).toNanos();
    Signal signal = new Signal();
    Queue messages = queue.messages();
    AutoCloseable watch = messages.watch(signal::raise);
    AtomicBoolean gone = new AtomicBoolean();
    try (Peer.Watch _ =
        peer.whenGone(() -> {
          gone.set(true);
          signal.raise();
        })) {
      while (true) {
        if (gone.get()) {
          return new Taken(List.of(), clock.now());
        }
        Taken taken = now(queue, take);
        if (!taken.deliveries().isEmpty() || !taken.at().isBefore(deadline)) {
          return taken;
        }
        Instant wake =
            messages
                .nextDue(taken.at())
                .filter(due -> due.isAfter(taken.at()) && due.isBefore(deadline))
                .orElse(deadline);
        Clock.Scheduled alarm = clock.schedule(wake, signal::raise);
        try {
          // A clock that stands still must not hold the caller for ever.
          if (!wait(queue, signal, end)) {
            return taken;
          }
          signal.reset();
        } finally {
          alarm.cancel();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Taken(List.of(), clock.now());
    } finally {
      close(watch);
    }
  }

  private boolean wait(OpenQueue queue, Signal signal, long end) throws InterruptedException {
    waiters.enter(queue, signal);
    try {
      return signal.await(end - wallClock.nanoTime());
    } finally {
      waiters.leave(queue, signal);
    }
  }

  private static void close(AutoCloseable watch) {
    try {
      watch.close();
    } catch (Exception e) {
      throw new IllegalStateException("a watch could not be ended", e);
    }
  }

  /** Whether a queue has as many messages out as it may. */
  boolean isFull(OpenQueue queue, Instant now) {
    return queue.messages().depth(now).inFlight() >= mostInFlight;
  }

  private Taken now(OpenQueue queue, Take take) {
    Instant now = clock.now();
    retention.enforce(queue, now);
    List<Delivery> kept = new ArrayList<>();
    // Each round moves at least one message to the dead-letter queue, or is the last.
    for (int round = 0; round < ROUNDS && kept.size() < take.max(); round++) {
      List<Delivery> deliveries =
          queue
              .messages()
              .receive(take.max() - kept.size(), now, now.plus(take.visibility()), mostInFlight);
      List<Delivery> good = deadLetters.sort(queue, deliveries, now);
      kept.addAll(good);
      if (good.size() == deliveries.size() || take.visibility().isZero()) {
        break;
      }
    }
    return new Taken(kept, now);
  }
}
