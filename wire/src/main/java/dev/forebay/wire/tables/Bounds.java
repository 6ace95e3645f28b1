package dev.forebay.wire.tables;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The least and the greatest of a length, a size or a value. Immutable.
 *
 * @param noun {@code length} or {@code value}, as messages say it
 * @param min the least, spelled as in the model
 * @param max the greatest, spelled as in the model
 */
record Bounds(String noun, Optional<BigDecimal> min, Optional<BigDecimal> max) {
  static Bounds of(String noun, Shape shape) {
    return new Bounds(noun, shape.min().map(BigDecimal::new), shape.max().map(BigDecimal::new));
  }

  boolean isFree() {
    return min.isEmpty() && max.isEmpty();
  }

  boolean isExceededBy(BigDecimal amount) {
    return max.isPresent() && amount.compareTo(max.get()) > 0;
  }

  boolean isUndercutBy(BigDecimal amount) {
    return min.isPresent() && amount.compareTo(min.get()) < 0;
  }

  boolean areBrokenBy(BigDecimal amount) {
    return isExceededBy(amount) || isUndercutBy(amount);
  }

  /** Reports what is broken. */
  void check(BigDecimal amount, Object value, boolean sensitive, String path, Violations found) {
    if (isExceededBy(amount)) {
      found.add(value, sensitive, path, atMost());
    }
    if (isUndercutBy(amount)) {
      found.add(value, sensitive, path, atLeast());
    }
  }

  /** Both as texts, the greatest first, as AWS lists them. */
  List<String> texts() {
    List<String> texts = new ArrayList<>(2);
    if (max.isPresent()) {
      texts.add(atMost());
    }
    if (min.isPresent()) {
      texts.add(atLeast());
    }
    return texts;
  }

  private String atMost() {
    return "Member must have "
        + noun
        + " less than or equal to "
        + max.orElseThrow().toPlainString();
  }

  private String atLeast() {
    return "Member must have "
        + noun
        + " greater than or equal to "
        + min.orElseThrow().toPlainString();
  }
}
