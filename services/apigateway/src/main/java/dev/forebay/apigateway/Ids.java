package dev.forebay.apigateway;

import java.util.random.RandomGenerator;

/**
 * Draws ids, as long as AWS's. Thread-safe if its generator is.
 *
 * @param random where they come from
 */
record Ids(RandomGenerator random) {
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

  String api() {
    return draw(10);
  }

  String part() {
    return draw(7);
  }

  String deployment() {
    return draw(6);
  }

  private String draw(int length) {
    StringBuilder id = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return id.toString();
  }
}
