package dev.forebay.sqs;

import dev.forebay.model.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a stored value: numbers of eight bytes, texts and bytes with their length first. {@link
 * Decoder} reads it back. Confined to one thread.
 */
final class Encoder {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

  Encoder number(long value) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      out.write((int) (value >>> shift));
    }
    return this;
  }

  Encoder raw(byte[] bytes) {
    out.write(bytes.length >>> 24);
    out.write(bytes.length >>> 16);
    out.write(bytes.length >>> 8);
    out.write(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  Encoder text(String text) {
    return raw(text.getBytes(StandardCharsets.UTF_8));
  }

  Encoder optional(Optional<String> text) {
    out.write(text.isPresent() ? 1 : 0);
    text.ifPresent(this::text);
    return this;
  }

  Encoder map(Map<String, String> map) {
    number(map.size());
    map.forEach((key, value) -> text(key).text(value));
    return this;
  }

  Bytes bytes() {
    return Bytes.wrap(out.toByteArray());
  }
}
