package dev.forebay.wire.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The header fields of a message in their order: names compare without regard to case, keep the
 * spelling they came with, and may repeat. Immutable.
 */
public final class Headers {
  /** No header at all. */
  public static final Headers EMPTY = new Headers(List.of());

  private final List<Field> fields;

  private Headers(List<Field> fields) {
    this.fields = fields;
  }

  /** Headers of these alternating names and values. */
  public static Headers of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException("a name without a value: " + namesAndValues.length);
    }
    Builder builder = builder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      builder.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return builder.build();
  }

  /** Starts a collection of headers. */
  public static Builder builder() {
    return new Builder();
  }

  /** The first value of a name. */
  public Optional<String> first(String name) {
    for (Field field : fields) {
      if (field.name.equalsIgnoreCase(name)) {
        return Optional.of(field.value);
      }
    }
    return Optional.empty();
  }

  /** All values of a name, in their order; empty when there is none. */
  public List<String> all(String name) {
    List<String> values = new ArrayList<>(1);
    for (Field field : fields) {
      if (field.name.equalsIgnoreCase(name)) {
        values.add(field.value);
      }
    }
    return List.copyOf(values);
  }

  /** Whether a name is there. */
  public boolean contains(String name) {
    return first(name).isPresent();
  }

  /** Every field in its order. */
  public void forEach(BiConsumer<String, String> action) {
    for (Field field : fields) {
      action.accept(field.name, field.value);
    }
  }

  /** How many fields. */
  public int size() {
    return fields.size();
  }

  /** The names only: a value may hold a secret. */
  @Override
  public String toString() {
    List<String> names = new ArrayList<>();
    for (Field field : fields) {
      names.add(field.name.toLowerCase(Locale.ROOT));
    }
    return names.toString();
  }

  private record Field(String name, String value) {}

  /** Collects headers. Confined to one thread. */
  public static final class Builder {
    private final List<Field> fields = new ArrayList<>();

    private Builder() {}

    /** Adds a field after those that are there. */
    public Builder add(String name, String value) {
      fields.add(new Field(name, value));
      return this;
    }

    /** Replaces every field of the name by this one. */
    public Builder set(String name, String value) {
      fields.removeIf(field -> field.name.equalsIgnoreCase(name));
      return add(name, value);
    }

    /** Adds all fields of the other headers. */
    public Builder addAll(Headers other) {
      fields.addAll(other.fields);
      return this;
    }

    /** The headers. */
    public Headers build() {
      return fields.isEmpty() ? EMPTY : new Headers(List.copyOf(fields));
    }
  }
}
