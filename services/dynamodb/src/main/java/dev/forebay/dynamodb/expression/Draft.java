package dev.forebay.dynamodb.expression;

import dev.forebay.dynamodb.expression.DocumentPath.Element;
import dev.forebay.dynamodb.expression.DocumentPath.Member;
import dev.forebay.dynamodb.expression.DocumentPath.Step;
import dev.forebay.dynamodb.value.Errors;
import dev.forebay.dynamodb.value.Item;
import dev.forebay.dynamodb.value.Value;
import dev.forebay.wire.AwsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An item that is being changed; values on the way to a change are copied. Confined to one thread.
 */
final class Draft {
  private final Map<String, Value> attributes;

  Draft(Item item) {
    this.attributes = new LinkedHashMap<>(item.attributes());
  }

  Item item() {
    return new Item(attributes);
  }

  void put(DocumentPath path, Value value) {
    change(path, Optional.of(value));
  }

  void remove(DocumentPath path) {
    change(path, Optional.empty());
  }

  /** Throws unless the path but for its last step leads somewhere. */
  void checkParent(DocumentPath path) {
    if (!path.rest().isEmpty()) {
      change(
          new Item(attributes).get(path.attribute()).orElse(null), path.rest(), Optional.empty());
    }
  }

  private void change(DocumentPath path, Optional<Value> value) {
    if (!path.rest().isEmpty()) {
      attributes.put(
          path.attribute(), change(attributes.get(path.attribute()), path.rest(), value));
    } else if (value.isPresent()) {
      attributes.put(path.attribute(), value.get());
    } else {
      attributes.remove(path.attribute());
    }
  }

  private static Value change(@Nullable Value there, List<Step> way, Optional<Value> value) {
    if (there == null) {
      throw invalidPath();
    }
    return switch (way.getFirst()) {
      case Member(String name) when there instanceof Value.M map -> member(map, name, way, value);
      case Element(int index) when there instanceof Value.L list ->
          element(list, index, way, value);
      case Member member -> throw invalidPath();
      case Element element -> throw invalidPath();
    };
  }

  private static Value member(Value.M map, String name, List<Step> way, Optional<Value> value) {
    Map<String, Value> members = new LinkedHashMap<>(map.members());
    if (way.size() > 1) {
      members.put(name, change(members.get(name), way.subList(1, way.size()), value));
    } else if (value.isPresent()) {
      members.put(name, value.get());
    } else {
      members.remove(name);
    }
    return new Value.M(members);
  }

  private static Value element(Value.L list, int index, List<Step> way, Optional<Value> value) {
    List<Value> elements = new ArrayList<>(list.elements());
    boolean isThere = index < elements.size();
    if (way.size() > 1) {
      Value changed =
          change(isThere ? elements.get(index) : null, way.subList(1, way.size()), value);
      elements.set(index, changed);
    } else if (value.isPresent()) {
      if (isThere) {
        elements.set(index, value.get());
      } else {
        elements.add(value.get());
      }
    } else if (isThere) {
      elements.remove(index);
    }
    return new Value.L(elements);
  }

  private static AwsException invalidPath() {
    return Errors.validation(
        "The document path provided in the update expression is invalid for update");
  }
}
