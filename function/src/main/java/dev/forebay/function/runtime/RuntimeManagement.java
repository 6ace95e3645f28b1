package dev.forebay.function.runtime;

import dev.forebay.function.store.Key;
import dev.forebay.function.store.Table;
import dev.forebay.model.Qualifier;
import java.util.Optional;

/**
 * When a version's runtime is to be updated. Recorded, not acted on: interpreters are the
 * machine's. Immutable.
 *
 * @param updateOn {@code Auto}, {@code FunctionUpdate} or {@code Manual}
 * @param runtimeVersion the runtime version to stay on, with Manual
 */
public record RuntimeManagement(String updateOn, Optional<String> runtimeVersion) {
  /** By function and version. */
  public static final Table<RuntimeManagement> TABLE =
      new Table<>("runtime-management", RuntimeManagement.class);

  /** Unless configured. */
  static final RuntimeManagement STANDARD = new RuntimeManagement("Auto", Optional.empty());

  /** The key of a version's row. */
  static Key key(String function, Qualifier version) {
    return Key.of(function, version.value());
  }
}
