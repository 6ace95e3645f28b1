package dev.forebay.dynamodb.store;

/**
 * One change: reads rows, writes rows, all or nothing.
 *
 * @param <T> what it answers
 */
@FunctionalInterface
public interface Change<T> {
  /**
   * Makes the change.
   *
   * @throws dev.forebay.wire.AwsException when it is refused; then none of its writes counts
   */
  T in(Batch batch);
}
