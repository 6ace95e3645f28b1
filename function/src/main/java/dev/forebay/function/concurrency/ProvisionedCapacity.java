package dev.forebay.function.concurrency;

import dev.forebay.function.name.FunctionId;
import dev.forebay.model.Qualifier;
import java.util.Optional;

/** Knows how many of the environments asked for are there. Thread-safe. */
@FunctionalInterface
public interface ProvisionedCapacity {
  /** Where nothing is started ahead of its first use: all count as there. */
  ProvisionedCapacity ON_FIRST_USE =
      (function, qualifier, requested) -> new Allocation(requested, requested, Optional.empty());

  /** How far a version or alias has come. */
  Allocation allocation(FunctionId function, Qualifier qualifier, int requested);

  /**
   * How far it is. Immutable.
   *
   * @param allocated environments started
   * @param available environments initialized and able to serve
   * @param failure why no more can be had, such as {@code FUNCTION_ERROR_INIT_FAILURE}
   */
  record Allocation(int allocated, int available, Optional<String> failure) {}
}
