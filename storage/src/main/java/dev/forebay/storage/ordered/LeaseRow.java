package dev.forebay.storage.ordered;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A lease as it is stored. It stays when the lease ends, because the epoch must go on rising.
 *
 * @param epoch the epoch in force; rises at each acquisition and at each release
 * @param expiry when it ends, in nanoseconds since 1970
 * @param node who holds it; empty when it was given up
 */
record LeaseRow(long epoch, long expiry, String node) {
  static byte[] key(Generation generation, String resource) {
    return all(generation).rest(resource).bytes();
  }

  static Keys all(Generation generation) {
    return generation.keys().tag('E');
  }

  static LeaseRow decode(byte[] value) {
    ByteBuffer in = ByteBuffer.wrap(value);
    return new LeaseRow(in.getLong(), in.getLong(), StandardCharsets.UTF_8.decode(in).toString());
  }

  byte[] encode() {
    byte[] name = node.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(16 + name.length).putLong(epoch).putLong(expiry).put(name).array();
  }
}
