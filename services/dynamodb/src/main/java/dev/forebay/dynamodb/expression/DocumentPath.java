package dev.forebay.dynamodb.expression;

import dev.forebay.dynamodb.value.Item;
import dev.forebay.dynamodb.value.Value;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a value is in an item. Immutable.
 *
 * @param attribute the attribute's name
 * @param rest the way on from there: names of members, indexes of elements
 */
public record DocumentPath(String attribute, List<Step> rest) {
  /** Copies the list. */
  public DocumentPath {
    rest = List.copyOf(rest);
  }

  /** A step within a value. */
  public sealed interface Step {}

  /** Into a map. */
  public record Member(String name) implements Step {}

  /** Into a list. */
  public record Element(int index) implements Step {}

  /** An attribute as a whole. */
  public static DocumentPath of(String attribute) {
    return new DocumentPath(attribute, List.of());
  }

  /** The value there, if there is one. */
  public Optional<Value> in(Item item) {
    return Optional.ofNullable(find(item));
  }

  private @Nullable Value find(Item item) {
    Value value = item.attributes().get(attribute);
    for (Step step : rest) {
      value =
          switch (step) {
            case Member(String name) ->
                value instanceof Value.M map ? map.members().get(name) : null;
            case Element(int index) ->
                value instanceof Value.L list && index < list.elements().size()
                    ? list.elements().get(index)
                    : null;
          };
      if (value == null) {
        return null;
      }
    }
    return value;
  }

  /** Whether this path is the other, or leads there. */
  boolean covers(DocumentPath other) {
    return attribute.equals(other.attribute)
        && rest.size() <= other.rest.size()
        && other.rest.subList(0, rest.size()).equals(rest);
  }

  /** Whether the two part at a place that one takes for a map and the other for a list. */
  boolean contradicts(DocumentPath other) {
    if (!attribute.equals(other.attribute)) {
      return false;
    }
    for (int i = 0; i < Math.min(rest.size(), other.rest.size()); i++) {
      Step here = rest.get(i);
      Step there = other.rest.get(i);
      if (!here.equals(there)) {
        return here instanceof Member != there instanceof Member;
      }
    }
    return false;
  }

  /** As AWS's messages spell it: {@code [a, b, [0]]}. */
  @Override
  public String toString() {
    return rest.stream()
        .map(step ->
            switch (step) {
              case Member(String name) -> ", " + name;
              case Element(int index) -> ", [" + index + "]";
            })
        .collect(Collectors.joining("", "[" + attribute, "]"));
  }
}
