package dev.forebay.sqs;

import dev.forebay.model.Clock;
import dev.forebay.sqs.Intake.Accepted;
import dev.forebay.storage.OperationId;
import dev.forebay.storage.Queue.Send;
import dev.forebay.storage.Queue.SendOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Stores messages that were accepted, deduplicated where the queue is FIFO. Thread-safe. */
final class Outbox {
  private static final int ATTEMPTS = 5;

  private final Retention retention;
  private final Clock clock;
  private final RandomGenerator random;

  Outbox(Retention retention, Clock clock, RandomGenerator random) {
    this.retention = retention;
    this.clock = clock;
    this.random = random;
  }

  /**
   * A message that was sent.
   *
   * @param message as it was given
   * @param messageId its id, or that of the message that it repeats
   * @param sequence its place in the queue
   */
  record Sent(StoredMessage message, String messageId, long sequence) {}

  /** Stores the messages durably, in their order. */
  List<Sent> send(OpenQueue queue, List<Accepted> accepted) {
    Instant now = clock.now();
    List<Send> sends = new ArrayList<>(accepted.size());
    for (Accepted one : accepted) {
      OperationId id = OperationId.random(random);
      sends.add(
          new Send(
              id,
              one.message().renewed(messageId(id)).encode(),
              now,
              now.plusSeconds(one.delaySeconds()),
              queue.row().fifo() ? one.message().groupId() : Optional.empty(),
              Deduplication.claim(queue.row(), one.message(), now)));
    }
    retention.note(queue, now);
    List<SendOutcome> outcomes = stored(queue, sends);
    List<Sent> sent = new ArrayList<>(outcomes.size());
    for (int i = 0; i < outcomes.size(); i++) {
      switch (outcomes.get(i)) {
        case SendOutcome.Sent(OperationId id, long sequence) ->
            sent.add(new Sent(accepted.get(i).message(), messageId(id), sequence));
        case SendOutcome.Unknown() -> throw SqsErrors.unavailable();
      }
    }
    return sent;
  }

  /** Stores each; a repeat of the same id gets the first answer, so a lost one is asked again. */
  static List<SendOutcome> stored(OpenQueue queue, List<Send> sends) {
    List<SendOutcome> outcomes = queue.messages().send(sends);
    for (int attempt = 1;
        attempt < ATTEMPTS && outcomes.contains(new SendOutcome.Unknown());
        attempt++) {
      outcomes = queue.messages().send(sends);
    }
    return outcomes;
  }

  /** The id that senders and receivers see: a random UUID, as AWS's are. */
  static String messageId(OperationId id) {
    long high = (id.high() & ~0xf000L) | 0x4000L;
    long low = (id.low() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low).toString();
  }
}
