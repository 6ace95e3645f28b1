package dev.forebay.kinesis;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The number of a record within its shard. On the wire it has 56 decimal digits, in AWS's layout of
 * 186 bits: a 2, when the shard was made, the low four bits of the shard's index, the record's
 * index, when it arrived, the shard's index, and a 2. Immutable.
 *
 * @param created when the shard was made, seconds since 1970, 36 bits
 * @param shard the shard's index in its stream
 * @param index rises by record; 0 before the first, {@link #CLOSED} after the last one
 * @param ticks when the record arrived, in 256ths of a second since 1970, 44 bits, rounded down
 */
record SequenceNumber(long created, int shard, long index, long ticks) {
  /** The index that a closed shard ends with. */
  static final long CLOSED = Long.MAX_VALUE;

  private static final int BITS = 186;

  /** The 256ths of a second, rounded down, of a time in milliseconds. */
  static long ticks(long millis) {
    return Math.floorDiv(millis * 256, 1_000L);
  }

  /** A time in milliseconds at or before that of arrival. */
  long millis() {
    return ticks * 1_000 / 256;
  }

  /** One below, or the same if it is below all records. */
  SequenceNumber previous() {
    return index == 0 ? this : new SequenceNumber(created, shard, index - 1, ticks);
  }

  /** The number that digits spell; empty when it is none of this layout. */
  static Optional<SequenceNumber> parse(String digits) {
    if (digits.length() != 56 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.empty();
    }
    BigInteger value = new BigInteger(digits);
    if (value.bitLength() != BITS) {
      return Optional.empty();
    }
    long top = value.shiftRight(128).longValue();
    long middle = value.shiftRight(64).longValue();
    long bottom = value.longValue();
    int shard = (int) (bottom >>> 4);
    SequenceNumber number =
        new SequenceNumber(
            (top >>> 20) & ((1L << 36) - 1),
            shard,
            (top << 48) | (middle >>> 16),
            ((middle & 0xffff) << 28) | (bottom >>> 36));
    boolean shaped =
        top >>> 56 == 2
            && ((top >>> 16) & 15) == (shard & 15)
            && (bottom & 15) == 2
            && shard >= 0
            && number.index >= 0;
    return shaped ? Optional.of(number) : Optional.empty();
  }

  @Override
  public String toString() {
    ByteBuffer bits = ByteBuffer.allocate(24);
    bits.putLong(2L << 56 | created << 20 | (shard & 15L) << 16 | index >>> 48);
    bits.putLong(index << 16 | ticks >>> 28);
    bits.putLong(ticks << 36 | (shard & 0xffff_ffffL) << 4 | 2);
    return new BigInteger(1, bits.array()).toString();
  }
}
