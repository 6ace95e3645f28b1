package dev.forebay.sqs;

import dev.forebay.model.Clock;
import dev.forebay.storage.Queue;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Drops messages past their queue's retention period: before anybody looks into the queue, and, so
 * that a queue that nobody looks into does not keep them, at the time itself, at most once a minute
 * a queue. The storage is asked only when something may be too old. Thread-safe.
 */
final class Retention {
  private static final int AT_ONCE = 1_000;
  private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(1);

  private final Queues queues;
  private final Clock clock;
  private final Map<String, Ages> ages = new ConcurrentHashMap<>();
  private final AtomicLong notes = new AtomicLong();

  Retention(Queues queues, Clock clock) {
    this.queues = queues;
    this.clock = clock;
  }

  /** What is known of one queue; under its lock, but for the look at {@code oldest}. */
  private static final class Ages {
    private final ReentrantLock lock = new ReentrantLock();

    /** No message was sent before it. Of a queue that was not looked at yet: any may be. */
    private volatile Instant oldest = Instant.MIN;

    private volatile boolean watched;
    private Clock.@Nullable Scheduled sweep;
  }

  /** Takes note that messages of this age come into the queue; called before they do. */
  void note(OpenQueue queue, Instant sentAt) {
    notes.incrementAndGet();
    Ages known = ages(queue);
    if (known.watched && !sentAt.isBefore(known.oldest)) {
      return;
    }
    known.lock.lock();
    try {
      if (sentAt.isBefore(known.oldest)) {
        known.oldest = sentAt;
      }
      if (!known.watched) {
        schedule(queue, known);
      }
    } finally {
      known.lock.unlock();
    }
  }

  /** How often it took note; more often when messages have come into some queue meanwhile. */
  long notes() {
    return notes.get();
  }

  /** Drops what is too old. */
  void enforce(OpenQueue queue, Instant now) {
    Ages known = ages(queue);
    Duration kept = queue.seconds(QueueAttributes.RETENTION);
    Instant until = now.minus(kept);
    if (until.isBefore(known.oldest)) {
      return;
    }
    known.lock.lock();
    try {
      // What comes in meanwhile lowers it again.
      known.oldest = Instant.MAX;
    } finally {
      known.lock.unlock();
    }
    Queue messages = queue.messages();
    Queue.Expired expired = messages.expire(until, AT_ONCE);
    while (expired.dropped() == AT_ONCE) {
      expired = messages.expire(until, AT_ONCE);
    }
    Instant left = expired.oldest().orElse(now);
    known.lock.lock();
    try {
      if (left.isBefore(known.oldest)) {
        known.oldest = left;
      }
      if (!known.watched && expired.oldest().isPresent()) {
        schedule(queue, known);
      }
    } finally {
      known.lock.unlock();
    }
  }

  /** Forgets a queue that is gone. */
  void forget(OpenQueue queue) {
    Ages known = ages.remove(queue.scope());
    if (known != null && known.sweep != null) {
      known.sweep.cancel();
    }
  }

  private Ages ages(OpenQueue queue) {
    return ages.computeIfAbsent(queue.scope(), _ -> new Ages());
  }

  private void schedule(OpenQueue queue, Ages known) {
    Instant soonest = clock.now().plus(BETWEEN_SWEEPS);
    Instant due =
        known.oldest.equals(Instant.MIN)
            ? soonest
            : known.oldest.plus(queue.seconds(QueueAttributes.RETENTION));
    known.watched = true;
    known.sweep = clock.schedule(due.isBefore(soonest) ? soonest : due, () -> sweep(queue, known));
  }

  private void sweep(OpenQueue before, Ages known) {
    known.lock.lock();
    try {
      known.watched = false;
    } finally {
      known.lock.unlock();
    }
    Optional<OpenQueue> queue =
        queues
            .find(before.place(), before.row().name())
            .filter(now -> now.row().id() == before.row().id());
    if (queue.isPresent()) {
      enforce(queue.get(), clock.now());
      // What is left and not due yet is looked at when it is.
      note(queue.get(), clock.now());
    } else {
      forget(before);
    }
  }
}
