package dev.forebay.model;

import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * The id of one request or invocation: a UUID in its usual spelling. Immutable.
 *
 * @param value 36 characters, lower case
 */
public record RequestId(String value) {
  /** A fresh version-4 id from the generator's bits. */
  public static RequestId random(RandomGenerator random) {
    long high = (random.nextLong() & 0xffff_ffff_ffff_0fffL) | 0x4000L;
    long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    return new RequestId(new UUID(high, low).toString());
  }

  @Override
  public String toString() {
    return value;
  }
}
