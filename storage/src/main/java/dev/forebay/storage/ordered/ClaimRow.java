package dev.forebay.storage.ordered;

import dev.forebay.storage.Queue.SendOutcome.Sent;
import java.nio.ByteBuffer;

/**
 * Who has a claim.
 *
 * @param until in nanoseconds since 1970
 * @param holder the message that took it, and its sequence
 */
record ClaimRow(long until, Sent holder) {
  static ClaimRow decode(byte[] value) {
    ByteBuffer in = ByteBuffer.wrap(value);
    long until = in.getLong();
    long sequence = in.getLong();
    return new ClaimRow(until, new Sent(MessageRow.id(in), sequence));
  }

  byte[] encode() {
    return ByteBuffer.allocate(4 * Long.BYTES)
        .putLong(until)
        .putLong(holder.sequence())
        .putLong(holder.message().high())
        .putLong(holder.message().low())
        .array();
  }
}
