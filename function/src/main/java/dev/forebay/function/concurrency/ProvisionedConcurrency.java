package dev.forebay.function.concurrency;

import dev.forebay.function.store.Key;
import dev.forebay.function.store.Table;
import dev.forebay.model.Qualifier;

/**
 * Environments kept initialized for a version or alias. Immutable.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html">
 *     Configuring provisioned concurrency for a function</a>
 * @param requested how many, 1 or more
 * @param modifiedMillis when it was last set, in milliseconds since 1970
 */
public record ProvisionedConcurrency(int requested, long modifiedMillis) {
  /** By function and qualifier. */
  public static final Table<ProvisionedConcurrency> TABLE =
      new Table<>("provisioned", ProvisionedConcurrency.class);

  /** The key of a qualifier's row. */
  public static Key key(String function, Qualifier qualifier) {
    return Key.of(function, qualifier.value());
  }
}
