package dev.forebay.dynamodb.value;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of an item, or of a part of one. Immutable.
 *
 * @param attributes by name
 */
public record Item(Map<String, Value> attributes) {
  /** No attributes. */
  public static final Item EMPTY = new Item(Map.of());

  /** Keeps a view; whoever makes an item leaves its map alone from then on. */
  public Item {
    attributes = Collections.unmodifiableMap(attributes);
  }

  /** The value of an attribute. */
  public Optional<Value> get(String name) {
    return Optional.ofNullable(attributes.get(name));
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return attributes.isEmpty();
  }

  /** Only the attributes of these names. */
  public Item only(Iterable<String> names) {
    Map<String, Value> some = new LinkedHashMap<>();
    for (String name : names) {
      @Nullable Value value = attributes.get(name);
      if (value != null) {
        some.put(name, value);
      }
    }
    return new Item(some);
  }
}
