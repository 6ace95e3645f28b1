package dev.forebay.wire.tables;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks for a map's size and for something of each key and value. */
final class MapRule implements Rule {
  private final Bounds size;
  private final Rule key;
  private final Rule element;

  MapRule(Bounds size, Rule key, Rule element) {
    this.size = size;
    this.key = key;
    this.element = element;
  }

  @Override
  public void check(Object value, String path, Violations violations) {
    Map<?, ?> map = (Map<?, ?>) value;
    if (map.keySet().stream().anyMatch(key::isBroken)) {
      violations.add(
          map, sensitive(), path, "Map keys must satisfy constraint: " + key.bracketed());
    }
    if (element.hasOwnPath()) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        if (violations.areEnough()) {
          return;
        }
        String at = path + "." + entry.getKey() + ".member";
        if (entry.getValue() == null) {
          violations.addNull(at);
        } else {
          element.check(entry.getValue(), at, violations);
        }
      }
    } else if (map.values().stream().anyMatch(element::isBroken)) {
      violations.add(
          map, sensitive(), path, "Map value must satisfy constraint: " + element.bracketed());
    }
    size.check(BigDecimal.valueOf(map.size()), map, sensitive(), path, violations);
  }

  @Override
  public boolean isBroken(@Nullable Object value) {
    return value == null;
  }

  @Override
  public List<String> constraints() {
    return size.texts();
  }

  @Override
  public boolean hasOwnPath() {
    return true;
  }

  @Override
  public boolean sensitive() {
    return key.sensitive() || element.sensitive();
  }
}
