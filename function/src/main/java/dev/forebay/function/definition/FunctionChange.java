package dev.forebay.function.definition;

import dev.forebay.function.name.FunctionId;
import dev.forebay.model.Qualifier;

/** Something that became of a function. Says where to look, not what is there now. Immutable. */
public sealed interface FunctionChange {
  /** The function. */
  FunctionId function();

  /** Anything of it may have changed: what was remembered of it must be read again. */
  record Touched(FunctionId function) implements FunctionChange {}

  /** {@code $LATEST} has other code or another configuration. */
  record Updated(FunctionId function) implements FunctionChange {}

  /** There is a new version. */
  record Published(FunctionId function, String version) implements FunctionChange {}

  /** A version is no more. */
  record VersionDeleted(FunctionId function, String version) implements FunctionChange {}

  /** The function is no more, with all its versions. */
  record Deleted(FunctionId function) implements FunctionChange {}

  /** Reserved concurrency was set or taken away. */
  record ReservedConcurrencySet(FunctionId function) implements FunctionChange {}

  /**
   * Provisioned concurrency was set or taken away, or the alias that has it was repointed.
   *
   * @param function the function
   * @param qualifier the alias or version
   */
  record ProvisionedConcurrencySet(FunctionId function, Qualifier qualifier)
      implements FunctionChange {}
}
