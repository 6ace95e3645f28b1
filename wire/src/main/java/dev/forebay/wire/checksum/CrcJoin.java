package dev.forebay.wire.checksum;

import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * The CRC of two runs of bytes, one after the other, from the CRCs of each: the first is carried
 * over as many zero bytes as the second is long, by squaring the matrix of one zero bit.
 */
public final class CrcJoin {
  private final int width;
  private final long polynomial;

  private CrcJoin(int width, long polynomial) {
    this.width = width;
    this.polynomial = polynomial;
  }

  /**
   * Joins two checksums.
   *
   * @param kind one of the CRCs
   * @param first in base 64
   * @param second in base 64
   * @param secondBytes how many bytes the second stands for
   * @return in base 64
   * @throws IllegalArgumentException for a checksum that cannot be joined
   */
  public static String join(Checksum kind, String first, String second, long secondBytes) {
    CrcJoin join =
        switch (kind) {
          case CRC32 -> new CrcJoin(32, 0xEDB8_8320L);
          case CRC32C -> new CrcJoin(32, 0x82F6_3B78L);
          case CRC64NVME -> new CrcJoin(64, 0x9A6C_9329_AC4B_C9B5L);
          case SHA1, SHA256 ->
              throw new IllegalArgumentException("a hash cannot be joined: " + kind);
        };
    long joined = join.carry(join.decode(first), secondBytes) ^ join.decode(second);
    return join.encode(joined);
  }

  private long carry(long crc, long zeroBytes) {
    long[] matrix = new long[width];
    matrix[0] = polynomial;
    for (int bit = 1; bit < width; bit++) {
      matrix[bit] = 1L << (bit - 1);
    }
    // One zero bit, squared three times, is one zero byte.
    long[] power = square(square(square(matrix)));
    long value = crc;
    for (long left = zeroBytes; left != 0; left >>>= 1) {
      if ((left & 1) != 0) {
        value = times(power, value);
      }
      power = square(power);
    }
    return value;
  }

  private long[] square(long[] matrix) {
    long[] squared = new long[width];
    for (int bit = 0; bit < width; bit++) {
      squared[bit] = times(matrix, matrix[bit]);
    }
    return squared;
  }

  private static long times(long[] matrix, long vector) {
    long sum = 0;
    long left = vector;
    for (int bit = 0; left != 0; bit++) {
      if ((left & 1) != 0) {
        sum ^= matrix[bit];
      }
      left >>>= 1;
    }
    return sum;
  }

  private long decode(String base64) {
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64));
    return width == 32 ? bytes.getInt() & 0xFFFF_FFFFL : bytes.getLong();
  }

  private String encode(long crc) {
    ByteBuffer bytes =
        width == 32
            ? ByteBuffer.allocate(4).putInt((int) crc)
            : ByteBuffer.allocate(8).putLong(crc);
    return Base64.getEncoder().encodeToString(bytes.array());
  }
}
