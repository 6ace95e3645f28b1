package dev.forebay.storage.ordered;

import java.nio.ByteBuffer;

/**
 * Where a group stands in the order of falling due.
 *
 * @param at when the group may be received from, and the sequence of its first message
 */
record GroupRow(DueKey at) {
  static GroupRow decode(byte[] value) {
    ByteBuffer in = ByteBuffer.wrap(value);
    return new GroupRow(new DueKey(in.getLong(), in.getLong()));
  }

  byte[] encode() {
    return ByteBuffer.allocate(16).putLong(at.due()).putLong(at.sequence()).array();
  }
}
