package dev.forebay.kinesis;

import dev.forebay.model.Bytes;
import dev.forebay.storage.Log;
import java.nio.BufferUnderflowException;
import java.util.Base64;
import java.util.zip.CRC32C;

/**
 * What a shard iterator says. Opaque to callers: base64 of its parts and a checksum, at most 512
 * characters. Immutable.
 *
 * @param stream the stream's name
 * @param streamId the stream's id, which nobody learns otherwise
 * @param shard the shard's index
 * @param issued milliseconds since 1970; it can be used for {@link #LIFE_MILLIS}
 * @param cursor where to read
 */
record ShardIterator(String stream, long streamId, int shard, long issued, Cursor cursor) {
  static final long LIFE_MILLIS = 300_000;
  private static final long VERSION = 1;

  String write() {
    byte[] parts =
        new Encoder()
            .number(VERSION)
            .text(stream)
            .number(streamId)
            .number(shard)
            .number(issued)
            .bytes(cursor.base().bytes().toArray())
            .number(cursor.after())
            .array();
    return Base64.getEncoder()
        .encodeToString(new Encoder().number(checksum(parts)).bytes(parts).array());
  }

  /** The iterator that a text spells, or AWS's error. */
  static ShardIterator read(String text) {
    try {
      Decoder whole = new Decoder(Bytes.wrap(Base64.getDecoder().decode(text)));
      long checksum = whole.number();
      byte[] parts = whole.bytes();
      Decoder in = new Decoder(Bytes.wrap(parts));
      if (!whole.isAtEnd() || checksum != checksum(parts) || in.number() != VERSION) {
        throw KinesisErrors.badIterator();
      }
      return new ShardIterator(
          in.text(),
          in.number(),
          in.whole(),
          in.number(),
          new Cursor(new Log.Position(Bytes.wrap(in.bytes())), in.number()));
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      throw KinesisErrors.badIterator();
    }
  }

  private static long checksum(byte[] parts) {
    CRC32C crc = new CRC32C();
    crc.update(parts);
    return crc.getValue();
  }
}
