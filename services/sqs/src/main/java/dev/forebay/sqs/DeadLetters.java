package dev.forebay.sqs;

import dev.forebay.model.trail.Step;
import dev.forebay.model.trail.Trail;
import dev.forebay.model.trail.Way;
import dev.forebay.sqs.Transfer.Parcel;
import dev.forebay.storage.Queue.Delivery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Moves messages that were received too often ("Using dead-letter queues in Amazon SQS"). Such a
 * message moves at the receive that would be one too many. Thread-safe.
 */
final class DeadLetters {
  private final Queues queues;
  private final Retention retention;
  private final Trail trail;

  DeadLetters(Queues queues, Retention retention, Trail trail) {
    this.queues = queues;
    this.retention = retention;
    this.trail = trail;
  }

  /**
   * Moves those that are one too often received; answers the others. All are answered while there
   * is no dead-letter queue to take them.
   */
  List<Delivery> sort(OpenQueue queue, List<Delivery> deliveries, Instant now) {
    Optional<RedrivePolicy> policy = queue.row().redrive();
    if (policy.isEmpty() || deliveries.stream().noneMatch(one -> isExhausted(one, policy.get()))) {
      return deliveries;
    }
    Optional<OpenQueue> target = target(queue, policy.get());
    if (target.isEmpty()) {
      return deliveries;
    }
    List<Delivery> kept = new ArrayList<>();
    List<Parcel> dead = new ArrayList<>();
    for (Delivery delivery : deliveries) {
      if (isExhausted(delivery, policy.get())) {
        dead.add(parcel(queue, target.get(), delivery, now));
      } else {
        kept.add(delivery);
      }
    }
    note(
        queue,
        target.get(),
        new Transfer(queue, target.get(), retention).move(dead, now),
        policy.get());
    return kept;
  }

  private void note(OpenQueue source, OpenQueue target, List<Parcel> moved, RedrivePolicy policy) {
    Step step =
        new Step.DeadLettered(
            target.arn(),
            "received more often than maxReceiveCount, " + policy.maxReceiveCount() + ", allows");
    trail.note(
        new Way.Queued(source.arn()),
        moved.stream().map(parcel -> parcel.message().messageId()).toList(),
        step);
  }

  private static boolean isExhausted(Delivery delivery, RedrivePolicy policy) {
    return delivery.receiveCount() > policy.maxReceiveCount();
  }

  private Optional<OpenQueue> target(OpenQueue source, RedrivePolicy policy) {
    return queues
        .find(source.place(), policy.target())
        .filter(target -> target.row().fifo() == source.row().fifo());
  }

  private static Parcel parcel(OpenQueue queue, OpenQueue target, Delivery delivery, Instant now) {
    return new Parcel(
        delivery,
        StoredMessage.decode(delivery.body()).from(queue.arn(), delivery.receiveCount() - 1),
        // The age counts on in a standard queue and starts anew in a FIFO one.
        target.row().fifo() ? now : delivery.sentAt());
  }
}
