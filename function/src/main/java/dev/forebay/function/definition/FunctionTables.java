package dev.forebay.function.definition;

import dev.forebay.function.store.Key;
import dev.forebay.function.store.Table;

/** Where functions and their versions are kept. */
public final class FunctionTables {
  /** By name. */
  public static final Table<LambdaFunction> FUNCTIONS =
      new Table<>("function", LambdaFunction.class);

  /** By name and number. */
  public static final Table<FunctionVersion> VERSIONS =
      new Table<>("version", FunctionVersion.class);

  /** By function and alias. */
  public static final Table<Alias> ALIASES = new Table<>("alias", Alias.class);

  private FunctionTables() {}

  /** The key of a published version. */
  public static Key version(String function, long number) {
    return Key.of(function, Key.number(number));
  }
}
