package dev.forebay.dynamodb.stream;

import java.math.BigInteger;
import java.util.OptionalLong;

/**
 * Sequence numbers as clients see them: at least 21 digits, which order as the records do. Numbers
 * count the records of a stream, over all its shards.
 */
final class SequenceNumbers {
  private static final BigInteger ZERO = BigInteger.TEN.pow(20);
  private static final int SHORTEST = 21;
  private static final int LONGEST = 40;

  private SequenceNumbers() {}

  static String text(long number) {
    return ZERO.add(BigInteger.valueOf(number)).toString();
  }

  /** The number of a text; empty when it is none. */
  static OptionalLong number(String text) {
    if (text.length() < SHORTEST
        || text.length() > LONGEST
        || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return OptionalLong.empty();
    }
    BigInteger number = new BigInteger(text).subtract(ZERO);
    return number.bitLength() < Long.SIZE
        ? OptionalLong.of(number.longValue())
        : OptionalLong.of(Long.MAX_VALUE);
  }
}
