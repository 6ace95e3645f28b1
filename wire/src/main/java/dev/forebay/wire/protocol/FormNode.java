package dev.forebay.wire.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The parameters of a query request, sorted by the parts of their names: {@code Tags.member.1.Key}.
 * Confined to one thread.
 */
final class FormNode {
  /** Names have at most this many parts. */
  private static final int DEEPEST = 64;

  private final Map<String, FormNode> children = new LinkedHashMap<>();
  private Optional<String> value = Optional.empty();

  /** Sorts parameters; of a repeated one the last counts. */
  static FormNode of(Map<String, List<String>> parameters) {
    FormNode root = new FormNode();
    parameters.forEach((name, values) -> {
      FormNode node = root;
      String[] parts = name.split("\\.", DEEPEST + 1);
      if (parts.length > DEEPEST) {
        throw Malformed.because("A parameter's name has too many parts");
      }
      for (String part : parts) {
        node = node.children.computeIfAbsent(part, _ -> new FormNode());
      }
      node.value = Optional.of(values.getLast());
    });
    return root;
  }

  /** The value right here. */
  Optional<String> value() {
    return value;
  }

  /** What lies under a name. */
  Optional<FormNode> child(String name) {
    return Optional.ofNullable(children.get(name));
  }

  /** What lies under numbers, in their order. */
  List<FormNode> numbered() {
    TreeMap<Long, FormNode> sorted = new TreeMap<>();
    children.forEach((name, node) -> {
      if (!name.isEmpty() && name.length() <= 9 && name.chars().allMatch(FormNode::isDigit)) {
        sorted.put(Long.valueOf(name), node);
      }
    });
    return new ArrayList<>(sorted.values());
  }

  private static boolean isDigit(int letter) {
    return letter >= '0' && letter <= '9';
  }
}
