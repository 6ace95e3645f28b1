package dev.forebay.sqs;

import dev.forebay.storage.OperationId;
import dev.forebay.storage.Queue.Delivery;
import dev.forebay.storage.Queue.Send;
import dev.forebay.storage.Queue.SendOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Moves messages that were received too often. The two queues share no transaction: the message is
 * sent under an id that follows from its place in the source, and deleted there only then, so that
 * a crash in between repeats the move without doubling it. Thread-safe.
 */
final class DeadLetters {
  private static final long MIX = 0x9e37_79b9_7f4a_7c15L;

  private final Queues queues;

  DeadLetters(Queues queues) {
    this.queues = queues;
  }

  /** The queue that takes what was received more often than the policy allows, if it is there. */
  Optional<OpenQueue> target(OpenQueue source, RedrivePolicy policy) {
    return queues
        .find(source.place(), policy.target())
        .filter(target -> target.row().fifo() == source.row().fifo());
  }

  /** Moves a delivered message; says whether it is in the target, and gone from the source. */
  boolean move(OpenQueue source, Delivery delivery, OpenQueue target, Instant now) {
    StoredMessage message = StoredMessage.decode(delivery.body()).from(source.arn());
    Send send =
        new Send(
            placeId(delivery),
            message.encode(),
            // The age counts on in a standard queue and starts anew in a FIFO one.
            target.row().fifo() ? now : delivery.sentAt(),
            now,
            target.row().fifo() ? message.groupId() : Optional.empty());
    if (target.messages().send(List.of(send)).getFirst() instanceof SendOutcome.Unknown) {
      return false;
    }
    source.messages().delete(List.of(delivery.receipt()));
    return true;
  }

  /** An id for a message's stay in one queue: another than for a later stay. */
  private static OperationId placeId(Delivery delivery) {
    OperationId id = delivery.receipt().message();
    long mixed = (delivery.sequence() + 1) * MIX;
    return new OperationId(id.high() ^ mixed, id.low() ^ Long.rotateLeft(mixed, 31));
  }
}
