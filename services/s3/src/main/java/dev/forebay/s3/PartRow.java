package dev.forebay.s3;

import dev.forebay.model.Bytes;
import dev.forebay.storage.rows.Decoder;
import dev.forebay.storage.rows.Encoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of an upload as it is stored. Immutable.
 *
 * @param number 1 to 10,000
 * @param size in bytes
 * @param etag its MD5 in hexadecimal
 * @param checksum of the upload's kind, in base 64
 * @param modified when it came, to the second
 * @param data where its bytes are
 */
record PartRow(int number, long size, String etag, String checksum, Instant modified, Data data) {
  String quotedEtag() {
    return '"' + etag + '"';
  }

  Bytes encode() {
    Encoder out = new Encoder();
    encode(out);
    return out.bytes();
  }

  private void encode(Encoder out) {
    out.number(number)
        .number(size)
        .text(etag)
        .text(checksum)
        .number(modified.toEpochMilli())
        .text(data.encode());
  }

  static PartRow decode(Bytes bytes) {
    return decode(new Decoder(bytes));
  }

  private static PartRow decode(Decoder in) {
    return new PartRow(
        (int) in.number(),
        in.number(),
        in.text(),
        in.text(),
        Instant.ofEpochMilli(in.number()),
        Data.decode(in.text()));
  }

  static Bytes encodeAll(List<PartRow> parts) {
    Encoder out = new Encoder().number(parts.size());
    parts.forEach(part -> part.encode(out));
    return out.bytes();
  }

  static List<PartRow> decodeAll(Bytes bytes) {
    Decoder in = new Decoder(bytes);
    List<PartRow> parts = new ArrayList<>();
    for (long left = in.number(); left > 0; left--) {
      parts.add(decode(in));
    }
    return parts;
  }
}
