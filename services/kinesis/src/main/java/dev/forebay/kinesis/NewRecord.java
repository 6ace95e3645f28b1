package dev.forebay.kinesis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.core.SdkBytes;

/** A record to be stored. Immutable. */
final class NewRecord {
  /** What the lengths take in stored form. */
  static final int OVERHEAD = 2 + 4;

  private final byte[] partitionKey;
  private final byte[] data;

  /**
   * A record.
   *
   * @param partitionKey 1 to 256 characters
   * @param data up to 10 MiB
   */
  NewRecord(String partitionKey, SdkBytes data) {
    this.partitionKey = partitionKey.getBytes(StandardCharsets.UTF_8);
    this.data = data.asByteArrayUnsafe();
  }

  /** As AWS counts it: partition key and data. */
  int size() {
    return partitionKey.length + data.length;
  }

  void writeTo(ByteBuffer out) {
    out.putShort((short) partitionKey.length).put(partitionKey);
    out.putInt(data.length).put(data);
  }
}
