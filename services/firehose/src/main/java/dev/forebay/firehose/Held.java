package dev.forebay.firehose;

import dev.forebay.model.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A record as it waits in a log. Immutable.
 *
 * @param arrival when it arrived at the stream, or at the stream's source, to the millisecond
 * @param origin what functions are told of its place in the source, as JSON; empty for a put
 * @param data of the record
 */
record Held(Instant arrival, String origin, Bytes data) {
  private static final int HEAD = Long.BYTES + Short.BYTES;

  /** A record that was put. */
  Held(Instant arrival, Bytes data) {
    this(arrival, "", data);
  }

  /** How many bytes of data are in a record as it was written. */
  static int size(Bytes value) {
    return value.size() - HEAD - value.toByteBuffer().getShort(Long.BYTES);
  }

  Held followedBy(Bytes end) {
    byte[] array = new byte[data.size() + end.size()];
    ByteBuffer.wrap(array).put(data.toByteBuffer()).put(end.toByteBuffer());
    return new Held(arrival, origin, Bytes.wrap(array));
  }

  Bytes write() {
    byte[] text = origin.getBytes(StandardCharsets.UTF_8);
    byte[] array = new byte[HEAD + text.length + data.size()];
    ByteBuffer.wrap(array)
        .putLong(arrival.toEpochMilli())
        .putShort((short) text.length)
        .put(text)
        .put(data.toByteBuffer());
    return Bytes.wrap(array);
  }

  static Held read(Bytes value) {
    ByteBuffer buffer = value.toByteBuffer();
    Instant arrival = Instant.ofEpochMilli(buffer.getLong());
    int data = HEAD + buffer.getShort();
    return new Held(arrival, value.slice(HEAD, data).toUtf8(), value.slice(data, value.size()));
  }
}
