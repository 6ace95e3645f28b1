package dev.forebay.server;

import java.security.SecureRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** The sources of randomness. Both are thread-safe. */
final class RandomBits {
  private RandomBits() {}

  /** For ids and choices: quick, and not fit for secrets. */
  static RandomGenerator quick() {
    return () -> ThreadLocalRandom.current().nextLong();
  }

  /** For keys and tokens. */
  static RandomGenerator secret() {
    return new SecureRandom();
  }
}
