package dev.forebay.s3;

import dev.forebay.model.Bytes;
import dev.forebay.storage.rows.Decoder;
import dev.forebay.storage.rows.Encoder;

/**
 * What an object's key stands for now. Immutable.
 *
 * @param current the newest version
 * @param nullAt the place of the version without an id, if it is one of the older ones; else -1
 */
record Head(ObjectVersion current, long nullAt) {
  static final long NOWHERE = -1;

  Bytes encode() {
    Encoder out = new Encoder().number(nullAt);
    current.encode(out);
    return out.bytes();
  }

  static Head decode(Bytes bytes) {
    Decoder in = new Decoder(bytes);
    long nullAt = in.number();
    return new Head(ObjectVersion.decode(in), nullAt);
  }
}
