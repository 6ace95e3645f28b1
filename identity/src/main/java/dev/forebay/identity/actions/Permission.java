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
 * @param demand whether it has to be allowed
 */
public record Permission(
    String action, String resource, Map<String, List<String>> keys, Demand demand) {
  /** Copies the map. */
  public Permission {
    keys = Map.copyOf(keys);
  }

  /** One that has to be allowed. */
  public Permission(String action, String resource, Map<String, List<String>> keys) {
    this(action, resource, keys, Demand.ALLOWED);
  }

  /** Whether it has to be allowed. */
  public enum Demand {
    /** It has. */
    ALLOWED,
    /** A policy that denies it counts; that none allows it does so where all is as AWS has it. */
    NOT_DENIED
  }

  /** Sets its condition keys. */
  public void addTo(ContextKeys.Builder builder) {
    keys.forEach(builder::put);
  }
}
