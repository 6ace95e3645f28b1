package dev.forebay.identity.iam;

import java.util.random.RandomGenerator;

/** IAM's unique ids ("IAM identifiers", unique IDs) and secrets. */
final class UniqueId {
  static final String USER = "AIDA";
  static final String GROUP = "AGPA";
  static final String ROLE = "AROA";
  static final String MANAGED_POLICY = "ANPA";
  static final String INSTANCE_PROFILE = "AIPA";

  private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final String SECRET_LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  private static final int LENGTH = 17;
  private static final int SECRET_LENGTH = 40;

  private UniqueId() {}

  /** A new id: the prefix of its kind and 17 letters. */
  static String make(String prefix, RandomGenerator random) {
    return prefix + letters(LETTERS, LENGTH, random);
  }

  /** A new secret access key: 40 letters. */
  static String secret(RandomGenerator random) {
    return letters(SECRET_LETTERS, SECRET_LENGTH, random);
  }

  private static String letters(String alphabet, int count, RandomGenerator random) {
    StringBuilder out = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      out.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return out.toString();
  }
}
