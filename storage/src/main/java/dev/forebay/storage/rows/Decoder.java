package dev.forebay.storage.rows;

import dev.forebay.model.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads what {@link Encoder} wrote, in the same order; throws {@link
 * java.nio.BufferUnderflowException} where there is nothing more. Confined to one thread.
 */
public final class Decoder {
  private final ByteBuffer in;

  /** Reads from the first byte on. */
  public Decoder(Bytes bytes) {
    this.in = bytes.toByteBuffer();
  }

  /** A number. */
  public long number() {
    return in.getLong();
  }

  /** A number that counts something. */
  public int count() {
    return Math.toIntExact(number());
  }

  /** A number with a fraction. */
  public double real() {
    return in.getDouble();
  }

  /** Bytes. */
  public byte[] raw() {
    byte[] bytes = new byte[in.getInt()];
    in.get(bytes);
    return bytes;
  }

  /** A text. */
  public String text() {
    return new String(raw(), StandardCharsets.UTF_8);
  }

  /** A text that may be missing. */
  public Optional<String> optional() {
    return in.get() == 1 ? Optional.of(text()) : Optional.empty();
  }

  /** Names and values. */
  public Map<String, String> map() {
    Map<String, String> map = new TreeMap<>();
    for (long left = number(); left > 0; left--) {
      map.put(text(), text());
    }
    return map;
  }

  /** An instant. */
  public Instant instant() {
    return Instant.ofEpochMilli(number());
  }

  /** A span of time. */
  public Duration span() {
    return Duration.ofMillis(number());
  }
}
