package dev.forebay.storage.ordered;

import dev.forebay.model.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The least forms of a value in a row. */
final class Values {
  static final byte[] NOTHING = {};

  private Values() {}

  static byte[] ofLong(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  static byte[] ofInt(int number) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
  }

  static long toLong(byte[] value) {
    return ByteBuffer.wrap(value).getLong();
  }

  static int toInt(byte[] value) {
    return ByteBuffer.wrap(value).getInt();
  }

  /** A number, then bytes. */
  static byte[] of(long number, Bytes bytes) {
    return ByteBuffer.allocate(Long.BYTES + bytes.size())
        .putLong(number)
        .put(bytes.toByteBuffer())
        .array();
  }

  /** The bytes after the number. */
  static Bytes bytesAfterLong(byte[] value) {
    return Bytes.wrap(Arrays.copyOfRange(value, Long.BYTES, value.length));
  }
}
