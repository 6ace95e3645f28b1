package dev.forebay.identity.policy;

import java.util.Locale;

/**
 * What somebody asks to do, as statements see it. Immutable.
 *
 * @param principal who asks
 * @param action the action with its service's prefix, as denials spell it: {@code
 *     lambda:InvokeFunction}
 * @param resource the resource's ARN, or {@code *} for what has none
 * @param keys the values of the condition keys
 * @param lowerCaseAction the action in lower case
 */
public record AccessRequest(
    Principal principal, String action, String resource, ContextKeys keys, String lowerCaseAction) {

  /** A request. */
  public AccessRequest(Principal principal, String action, String resource, ContextKeys keys) {
    this(principal, action, resource, keys, action.toLowerCase(Locale.ROOT));
  }

  /** The same request, to be kept: see {@link ContextKeys#settled}. */
  public AccessRequest settled() {
    return new AccessRequest(principal, action, resource, keys.settled(), lowerCaseAction);
  }
}
