package dev.forebay.wire.tables;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks that a number lie within bounds. */
record NumberRule(Bounds bounds, boolean sensitive) implements Rule {
  /** What stands for no number, and for infinity: beyond any bound. */
  private static final BigDecimal BEYOND = new BigDecimal("1e400");

  @Override
  public void check(Object value, String path, Violations violations) {
    if (bounds.areBrokenBy(exact(value))) {
      bounds.check(exact(value), value, sensitive, path, violations);
    }
  }

  @Override
  public boolean isBroken(@Nullable Object value) {
    return value == null || bounds.areBrokenBy(exact(value));
  }

  @Override
  public List<String> constraints() {
    return bounds.texts();
  }

  private static BigDecimal exact(Object value) {
    return switch (value) {
      case Integer number -> BigDecimal.valueOf(number);
      case Long number -> BigDecimal.valueOf(number);
      case Double number when number.isNaN() || number.isInfinite() -> BEYOND;
      case Double number -> BigDecimal.valueOf(number);
      default -> new BigDecimal(value.toString());
    };
  }
}
