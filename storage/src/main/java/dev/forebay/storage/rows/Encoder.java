package dev.forebay.storage.rows;

import dev.forebay.model.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a stored value: numbers of eight bytes, texts and bytes with their length first. {@link
 * Decoder} reads it back. Confined to one thread.
 */
public final class Encoder {
  private ByteBuffer out = ByteBuffer.allocate(512);

  /** Adds a number. */
  public Encoder number(long value) {
    room(Long.BYTES).putLong(value);
    return this;
  }

  /** Adds a number with a fraction. */
  public Encoder real(double value) {
    room(Double.BYTES).putDouble(value);
    return this;
  }

  /** Adds bytes. */
  public Encoder raw(byte[] bytes) {
    room(Integer.BYTES + bytes.length).putInt(bytes.length).put(bytes);
    return this;
  }

  /** Adds bytes. */
  public Encoder raw(Bytes bytes) {
    room(Integer.BYTES + bytes.size()).putInt(bytes.size()).put(bytes.toByteBuffer());
    return this;
  }

  private ByteBuffer room(int more) {
    if (out.remaining() < more) {
      int needed = Math.addExact(out.position(), more);
      out = ByteBuffer.allocate(Math.max(2 * out.capacity(), needed)).put(out.flip());
    }
    return out;
  }

  /** Adds a text. */
  public Encoder text(String text) {
    return raw(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds a text that may be missing. */
  public Encoder optional(Optional<String> text) {
    room(1).put((byte) (text.isPresent() ? 1 : 0));
    text.ifPresent(this::text);
    return this;
  }

  /** Adds names and values. */
  public Encoder map(Map<String, String> map) {
    number(map.size());
    map.forEach((key, value) -> text(key).text(value));
    return this;
  }

  /** Adds an instant, in milliseconds. */
  public Encoder instant(Instant instant) {
    return number(instant.toEpochMilli());
  }

  /** Adds a span of time, in milliseconds. */
  public Encoder span(Duration span) {
    return number(span.toMillis());
  }

  /** All that was added. */
  public Bytes bytes() {
    return Bytes.wrap(Arrays.copyOf(out.array(), out.position()));
  }
}
