package dev.forebay.invocation.concurrency;

import java.util.Optional;

/**
 * What concurrency is set aside for a function and for one version of it. Immutable.
 *
 * @param version the version in question
 * @param reserved of the function: its guarantee and its ceiling, 0 or more
 * @param provisioned of this version, 0 when none
 * @param provisionedOfFunction of all its versions together
 */
public record Allotment(
    String version, Optional<Integer> reserved, int provisioned, int provisionedOfFunction) {
  /** Nothing is set aside for {@code $LATEST} or a version. */
  public static Allotment none(String version) {
    return new Allotment(version, Optional.empty(), 0, 0);
  }

  /** Throws {@link IllegalArgumentException} for a negative number. */
  public Allotment {
    if (reserved.orElse(0) < 0 || provisioned < 0 || provisionedOfFunction < provisioned) {
      throw new IllegalArgumentException(
          "concurrency out of bounds: reserved %s, provisioned %d of %d"
              .formatted(reserved, provisioned, provisionedOfFunction));
    }
  }

  /** Whether every invocation of the function is blocked. */
  public boolean isBlocked() {
    return reserved.isPresent() && reserved.get() == 0;
  }
}
