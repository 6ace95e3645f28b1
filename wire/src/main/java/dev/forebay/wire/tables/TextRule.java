package dev.forebay.wire.tables;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

/**
 * Asks for a length, a pattern or one of some values of a text; of a blob, for a length. The length
 * is looked at first: a pattern never sees a text that is too long anyway.
 */
final class TextRule implements Rule {
  private final Bounds length;
  private final Optional<Pattern> pattern;
  private final List<String> listed;
  private final Set<String> known;
  private final Optional<Shape.EnumRefusal> refusal;
  private final boolean sensitive;

  TextRule(Shape shape) {
    this.length = Bounds.of("length", shape);
    this.pattern = shape.pattern().map(Pattern::compile);
    this.listed = shape.values();
    this.known = Set.copyOf(shape.values());
    this.refusal = shape.refusal();
    this.sensitive = shape.sensitive();
  }

  @Override
  public void check(Object value, String path, Violations violations) {
    if (!known.isEmpty() && !known.contains(value)) {
      if (refusal.isPresent() && path.equals("runtime")) {
        violations.refuse(refusal.get(), value, path);
      } else {
        violations.add(value, sensitive, path, enumText(listed));
      }
    }
    if (length.isFree() && pattern.isEmpty()) {
      return;
    }
    BigDecimal size = size(value);
    if (!length.isExceededBy(size)
        && pattern.isPresent()
        && !PatternGuard.matches(pattern.get(), value.toString())) {
      violations.add(value, sensitive, path, patternText(pattern.get()));
    }
    length.check(size, value, sensitive, path, violations);
  }

  @Override
  public boolean isBroken(@Nullable Object value) {
    return value == null
        || (!known.isEmpty() && !known.contains(value))
        || length.areBrokenBy(size(value))
        || (pattern.isPresent() && !PatternGuard.matches(pattern.get(), value.toString()));
  }

  @Override
  public List<String> constraints() {
    List<String> texts = new ArrayList<>(length.texts());
    pattern.ifPresent(expression -> texts.add(patternText(expression)));
    if (!known.isEmpty()) {
      texts.add(enumText(listed));
    }
    return texts;
  }

  /** An enum that the service checks on its own lists its values bare, also for a list of them. */
  Optional<String> bareEnum() {
    return refusal.map(own -> enumText(own.listed()));
  }

  @Override
  public boolean sensitive() {
    return sensitive;
  }

  private static BigDecimal size(Object value) {
    return BigDecimal.valueOf(
        value instanceof SdkBytes bytes
            ? bytes.asByteArrayUnsafe().length
            : value.toString().length());
  }

  private static String enumText(List<String> values) {
    return "Member must satisfy enum value set: [" + String.join(", ", values) + "]";
  }

  private static String patternText(Pattern pattern) {
    return "Member must satisfy regular expression pattern: " + pattern.pattern();
  }
}
