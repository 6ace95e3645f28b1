package dev.forebay.wire.checksum;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The CRC of 64 bits that the NVMe specification defines, which is S3's default checksum: reflected
 * polynomial {@code 9A6C9329AC4BC9B5}, all ones before and after. Takes eight bytes at a step.
 * Confined to one thread.
 */
final class Crc64Nvme implements Checksum.Running {
  private static final long POLYNOMIAL = 0x9A6C_9329_AC4B_C9B5L;
  private static final int LANES = 8;
  private static final long[][] TABLES = tables();
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private long crc = -1L;

  // The table of a lane says what a byte becomes after as many zero bytes as the lane's number.
  private static long[][] tables() {
    long[][] tables = new long[LANES][256];
    for (int i = 0; i < 256; i++) {
      long value = i;
      for (int bit = 0; bit < 8; bit++) {
        value = (value & 1) == 0 ? value >>> 1 : (value >>> 1) ^ POLYNOMIAL;
      }
      tables[0][i] = value;
    }
    for (int lane = 1; lane < LANES; lane++) {
      for (int i = 0; i < 256; i++) {
        long before = tables[lane - 1][i];
        tables[lane][i] = tables[0][(int) before & 0xff] ^ (before >>> 8);
      }
    }
    return tables;
  }

  @Override
  public void update(byte[] bytes, int from, int length) {
    long value = crc;
    int at = from;
    int end = from + length;
    for (; at + LANES <= end; at += LANES) {
      value ^= (long) LONG.get(bytes, at);
      value =
          TABLES[7][(int) value & 0xff]
              ^ TABLES[6][(int) (value >>> 8) & 0xff]
              ^ TABLES[5][(int) (value >>> 16) & 0xff]
              ^ TABLES[4][(int) (value >>> 24) & 0xff]
              ^ TABLES[3][(int) (value >>> 32) & 0xff]
              ^ TABLES[2][(int) (value >>> 40) & 0xff]
              ^ TABLES[1][(int) (value >>> 48) & 0xff]
              ^ TABLES[0][(int) (value >>> 56)];
    }
    for (; at < end; at++) {
      value = TABLES[0][(int) (value ^ bytes[at]) & 0xff] ^ (value >>> 8);
    }
    crc = value;
  }

  @Override
  public byte[] value() {
    return ByteBuffer.allocate(8).putLong(~crc).array();
  }
}
