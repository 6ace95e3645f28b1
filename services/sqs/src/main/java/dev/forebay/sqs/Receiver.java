package dev.forebay.sqs;

import dev.forebay.model.Clock;
import dev.forebay.storage.Queue;
import dev.forebay.storage.Queue.Delivery;
import dev.forebay.storage.Queue.Receipt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Takes messages from a queue: waits for them, drops those past their retention, and moves those
 * received too often. A waiting call is woken by the commit that sends, and by the clock when a
 * message falls due. Thread-safe.
 */
final class Receiver {
  private static final int ROUNDS = 100;
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final DeadLetters deadLetters;
  private final InFlight inFlight;
  private final Clock clock;

  Receiver(DeadLetters deadLetters, InFlight inFlight, Clock clock) {
    this.deadLetters = deadLetters;
    this.inFlight = inFlight;
    this.clock = clock;
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

  Taken receive(OpenQueue queue, Take take) {
    Taken first = now(queue, take);
    return !first.deliveries().isEmpty() || take.patience().isZero() ? first : await(queue, take);
  }

  private Taken await(OpenQueue queue, Take take) {
    Instant deadline = clock.now().plus(take.patience());
    Semaphore signal = new Semaphore(0);
    Queue messages = queue.messages();
    AutoCloseable watch = messages.watch(signal::release);
    try {
      while (true) {
        Taken taken = now(queue, take);
        if (!taken.deliveries().isEmpty() || !taken.at().isBefore(deadline)) {
          return taken;
        }
        Instant wake =
            messages
                .nextDue(taken.at())
                .filter(due -> due.isAfter(taken.at()) && due.isBefore(deadline))
                .orElse(deadline);
        Clock.Scheduled alarm = clock.schedule(wake, signal::release);
        try {
          // A clock that stands still must not hold the caller for ever.
          if (!signal.tryAcquire(take.patience().plus(GRACE).toMillis(), TimeUnit.MILLISECONDS)) {
            return taken;
          }
          signal.drainPermits();
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

  private static void close(AutoCloseable watch) {
    try {
      watch.close();
    } catch (Exception e) {
      throw new IllegalStateException("a watch could not be ended", e);
    }
  }

  private Taken now(OpenQueue queue, Take take) {
    Instant now = clock.now();
    List<Delivery> kept = new ArrayList<>();
    // Each round drops or moves at least one message, or is the last.
    for (int round = 0; round < ROUNDS && kept.size() < take.max(); round++) {
      int room = inFlight.room(queue, take.max() - kept.size(), now);
      if (room == 0) {
        break;
      }
      List<Delivery> deliveries = queue.messages().receive(room, now, now.plus(take.visibility()));
      List<Delivery> good = keep(queue, deliveries, now);
      kept.addAll(good);
      if (good.size() == deliveries.size() || take.visibility().isZero()) {
        break;
      }
    }
    return new Taken(kept, now);
  }

  private List<Delivery> keep(OpenQueue queue, List<Delivery> deliveries, Instant now) {
    Instant oldest = now.minus(queue.seconds(QueueAttributes.RETENTION));
    Optional<RedrivePolicy> policy = queue.row().redrive();
    List<Delivery> kept = new ArrayList<>();
    List<Receipt> expired = new ArrayList<>();
    for (Delivery delivery : deliveries) {
      if (!delivery.sentAt().isAfter(oldest)) {
        expired.add(delivery.receipt());
      } else if (policy.isPresent() && delivery.receiveCount() > policy.get().maxReceiveCount()) {
        Optional<OpenQueue> target = deadLetters.target(queue, policy.get());
        if (target.isEmpty() || !deadLetters.move(queue, delivery, target.get(), now)) {
          kept.add(delivery);
        }
      } else {
        kept.add(delivery);
      }
    }
    if (!expired.isEmpty()) {
      queue.messages().delete(expired);
    }
    return kept;
  }
}
