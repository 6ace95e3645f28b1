package dev.forebay.sqs;

import dev.forebay.storage.OperationId;
import dev.forebay.storage.Queue.Receipt;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What a receiver hands back to settle a message. Immutable.
 *
 * @param queue the id of the queue that it is good for
 * @param receipt the message and the delivery
 * @param receivedAt when the message was handed out, to the millisecond
 */
record ReceiptHandle(long queue, Receipt receipt, Instant receivedAt) {
  private static final int BYTES = 5 * Long.BYTES;

  /** The form on the wire. */
  String text() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(
            ByteBuffer.allocate(BYTES)
                .putLong(queue)
                .putLong(receipt.message().high())
                .putLong(receipt.message().low())
                .putLong(receipt.token())
                .putLong(receivedAt.toEpochMilli())
                .array());
  }

  /** Reads what {@link #text} wrote, for a queue. */
  static ReceiptHandle parse(@Nullable String text, QueueRow row) {
    if (text == null || text.isEmpty()) {
      throw SqsErrors.missing("ReceiptHandle");
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw SqsErrors.badHandle(text);
    }
    if (bytes.length != BYTES) {
      throw SqsErrors.badHandle(text);
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    ReceiptHandle handle =
        new ReceiptHandle(
            in.getLong(),
            new Receipt(new OperationId(in.getLong(), in.getLong()), in.getLong()),
            Instant.ofEpochMilli(in.getLong()));
    if (handle.queue() != row.id()) {
      throw SqsErrors.badHandle(text);
    }
    return handle;
  }
}
