package dev.forebay.sqs;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Holds queues to the number of messages that may be out at once ("Amazon SQS message quotas"). The
 * queue is asked for its count only when so many were handed out since that the limit might be
 * reached. Thread-safe.
 */
final class InFlight {
  private final long limit;
  private final Map<String, AtomicLong> budgets = new ConcurrentHashMap<>();

  /** A limit for each queue; AWS's is 120,000. */
  InFlight(long limit) {
    this.limit = limit;
  }

  /** How many of the wanted messages may be handed out; 0 when the queue is at its limit. */
  int room(OpenQueue queue, int wanted, Instant now) {
    AtomicLong budget = budgets.computeIfAbsent(queue.scope(), _ -> new AtomicLong());
    if (budget.addAndGet(-wanted) >= 0) {
      return wanted;
    }
    long left = Math.max(0, limit - queue.messages().depth(now).inFlight());
    int room = (int) Math.min(left, wanted);
    budget.set(left - room);
    return room;
  }

  /** Whether a queue has as many out as it may. */
  boolean isFull(OpenQueue queue, Instant now) {
    return queue.messages().depth(now).inFlight() >= limit;
  }

  /** Forgets a queue that is gone. */
  void forget(OpenQueue queue) {
    budgets.remove(queue.scope());
  }
}
