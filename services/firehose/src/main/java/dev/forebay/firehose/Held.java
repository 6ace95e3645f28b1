package dev.forebay.firehose;

import dev.forebay.model.Bytes;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * A record as it waits in a log: when it arrived at the stream, and its data. Immutable.
 *
 * @param arrival to the millisecond
 * @param data of the record
 */
record Held(Instant arrival, Bytes data) {
  /** How many bytes stand before the data. */
  static final int HEAD = Long.BYTES;

  Held followedBy(Bytes end) {
    byte[] array = new byte[data.size() + end.size()];
    ByteBuffer.wrap(array).put(data.toByteBuffer()).put(end.toByteBuffer());
    return new Held(arrival, Bytes.wrap(array));
  }

  Bytes write() {
    byte[] array = new byte[HEAD + data.size()];
    ByteBuffer.wrap(array).putLong(arrival.toEpochMilli()).put(data.toByteBuffer());
    return Bytes.wrap(array);
  }

  static Held read(Bytes value) {
    return new Held(
        Instant.ofEpochMilli(value.toByteBuffer().getLong()), value.slice(HEAD, value.size()));
  }
}
