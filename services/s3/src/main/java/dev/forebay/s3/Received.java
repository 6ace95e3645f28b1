package dev.forebay.s3;

import dev.forebay.model.Bytes;
import dev.forebay.storage.Transaction;
import dev.forebay.wire.checksum.Checksum;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Bytes that have arrived and are on the disk, but that no row names yet. Immutable.
 *
 * @param size how many
 * @param md5 their MD5
 * @param checksums those that were asked for, in base 64
 * @param data where they are
 * @param writes what makes them last, once it is committed
 */
record Received(
    long size,
    Bytes md5,
    Map<Checksum, String> checksums,
    Data data,
    List<Transaction.Write> writes) {
  Received {
    checksums = Map.copyOf(checksums);
    writes = List.copyOf(writes);
  }

  /** Their ETag, as of an object that came in one piece. */
  String etag() {
    return HexFormat.of().formatHex(md5.toArray());
  }
}
