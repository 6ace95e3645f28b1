package dev.forebay.wire.tables;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks nothing but that there be a value. */
record FreeRule(boolean sensitive) implements Rule {
  @Override
  public void check(Object value, String path, Violations violations) {}

  @Override
  public boolean isBroken(@Nullable Object value) {
    return value == null;
  }

  @Override
  public List<String> constraints() {
    return List.of();
  }
}
