package dev.forebay.kinesis;

import dev.forebay.model.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads what {@link Encoder} wrote; throws {@link java.nio.BufferUnderflowException} or {@link
 * IllegalArgumentException} for what it did not. Confined to one thread.
 */
final class Decoder {
  private final ByteBuffer in;

  Decoder(Bytes bytes) {
    this.in = bytes.toByteBuffer();
  }

  long number() {
    return in.getLong();
  }

  int whole() {
    return Math.toIntExact(in.getLong());
  }

  byte[] bytes() {
    long length = in.getLong();
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("no such length: " + length);
    }
    byte[] bytes = new byte[(int) length];
    in.get(bytes);
    return bytes;
  }

  String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  HashKey key() {
    return new HashKey(number(), number());
  }

  Optional<String> optional() {
    return number() == 1 ? Optional.of(text()) : Optional.empty();
  }

  List<Long> numbers() {
    List<Long> numbers = new ArrayList<>();
    for (long left = number(); left > 0; left--) {
      numbers.add(number());
    }
    return numbers;
  }

  List<String> texts() {
    List<String> texts = new ArrayList<>();
    for (long left = number(); left > 0; left--) {
      texts.add(text());
    }
    return texts;
  }

  Map<String, String> map() {
    Map<String, String> map = new TreeMap<>();
    for (long left = number(); left > 0; left--) {
      map.put(text(), text());
    }
    return map;
  }

  /** Whether everything was read. */
  boolean isAtEnd() {
    return !in.hasRemaining();
  }
}
