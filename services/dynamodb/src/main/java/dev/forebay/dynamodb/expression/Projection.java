package dev.forebay.dynamodb.expression;

import dev.forebay.dynamodb.expression.DocumentPath.Element;
import dev.forebay.dynamodb.expression.DocumentPath.Member;
import dev.forebay.dynamodb.expression.DocumentPath.Step;
import dev.forebay.dynamodb.value.Item;
import dev.forebay.dynamodb.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The parts of an item that are asked for. Immutable.
 *
 * @param paths where they are
 */
public record Projection(List<DocumentPath> paths) {
  /** Copies the list. */
  public Projection {
    paths = List.copyOf(paths);
  }

  /** Those of the parts that the item has; of a list its elements in order, without gaps. */
  public Item of(Item item) {
    Map<String, List<List<Step>>> wanted = new LinkedHashMap<>();
    for (DocumentPath path : paths) {
      wanted.computeIfAbsent(path.attribute(), _ -> new ArrayList<>()).add(path.rest());
    }
    Map<String, Value> parts = new LinkedHashMap<>();
    wanted.forEach((name, ways) ->
        item.get(name)
            .flatMap(value -> part(value, ways))
            .ifPresent(part -> parts.put(name, part)));
    return new Item(parts);
  }

  private static Optional<Value> part(Value value, List<List<Step>> ways) {
    if (ways.stream().anyMatch(List::isEmpty)) {
      return Optional.of(value);
    }
    return switch (value) {
      case Value.M map -> members(map, ways);
      case Value.L list -> elements(list, ways);
      default -> Optional.empty();
    };
  }

  private static Optional<Value> members(Value.M map, List<List<Step>> ways) {
    Map<String, List<List<Step>>> wanted = new LinkedHashMap<>();
    for (List<Step> way : ways) {
      if (way.getFirst() instanceof Member(String name)) {
        wanted.computeIfAbsent(name, _ -> new ArrayList<>()).add(way.subList(1, way.size()));
      }
    }
    Map<String, Value> parts = new LinkedHashMap<>();
    wanted.forEach((name, rest) ->
        Optional.ofNullable(map.members().get(name))
            .flatMap(value -> part(value, rest))
            .ifPresent(part -> parts.put(name, part)));
    return parts.isEmpty() ? Optional.empty() : Optional.of(new Value.M(parts));
  }

  private static Optional<Value> elements(Value.L list, List<List<Step>> ways) {
    Map<Integer, List<List<Step>>> wanted = new TreeMap<>();
    for (List<Step> way : ways) {
      if (way.getFirst() instanceof Element(int index) && index < list.elements().size()) {
        wanted.computeIfAbsent(index, _ -> new ArrayList<>()).add(way.subList(1, way.size()));
      }
    }
    List<Value> parts = new ArrayList<>();
    wanted.forEach((index, rest) -> part(list.elements().get(index), rest).ifPresent(parts::add));
    return parts.isEmpty() ? Optional.empty() : Optional.of(new Value.L(parts));
  }
}
