package dev.forebay.push;

import dev.forebay.model.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Writes a stored value piece by piece; {@link Decoder} reads it back. Confined to one thread. */
final class Encoder {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
  private final DataOutputStream out = new DataOutputStream(bytes);

  /** Writes to the stream, which is in memory. */
  @FunctionalInterface
  private interface Piece {
    void write() throws IOException;
  }

  private Encoder add(Piece piece) {
    try {
      piece.write();
      return this;
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  Encoder number(long number) {
    return add(() -> out.writeLong(number));
  }

  Encoder real(double number) {
    return add(() -> out.writeDouble(number));
  }

  Encoder raw(Bytes raw) {
    return add(() -> {
      out.writeInt(raw.size());
      raw.writeTo(out);
    });
  }

  Encoder text(String text) {
    return raw(Bytes.utf8(text));
  }

  Encoder optional(Optional<String> text) {
    number(text.isPresent() ? 1 : 0);
    text.ifPresent(this::text);
    return this;
  }

  Encoder instant(Instant instant) {
    return number(instant.toEpochMilli());
  }

  Encoder span(Duration span) {
    return number(span.toMillis());
  }

  Bytes bytes() {
    return Bytes.wrap(bytes.toByteArray());
  }
}
