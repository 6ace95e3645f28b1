package dev.forebay.storage.ordered;

import java.nio.ByteBuffer;

/**
 * What is known of a log as a whole, in one row.
 *
 * @param last sequence of the last entry ever appended, 0 if none
 * @param lastAt its time, in nanoseconds since 1970
 * @param trimmed sequence up to which entries were dropped, 0 if none
 * @param sealed whether appends are refused
 */
record LogHeader(long last, long lastAt, long trimmed, boolean sealed) {
  static final LogHeader NEW = new LogHeader(0, Long.MIN_VALUE, 0, false);

  static byte[] key(Keys log) {
    return log.tag('H').bytes();
  }

  static LogHeader decode(byte[] value) {
    ByteBuffer in = ByteBuffer.wrap(value);
    return new LogHeader(in.getLong(), in.getLong(), in.getLong(), in.get() != 0);
  }

  byte[] encode() {
    return ByteBuffer.allocate(25)
        .putLong(last)
        .putLong(lastAt)
        .putLong(trimmed)
        .put((byte) (sealed ? 1 : 0))
        .array();
  }

  LogHeader appended(long sequence, long at) {
    return new LogHeader(sequence, at, trimmed, sealed);
  }

  LogHeader trimmed(long upTo) {
    return new LogHeader(last, lastAt, upTo, sealed);
  }

  LogHeader closed() {
    return new LogHeader(last, lastAt, trimmed, true);
  }
}
