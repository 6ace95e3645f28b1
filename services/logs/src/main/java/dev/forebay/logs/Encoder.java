package dev.forebay.logs;

import dev.forebay.model.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a row's value: numbers of variable length, texts with their length first. {@link Decoder}
 * reads it back. Confined to one thread.
 */
final class Encoder {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

  /** A number that is not negative, seven bits a byte. */
  Encoder number(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
    return this;
  }

  /** Eight bytes that order as the number does. */
  Encoder fixed(long value) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      out.write((int) (value >>> shift));
    }
    return this;
  }

  Encoder text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    number(utf8.length);
    out.writeBytes(utf8);
    return this;
  }

  /** Bytes without their length: the last thing in a key. */
  Encoder rest(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  Encoder optional(Optional<String> text) {
    number(text.isPresent() ? 1 : 0);
    text.ifPresent(this::text);
    return this;
  }

  Encoder map(Map<String, String> map) {
    number(map.size());
    map.forEach((key, value) -> text(key).text(value));
    return this;
  }

  int size() {
    return out.size();
  }

  Bytes bytes() {
    return Bytes.wrap(out.toByteArray());
  }
}
