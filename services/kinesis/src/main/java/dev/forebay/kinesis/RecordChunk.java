package dev.forebay.kinesis;

import dev.forebay.model.Bytes;
import dev.forebay.storage.Log;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.Record;

/**
 * Records of one shard that were written together, with consecutive indexes and one time of
 * arrival: an entry of the shard's log. Read record by record, without taking the rest apart.
 * Confined to one thread.
 */
final class RecordChunk {
  /** A chunk takes no further record beyond this. */
  static final int MOST_BYTES = 256 * 1024;

  static final int MOST_RECORDS = 1_000;

  private static final byte VERSION = 1;
  private static final int HEADER = 1 + 1 + 8 + 8 + 4;
  private static final byte PLAIN = 0;
  private static final byte ENCRYPTED = 1;

  /** What the stream's encryption was when a record was put. */
  enum Encryption {
    NONE,
    KMS
  }

  private final Log.Position position;
  private final long arrived;
  private final ByteBuffer in;
  private final Encryption encryption;
  private final int count;
  private final long first;
  private int read;

  private RecordChunk(Log.Entry entry) {
    this.position = entry.position();
    this.in = entry.value().toByteBuffer();
    if (in.get() != VERSION) {
      throw new IllegalStateException("a chunk of records of another version");
    }
    this.encryption = in.get() == ENCRYPTED ? Encryption.KMS : Encryption.NONE;
    // Not the entry's time: the log corrects that when the clock has stepped back.
    this.arrived = in.getLong();
    this.first = in.getLong();
    this.count = in.getInt();
  }

  static Bytes encode(
      long firstIndex, long arrived, Encryption encryption, List<NewRecord> records) {
    int size = HEADER;
    for (NewRecord entry : records) {
      size += NewRecord.OVERHEAD + entry.size();
    }
    byte[] array = new byte[size];
    ByteBuffer out = ByteBuffer.wrap(array);
    out.put(VERSION).put(encryption == Encryption.KMS ? ENCRYPTED : PLAIN);
    out.putLong(arrived).putLong(firstIndex).putInt(records.size());
    records.forEach(entry -> entry.writeTo(out));
    return Bytes.wrap(array);
  }

  static RecordChunk of(Log.Entry entry) {
    return new RecordChunk(entry);
  }

  Log.Position position() {
    return position;
  }

  /** When all its records arrived, milliseconds since 1970. */
  long arrived() {
    return arrived;
  }

  /** The index of the last record. */
  long last() {
    return first + count - 1;
  }

  /** The index of the next record to be read; beyond {@link #last} at the end. */
  long next() {
    return first + read;
  }

  boolean hasNext() {
    return read < count;
  }

  /** The size of the next record, as AWS counts it. */
  int nextSize() {
    int start = in.position();
    int key = in.getShort(start) & 0xffff;
    return key + in.getInt(start + 2 + key);
  }

  void skip() {
    in.position(in.position() + NewRecord.OVERHEAD + nextSize());
    read++;
  }

  /** Takes the next record. */
  Record take(ShardRow shard) {
    byte[] key = new byte[in.getShort() & 0xffff];
    in.get(key);
    byte[] data = new byte[in.getInt()];
    in.get(data);
    Record.Builder record =
        Record.builder()
            .sequenceNumber(shard.number(next(), arrived).toString())
            .approximateArrivalTimestamp(Instant.ofEpochMilli(arrived))
            .partitionKey(new String(key, StandardCharsets.UTF_8))
            .data(SdkBytes.fromByteArrayUnsafe(data));
    if (encryption == Encryption.KMS) {
      record.encryptionType(encryption.name());
    }
    read++;
    return record.build();
  }
}
