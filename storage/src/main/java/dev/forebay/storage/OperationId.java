package dev.forebay.storage;

/**
 * Names one mutation, so that a repeat is recognized. Immutable.
 *
 * @param high 64 random bits
 * @param low 64 random bits
 */
public record OperationId(long high, long low) {
  /** A fresh id from the generator's bits. */
  public static OperationId random(java.util.random.RandomGenerator random) {
    return new OperationId(random.nextLong(), random.nextLong());
  }
}
