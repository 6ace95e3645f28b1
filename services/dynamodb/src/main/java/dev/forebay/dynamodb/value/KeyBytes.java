package dev.forebay.dynamodb.value;

import dev.forebay.model.Bytes;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Keys as bytes. A partition key becomes 16 bytes of its hash, by which a table is spread; a sort
 * key becomes bytes that order, unsigned, as DynamoDB orders the values: texts by their UTF-8,
 * binaries as unsigned bytes, numbers by value.
 */
public final class KeyBytes {
  /** How many bytes of a hash are kept. */
  public static final int HASH = 16;

  private static final int POSITIVE = 0xc0;
  private static final int ZERO = 0x80;
  private static final int NEGATIVE = 0x40;
  private static final int EXPONENT_OFFSET = 200;
  private static final int HUNDRED = 100;
  private static final int GROUP = 8;

  private KeyBytes() {}

  /** The hash of a partition key. */
  public static byte[] hash(Value value) {
    return hash(ordered(value));
  }

  /** The hash of any bytes. */
  public static byte[] hash(byte[] bytes) {
    try {
      return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(bytes), HASH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The bytes of a key's value, which order as the values do. */
  public static byte[] ordered(Value value) {
    return switch (value) {
      case Value.S(String text) -> text.getBytes(StandardCharsets.UTF_8);
      case Value.B(Bytes bytes) -> bytes.toArray();
      case Value.N(BigDecimal number) -> ordered(number);
      case Value.Bool flag -> throw notAKey(value);
      case Value.Null none -> throw notAKey(value);
      case Value.L list -> throw notAKey(value);
      case Value.M map -> throw notAKey(value);
      case Value.SS set -> throw notAKey(value);
      case Value.NS set -> throw notAKey(value);
      case Value.BS set -> throw notAKey(value);
    };
  }

  private static IllegalArgumentException notAKey(Value value) {
    return new IllegalArgumentException("no value of this type is a key: " + value.type());
  }

  // Sign, exponent, then the digits in pairs of 1 to 100 and a 0; for a negative number all of it
  // is turned over.
  private static byte[] ordered(BigDecimal number) {
    if (number.signum() == 0) {
      return new byte[] {(byte) ZERO};
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(Numbers.DIGITS / 2 + GROUP);
    int flip = number.signum() < 0 ? 0xff : 0;
    out.write(flip == 0 ? POSITIVE : NEGATIVE);
    BigDecimal stripped = number.stripTrailingZeros();
    int exponent = stripped.precision() - stripped.scale() + EXPONENT_OFFSET;
    out.write(exponent >> Byte.SIZE ^ flip);
    out.write(exponent ^ flip);
    String digits = stripped.unscaledValue().abs().toString();
    for (int i = 0; i < digits.length(); i += 2) {
      int tens = digits.charAt(i) - '0';
      int ones = i + 1 < digits.length() ? digits.charAt(i + 1) - '0' : 0;
      out.write((tens * 10 + ones) % HUNDRED + 1 ^ flip);
    }
    out.write(flip);
    return out.toByteArray();
  }

  /**
   * Bytes in the midst of a longer key: in groups of eight, each followed by how many of its bytes
   * count. They order as before, and no key's bytes begin another's.
   */
  public static byte[] grouped(byte[] bytes) {
    int groups = bytes.length / GROUP + 1;
    byte[] grouped = new byte[groups * (GROUP + 1)];
    for (int i = 0; i < groups; i++) {
      int length = Math.min(GROUP, bytes.length - i * GROUP);
      System.arraycopy(bytes, i * GROUP, grouped, i * (GROUP + 1), length);
      grouped[i * (GROUP + 1) + GROUP] = (byte) (i < groups - 1 ? GROUP + 1 : length);
    }
    return grouped;
  }

  /** All the bytes in a row. */
  public static Bytes join(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return Bytes.wrap(all);
  }

  /** The first bytes after all that begin with the prefix; an empty array when there are none. */
  public static byte[] after(byte[] prefix) {
    for (int i = prefix.length - 1; i >= 0; i--) {
      if (prefix[i] != (byte) 0xff) {
        byte[] next = Arrays.copyOf(prefix, i + 1);
        next[i]++;
        return next;
      }
    }
    return new byte[0];
  }
}
