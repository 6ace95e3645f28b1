package dev.forebay.pattern;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** Counts the alternatives that a pattern's {@code $or}s multiply to. */
final class Alternatives {
  private static final String OR = "$or";

  /** Enough to be too many; sums and products stop here, so that none overflows. */
  private static final long MANY = 1L << 31;

  private Alternatives() {}

  static long of(JsonNode pattern) {
    long product = 1;
    for (Map.Entry<String, JsonNode> field : pattern.properties()) {
      product = Math.min(MANY, product * ofField(field.getKey(), field.getValue()));
    }
    return product;
  }

  private static long ofField(String name, JsonNode value) {
    if (!name.equals(OR) || !value.isArray() || value.isEmpty()) {
      return value.isObject() ? of(value) : 1;
    }
    long sum = 0;
    for (JsonNode branch : value) {
      sum = Math.min(MANY, sum + of(branch));
    }
    return sum;
  }
}
