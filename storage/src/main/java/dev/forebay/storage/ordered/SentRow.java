package dev.forebay.storage.ordered;

import dev.forebay.storage.OperationId;
import dev.forebay.storage.Queue.SendOutcome.Sent;
import java.nio.ByteBuffer;

/** The answer to a send: the sequence, and the message's id where it is not the one sent. */
final class SentRow {
  private SentRow() {}

  static byte[] encode(Sent sent, OperationId own) {
    if (sent.message().equals(own)) {
      return Values.ofLong(sent.sequence());
    }
    return ByteBuffer.allocate(3 * Long.BYTES)
        .putLong(sent.sequence())
        .putLong(sent.message().high())
        .putLong(sent.message().low())
        .array();
  }

  static Sent decode(byte[] value, OperationId own) {
    ByteBuffer in = ByteBuffer.wrap(value);
    long sequence = in.getLong();
    return new Sent(in.hasRemaining() ? MessageRow.id(in) : own, sequence);
  }
}
