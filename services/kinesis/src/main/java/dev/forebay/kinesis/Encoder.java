package dev.forebay.kinesis;

import dev.forebay.model.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a row's value or key: numbers in eight bytes, texts with their length first. {@link
 * Decoder} reads it back. Confined to one thread.
 */
final class Encoder {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

  /** Eight bytes that order as the number does if it is not negative. */
  Encoder number(long value) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      out.write((int) (value >>> shift));
    }
    return this;
  }

  Encoder text(String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  Encoder bytes(byte[] bytes) {
    number(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  /** A text without its length: the last thing in a key. */
  Encoder rest(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  Encoder key(HashKey key) {
    return number(key.high()).number(key.low());
  }

  Encoder optional(Optional<String> text) {
    number(text.isPresent() ? 1 : 0);
    text.ifPresent(this::text);
    return this;
  }

  Encoder numbers(Collection<Long> numbers) {
    number(numbers.size());
    numbers.forEach(this::number);
    return this;
  }

  Encoder texts(Collection<String> texts) {
    number(texts.size());
    texts.forEach(this::text);
    return this;
  }

  Encoder map(Map<String, String> map) {
    number(map.size());
    map.forEach((key, value) -> text(key).text(value));
    return this;
  }

  byte[] array() {
    return out.toByteArray();
  }

  Bytes done() {
    return Bytes.wrap(out.toByteArray());
  }
}
