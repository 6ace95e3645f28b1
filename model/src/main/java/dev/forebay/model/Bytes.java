package dev.forebay.model;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A run of bytes that nobody changes: payloads, keys, values. It owns its array; {@link #wrap}
 * hands over ownership without a copy. Ordered as unsigned bytes. Immutable, thread-safe.
 */
public final class Bytes implements Comparable<Bytes> {
  /** No bytes at all. */
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] array;

  private Bytes(byte[] array) {
    this.array = array;
  }

  /** Takes the array over: the caller must not touch it again. */
  public static Bytes wrap(byte[] array) {
    return array.length == 0 ? EMPTY : new Bytes(array);
  }

  /** A copy of the array. */
  public static Bytes copyOf(byte[] array) {
    return wrap(array.clone());
  }

  /** A copy of what remains in the buffer, whose position does not move. */
  public static Bytes copyOf(ByteBuffer buffer) {
    byte[] copy = new byte[buffer.remaining()];
    buffer.duplicate().get(copy);
    return wrap(copy);
  }

  /** The text as UTF-8. */
  public static Bytes utf8(String text) {
    return wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** How many bytes. */
  public int size() {
    return array.length;
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return array.length == 0;
  }

  /** The byte at an index of 0 to {@code size() - 1}. */
  public byte at(int index) {
    return array[index];
  }

  /** A copy of the bytes. */
  public byte[] toArray() {
    return array.clone();
  }

  /** A copy of the bytes from {@code from} (inclusive) to {@code to} (exclusive). */
  public Bytes slice(int from, int to) {
    return wrap(Arrays.copyOfRange(array, from, to));
  }

  /** A read-only view. */
  public ByteBuffer toByteBuffer() {
    return ByteBuffer.wrap(array).asReadOnlyBuffer();
  }

  /** A stream over the bytes; no copy. */
  public InputStream toInputStream() {
    return new ByteArrayInputStream(array);
  }

  /** Writes all bytes to the stream; no copy. */
  public void writeTo(OutputStream out) throws IOException {
    out.write(array);
  }

  /** The bytes read as UTF-8; malformed input becomes U+FFFD. */
  public String toUtf8() {
    return new String(array, StandardCharsets.UTF_8);
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(array, other.array);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes bytes && Arrays.equals(array, bytes.array);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(array);
  }

  /** The length only: a payload may hold a secret. */
  @Override
  public String toString() {
    return array.length + " bytes";
  }
}
