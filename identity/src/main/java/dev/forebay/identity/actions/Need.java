package dev.forebay.identity.actions;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An action that an operation needs, and on which resources. Immutable.
 *
 * @param action with its service's prefix
 * @param resource how the resources are found
 * @param keys the condition keys that follow from the request
 * @param condition the member without which the need does not arise
 */
record Need(String action, ResourceRule resource, List<KeyRule> keys, Optional<String> condition) {
  /** Copies the list. */
  Need {
    keys = List.copyOf(keys);
  }

  /**
   * How a condition key is filled.
   *
   * @param key its name
   * @param values its values; {@code *} alone is as good as none
   */
  record KeyRule(String key, ResourceRule values) {}

  /** Adds what a request needs of it. */
  void collect(Members request, Map<String, List<String>> tags, List<Permission> permissions) {
    if (condition.isPresent() && !request.has(condition.get())) {
      return;
    }
    Map<String, List<String>> values = tags;
    if (!keys.isEmpty()) {
      values = new HashMap<>(tags);
      for (KeyRule rule : keys) {
        List<String> found = rule.values().of(request);
        if (!found.isEmpty() && !found.getFirst().equals("*")) {
          values.put(rule.key(), found);
        }
      }
    }
    for (String arn : resource.of(request)) {
      permissions.add(new Permission(action, arn, values));
    }
  }
}
