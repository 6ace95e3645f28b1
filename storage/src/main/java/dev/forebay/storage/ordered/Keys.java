package dev.forebay.storage.ordered;

import dev.forebay.model.Bytes;
import dev.forebay.storage.OperationId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Builds keys: fixed-width numbers, high byte first, so that they order as unsigned bytes. A key
 * begins with the generation and the tag of its kind; the few keys outside any generation begin
 * with zero. Immutable: each call gives a longer key.
 */
final class Keys {
  private static final byte GENERATIONS = 1;

  /** The generation in force. */
  static final byte[] GENERATION = {0, 'g'};

  /** The last number that was given out. */
  static final byte[] SEQUENCE = {0, 's'};

  private final byte[] bytes;

  private Keys(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The key so far. */
  byte[] bytes() {
    return bytes;
  }

  /** All keys of a generation. */
  static Keys of(int generation) {
    return new Keys(ByteBuffer.allocate(5).put(GENERATIONS).putInt(generation).array());
  }

  Keys tag(char tag) {
    return new Keys(room(1).put((byte) tag).array());
  }

  /** A number of at least zero, such as a sequence. */
  Keys number(long number) {
    return new Keys(room(8).putLong(number).array());
  }

  /** Any number, so that negative ones come first. */
  Keys signed(long number) {
    return number(number ^ Long.MIN_VALUE);
  }

  Keys operation(OperationId id) {
    return new Keys(room(16).putLong(id.high()).putLong(id.low()).array());
  }

  Keys rest(byte[] rest) {
    return new Keys(room(rest.length).put(rest).array());
  }

  Keys rest(Bytes rest) {
    return new Keys(room(rest.size()).put(rest.toByteBuffer()).array());
  }

  Keys rest(String text) {
    return rest(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A text of at most 65,535 bytes after its length, so that no text is the start of another. */
  Keys sized(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (utf8.length > 0xFFFF) {
      throw new IllegalArgumentException("text too long for a key: " + utf8.length + " bytes");
    }
    return new Keys(room(2 + utf8.length).putShort((short) utf8.length).put(utf8).array());
  }

  /** All keys that begin like this one. */
  Span all() {
    return Span.ofPrefix(bytes);
  }

  private ByteBuffer room(int more) {
    return ByteBuffer.allocate(bytes.length + more).put(bytes);
  }
}
