package dev.forebay.logs;

import dev.forebay.model.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads what {@link Encoder} wrote. Confined to one thread. */
final class Decoder {
  private final ByteBuffer in;

  Decoder(Bytes bytes) {
    this.in = bytes.toByteBuffer();
  }

  long number() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  long fixed() {
    return in.getLong();
  }

  String text() {
    return take(Math.toIntExact(number()));
  }

  /** Everything that is left. */
  String rest() {
    return take(in.remaining());
  }

  private String take(int length) {
    byte[] utf8 = new byte[length];
    in.get(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  /** As many as the number before them says; none at the end, as rows from before have it. */
  <T> List<T> list(Function<Decoder, T> decode) {
    List<T> list = new ArrayList<>();
    for (long left = in.hasRemaining() ? number() : 0; left > 0; left--) {
      list.add(decode.apply(this));
    }
    return list;
  }

  Optional<String> optional() {
    return number() == 1 ? Optional.of(text()) : Optional.empty();
  }

  Map<String, String> map() {
    Map<String, String> map = new TreeMap<>();
    for (long left = number(); left > 0; left--) {
      map.put(text(), text());
    }
    return map;
  }
}
