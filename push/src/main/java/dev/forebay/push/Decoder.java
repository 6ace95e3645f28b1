package dev.forebay.push;

import dev.forebay.model.Bytes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Reads what {@link Encoder} wrote. Confined to one thread. */
final class Decoder {
  private final ByteBuffer in;

  Decoder(Bytes bytes) {
    this.in = bytes.toByteBuffer();
  }

  long number() {
    return in.getLong();
  }

  int count() {
    return Math.toIntExact(number());
  }

  double real() {
    return in.getDouble();
  }

  Bytes raw() {
    byte[] raw = new byte[in.getInt()];
    in.get(raw);
    return Bytes.wrap(raw);
  }

  String text() {
    return raw().toUtf8();
  }

  Optional<String> optional() {
    return number() == 1 ? Optional.of(text()) : Optional.empty();
  }

  Instant instant() {
    return Instant.ofEpochMilli(number());
  }

  Duration span() {
    return Duration.ofMillis(number());
  }
}
