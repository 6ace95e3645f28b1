package dev.forebay.s3;

import dev.forebay.model.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads what {@link Encoder} wrote. Confined to one thread. */
final class Decoder {
  private final ByteBuffer in;

  Decoder(Bytes bytes) {
    this.in = bytes.toByteBuffer();
  }

  long number() {
    return in.getLong();
  }

  byte[] raw() {
    byte[] bytes = new byte[in.getInt()];
    in.get(bytes);
    return bytes;
  }

  String text() {
    return new String(raw(), StandardCharsets.UTF_8);
  }

  Optional<String> optional() {
    return in.get() == 1 ? Optional.of(text()) : Optional.empty();
  }

  Map<String, String> map() {
    Map<String, String> map = new TreeMap<>();
    for (long left = number(); left > 0; left--) {
      map.put(text(), text());
    }
    return map;
  }
}
