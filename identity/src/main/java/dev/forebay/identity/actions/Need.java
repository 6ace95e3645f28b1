package dev.forebay.identity.actions;

import dev.forebay.wire.Caller;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An action that an operation needs, and on which resources. Immutable.
 *
 * @param action with its service's prefix
 * @param resource how the resources are found
 * @param keys the condition keys that follow from the request
 * @param conditions the members without any of which the need does not arise, {@code @signed} for a
 *     call that is not anonymous; none when it always does
 * @param demand whether it has to be allowed
 */
record Need(
    String action,
    ResourceRule resource,
    List<KeyRule> keys,
    List<String> conditions,
    Permission.Demand demand) {
  private static final String NOT = "!";
  private static final String SIGNED = "@signed";

  /** Copies the lists. */
  Need {
    keys = List.copyOf(keys);
    conditions = List.copyOf(conditions);
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
    if (!conditions.isEmpty()
        && conditions.stream().noneMatch(condition -> holds(condition, request))) {
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
      permissions.add(new Permission(action, arn, values, demand));
    }
  }

  private static boolean holds(String condition, Members request) {
    if (condition.startsWith(NOT)) {
      return !request.has(condition.substring(NOT.length()));
    }
    return condition.equals(SIGNED)
        ? !(request.context().caller() instanceof Caller.Anonymous)
        : request.has(condition);
  }
}
