package dev.forebay.s3;

import dev.forebay.model.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a stored value: numbers of eight bytes, texts and bytes with their length first. {@link
 * Decoder} reads it back. Confined to one thread.
 */
final class Encoder {
  private ByteBuffer out = ByteBuffer.allocate(512);

  Encoder number(long value) {
    room(Long.BYTES).putLong(value);
    return this;
  }

  Encoder raw(byte[] bytes) {
    room(Integer.BYTES + bytes.length).putInt(bytes.length).put(bytes);
    return this;
  }

  private ByteBuffer room(int more) {
    if (out.remaining() < more) {
      int needed = Math.addExact(out.position(), more);
      out = ByteBuffer.allocate(Math.max(2 * out.capacity(), needed)).put(out.flip());
    }
    return out;
  }

  Encoder text(String text) {
    return raw(text.getBytes(StandardCharsets.UTF_8));
  }

  Encoder optional(Optional<String> text) {
    room(1).put((byte) (text.isPresent() ? 1 : 0));
    text.ifPresent(this::text);
    return this;
  }

  Encoder map(Map<String, String> map) {
    number(map.size());
    map.forEach((key, value) -> text(key).text(value));
    return this;
  }

  Bytes bytes() {
    return Bytes.wrap(Arrays.copyOf(out.array(), out.position()));
  }
}
