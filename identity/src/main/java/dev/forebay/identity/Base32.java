package dev.forebay.identity;

import java.util.Optional;

/** The alphabet of access keys and unique ids: {@code A} to {@code Z}, {@code 2} to {@code 7}. */
final class Base32 {
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private Base32() {}

  /** Encodes whole groups of five bytes, eight characters each; a rest is left out. */
  static String encode(byte[] bytes) {
    StringBuilder out = new StringBuilder();
    for (int group = 0; group + 5 <= bytes.length; group += 5) {
      long bits = 0;
      for (int i = 0; i < 5; i++) {
        bits = bits << 8 | (bytes[group + i] & 0xff);
      }
      for (int shift = 35; shift >= 0; shift -= 5) {
        out.append(ALPHABET.charAt((int) (bits >> shift) & 31));
      }
    }
    return out.toString();
  }

  /** Decodes whole groups of eight characters; empty for anything else. */
  static Optional<byte[]> decode(String text) {
    if (text.length() % 8 != 0) {
      return Optional.empty();
    }
    byte[] out = new byte[text.length() / 8 * 5];
    for (int group = 0; group < text.length() / 8; group++) {
      long bits = 0;
      for (int i = 0; i < 8; i++) {
        int value = ALPHABET.indexOf(text.charAt(group * 8 + i));
        if (value < 0) {
          return Optional.empty();
        }
        bits = bits << 5 | value;
      }
      for (int i = 0; i < 5; i++) {
        out[group * 5 + i] = (byte) (bits >> (32 - 8 * i));
      }
    }
    return Optional.of(out);
  }
}
