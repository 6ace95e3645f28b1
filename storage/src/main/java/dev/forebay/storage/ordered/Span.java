package dev.forebay.storage.ordered;

import java.util.Arrays;

/** A run of keys, as unsigned bytes. Immutable: nobody changes the arrays. */
public final class Span {
  private final byte[] from;
  private final byte[] to;

  /** The keys from {@code from}, inclusive, to {@code to}, exclusive. Takes the arrays over. */
  public Span(byte[] from, byte[] to) {
    this.from = from;
    this.to = to;
  }

  /** The first key, inclusive. */
  public byte[] from() {
    return from;
  }

  /** The end, exclusive. */
  public byte[] to() {
    return to;
  }

  /** Every key that begins with the prefix, which must not be all 0xFF. */
  public static Span ofPrefix(byte[] prefix) {
    return new Span(prefix, afterPrefix(prefix));
  }

  /** The least key above every key that begins with the prefix. */
  static byte[] afterPrefix(byte[] prefix) {
    int last = prefix.length - 1;
    while (last >= 0 && prefix[last] == (byte) 0xFF) {
      last--;
    }
    if (last < 0) {
      throw new IllegalArgumentException("nothing comes after a prefix of 0xFF alone");
    }
    byte[] end = Arrays.copyOf(prefix, last + 1);
    end[last]++;
    return end;
  }

  /** The least key above this one. */
  static byte[] after(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }

  boolean contains(byte[] key) {
    return Arrays.compareUnsigned(from, key) <= 0 && Arrays.compareUnsigned(key, to) < 0;
  }

  /** Whether no key can lie in it. */
  public boolean isEmpty() {
    return Arrays.compareUnsigned(from, to) >= 0;
  }
}
