package dev.forebay.identity.actions;

import dev.forebay.identity.policy.ContextKeys;
import java.util.List;
import java.util.Map;

/**
 * One thing that a caller has to be allowed for a request. Immutable.
 *
 * @param action such as {@code lambda:InvokeFunction}
 * @param resource an ARN, or {@code *} where the action has none
 * @param keys the values of the condition keys that follow from the request
 */
public record Permission(String action, String resource, Map<String, List<String>> keys) {
  /** Copies the map. */
  public Permission {
    keys = Map.copyOf(keys);
  }

  /** Sets its condition keys. */
  public void addTo(ContextKeys.Builder builder) {
    keys.forEach(builder::put);
  }
}
