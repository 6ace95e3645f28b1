package dev.forebay.cognito;

import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Ids, codes and tokens, all hard to guess. Thread-safe.
 *
 * @param random thread-safe and fit for secrets
 */
record Secrets(RandomGenerator random) {
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final String MIXED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final String CLEAR = "ABCDEFGHJKLMNPQRSTUVWXYZ";

  /** What follows the region in a pool's id. */
  String poolSuffix() {
    return pick(MIXED, 9);
  }

  /** A client's id. */
  String clientId() {
    return pick(LETTERS, 26);
  }

  /** A client's secret. */
  String clientSecret() {
    return pick(LETTERS, 51);
  }

  /** Six digits. */
  String code() {
    return pick("0123456789", 6);
  }

  /** A password that every policy takes which has no more than the length against it. */
  String password(int length) {
    String rest = pick(MIXED, Math.max(8, length) - 4);
    return pick(CLEAR, 1)
        + pick("abcdefghkmnpqrstuvwxyz", 1)
        + pick("23456789", 1)
        + pick("!#$%&*+-=?@", 1)
        + rest;
  }

  String uuid() {
    return new UUID(
            (random.nextLong() & ~0xF000L) | 0x4000L,
            (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L)
        .toString();
  }

  /** An id that tells when it was made (version 7 of RFC 9562). */
  String timedUuid(long millis) {
    return new UUID(
            (millis << 16) | 0x7000L | (random.nextLong() & 0xFFFL),
            (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L)
        .toString();
  }

  /** When a {@link #timedUuid} was made; empty for another text. */
  static Optional<Long> timeOf(String uuid) {
    try {
      return Optional.of(UUID.fromString(uuid).getMostSignificantBits() >>> 16);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Text of so many random bytes, as fits into a URL. */
  String token(int count) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(count));
  }

  private String pick(String from, int count) {
    StringBuilder text = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      text.append(from.charAt(random.nextInt(from.length())));
    }
    return text.toString();
  }
}
