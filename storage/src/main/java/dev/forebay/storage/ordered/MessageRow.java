package dev.forebay.storage.ordered;

import dev.forebay.storage.OperationId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The state of a message.
 *
 * @param sequence its place in the order of sending
 * @param sentAt in nanoseconds since 1970
 * @param due when it is visible, in milliseconds since 1970
 * @param token of the last delivery, 0 if there was none
 * @param receiveCount how often it was delivered
 * @param firstReceivedAt in nanoseconds since 1970, 0 if never
 * @param group its ordered group, if any
 */
record MessageRow(
    long sequence,
    long sentAt,
    long due,
    long token,
    int receiveCount,
    long firstReceivedAt,
    Optional<String> group) {
  private static final int FIXED = 5 * Long.BYTES + Integer.BYTES + 1;

  /** The id as bytes, as the orders of a queue name a message. */
  static byte[] id(OperationId id) {
    return ByteBuffer.allocate(16).putLong(id.high()).putLong(id.low()).array();
  }

  static OperationId id(byte[] value) {
    return id(ByteBuffer.wrap(value));
  }

  static OperationId id(ByteBuffer in) {
    return new OperationId(in.getLong(), in.getLong());
  }

  static MessageRow decode(byte[] value) {
    ByteBuffer in = ByteBuffer.wrap(value);
    return new MessageRow(
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getInt(),
        in.getLong(),
        in.get() == 0
            ? Optional.empty()
            : Optional.of(StandardCharsets.UTF_8.decode(in).toString()));
  }

  byte[] encode() {
    byte[] name = group.orElse("").getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(FIXED + name.length)
        .putLong(sequence)
        .putLong(sentAt)
        .putLong(due)
        .putLong(token)
        .putInt(receiveCount)
        .putLong(firstReceivedAt)
        .put((byte) (group.isPresent() ? 1 : 0))
        .put(name)
        .array();
  }

  boolean delivered() {
    return receiveCount > 0;
  }

  DueKey dueKey() {
    return new DueKey(due, sequence);
  }

  MessageRow visibleAt(long newDue) {
    return new MessageRow(sequence, sentAt, newDue, token, receiveCount, firstReceivedAt, group);
  }

  MessageRow deliveredAs(long newToken, long at, long hiddenUntil) {
    return new MessageRow(
        sequence,
        sentAt,
        hiddenUntil,
        newToken,
        receiveCount + 1,
        delivered() ? firstReceivedAt : at,
        group);
  }
}
