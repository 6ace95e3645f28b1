package dev.forebay.s3;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/** Ids of versions: 32 letters that hold the version's place in its object's order. */
final class VersionId {
  /** The id of a version that was written while the bucket kept none. */
  static final String NULL = "null";

  private static final int BYTES = 24;

  private VersionId() {}

  /** A new id for a place. */
  static String of(long sequence, RandomGenerator random) {
    byte[] bytes =
        ByteBuffer.allocate(BYTES)
            .putLong(sequence)
            .putLong(random.nextLong())
            .putLong(random.nextLong())
            .array();
    return Base64.getUrlEncoder().encodeToString(bytes).replace('-', '.');
  }

  /** The place that an id holds; empty for what is no id of ours. */
  static OptionalLong sequence(String id) {
    if (id.length() != BYTES / 3 * 4) {
      return OptionalLong.empty();
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(id.replace('.', '-'));
      return OptionalLong.of(ByteBuffer.wrap(bytes).getLong());
    } catch (IllegalArgumentException e) {
      return OptionalLong.empty();
    }
  }
}
