package dev.forebay.sqs;

import dev.forebay.sqs.Receiver.Take;
import dev.forebay.sqs.Receiver.Taken;
import dev.forebay.storage.Queue.ReceiptOutcome;
import dev.forebay.storage.Queue.VisibilityChange;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What receives of FIFO queues were answered in the last five minutes, by their attempt ids: a
 * receiver that lost the answer asks again and gets the same messages, hidden anew. The latest
 * hundred are kept, in memory. Thread-safe, under a short lock.
 */
final class ReceiveAttempts {
  private static final Duration KEPT = Duration.ofMinutes(5);
  private static final int MOST = 100;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Attempt, Taken> answers = new LinkedHashMap<>();

  private record Attempt(String scope, String id) {}

  void remember(OpenQueue queue, String id, Taken taken) {
    if (taken.deliveries().isEmpty()) {
      return;
    }
    lock.lock();
    try {
      answers.remove(new Attempt(queue.scope(), id));
      answers.put(new Attempt(queue.scope(), id), taken);
      if (answers.size() > MOST) {
        answers.remove(answers.keySet().iterator().next());
      }
    } finally {
      lock.unlock();
    }
  }

  /** The same messages again, unless one of them was settled or received since. */
  Optional<Taken> repeated(OpenQueue queue, String id, Take take, Instant now) {
    Taken before;
    lock.lock();
    try {
      before = answers.get(new Attempt(queue.scope(), id));
    } finally {
      lock.unlock();
    }
    if (before == null || !now.isBefore(before.at().plus(KEPT))) {
      return Optional.empty();
    }
    Instant until = now.plus(take.visibility());
    boolean same =
        queue
            .messages()
            .changeVisibility(
                before.deliveries().stream()
                    .map(delivery -> new VisibilityChange(delivery.receipt(), until))
                    .toList())
            .stream()
            .allMatch(ReceiptOutcome.DONE::equals);
    return same ? Optional.of(new Taken(before.deliveries(), now)) : Optional.empty();
  }
}
