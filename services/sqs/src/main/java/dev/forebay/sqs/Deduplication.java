package dev.forebay.sqs;

import dev.forebay.storage.Queue.Claim;
import dev.forebay.storage.rows.Encoder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a FIFO queue knows what it has taken in the last five minutes ("Using the message
 * deduplication ID in Amazon SQS"): the message claims its id, in the queue or in its group, with
 * the same write that stores it.
 */
final class Deduplication {
  private static final Duration KEPT = Duration.ofMinutes(5);

  private Deduplication() {}

  /** What the message claims when it is sent; nothing on a standard queue. */
  static Optional<Claim> claim(QueueRow row, StoredMessage message, Instant now) {
    return message
        .deduplicationId()
        .filter(_ -> row.fifo())
        .map(id -> claim(row, message, id, now));
  }

  private static Claim claim(QueueRow row, StoredMessage message, String id, Instant now) {
    boolean perGroup = row.attribute(QueueAttributes.SCOPE).equals("messageGroup");
    String group = perGroup ? message.groupId().orElseThrow() : "";
    return new Claim(
        new Encoder().text("deduplication").text(group).text(id).bytes(), now.plus(KEPT));
  }
}
