package dev.forebay.wire.signature;

import java.nio.ByteBuffer;

/**
 * The CRC of 64 bits that the NVMe specification defines, which is S3's default checksum: reflected
 * polynomial {@code 9A6C9329AC4BC9B5}, all ones before and after. Confined to one thread.
 */
final class Crc64Nvme implements Checksum.Running {
  private static final long POLYNOMIAL = 0x9A6C_9329_AC4B_C9B5L;
  private static final long[] TABLE = table();

  private long crc = -1L;

  private static long[] table() {
    long[] table = new long[256];
    for (int i = 0; i < 256; i++) {
      long value = i;
      for (int bit = 0; bit < 8; bit++) {
        value = (value & 1) == 0 ? value >>> 1 : (value >>> 1) ^ POLYNOMIAL;
      }
      table[i] = value;
    }
    return table;
  }

  @Override
  public void update(byte[] bytes, int from, int length) {
    long value = crc;
    for (int i = from; i < from + length; i++) {
      value = TABLE[(int) (value ^ bytes[i]) & 0xff] ^ (value >>> 8);
    }
    crc = value;
  }

  @Override
  public byte[] value() {
    return ByteBuffer.allocate(8).putLong(~crc).array();
  }
}
