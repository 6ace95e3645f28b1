package dev.forebay.kinesis;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * A place in the space of hash keys, 0 to 2^128 - 1. Immutable.
 *
 * @param high the upper 64 bits, unsigned
 * @param low the lower 64 bits, unsigned
 */
record HashKey(long high, long low) implements Comparable<HashKey> {
  static final HashKey FIRST = new HashKey(0, 0);
  static final HashKey LAST = new HashKey(-1, -1);
  private static final int MOST_DIGITS = 39;

  /** The key that decimal digits spell; empty for anything else or beyond the space. */
  static Optional<HashKey> parse(String digits) {
    if (digits.isEmpty()
        || digits.length() > MOST_DIGITS
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.empty();
    }
    BigInteger value = new BigInteger(digits);
    return value.bitLength() > 128 ? Optional.empty() : Optional.of(of(value));
  }

  /** Where a partition key's records go: the MD5 of its UTF-8. */
  static HashKey ofPartitionKey(String partitionKey) {
    try {
      byte[] digest =
          MessageDigest.getInstance("MD5").digest(partitionKey.getBytes(StandardCharsets.UTF_8));
      ByteBuffer halves = ByteBuffer.wrap(digest);
      return new HashKey(halves.getLong(), halves.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }

  /** Where the part of a number begins when the space is cut into equal ones, as AWS cuts it. */
  static HashKey startOf(int part, int parts) {
    BigInteger size = BigInteger.ONE.shiftLeft(128).divide(BigInteger.valueOf(parts));
    return of(size.multiply(BigInteger.valueOf(part)));
  }

  private static HashKey of(BigInteger value) {
    return new HashKey(value.shiftRight(64).longValue(), value.longValue());
  }

  HashKey next() {
    return new HashKey(low == -1 ? high + 1 : high, low + 1);
  }

  HashKey previous() {
    return new HashKey(low == 0 ? high - 1 : high, low - 1);
  }

  @Override
  public int compareTo(HashKey other) {
    int upper = Long.compareUnsigned(high, other.high);
    return upper == 0 ? Long.compareUnsigned(low, other.low) : upper;
  }

  /** Decimal, as AWS writes it. */
  @Override
  public String toString() {
    return new BigInteger(1, ByteBuffer.allocate(16).putLong(high).putLong(low).array()).toString();
  }
}
