package dev.forebay.identity.decision;

/** What the resource itself says about who may use it. Immutable. */
public sealed interface ResourceSide {
  /** A resource without a policy. */
  ResourceSide SILENT = new Silent();

  /** The resource has no policy. */
  record Silent() implements ResourceSide {}

  /**
   * The resource has a policy. Within its account it adds to what identity-based policies allow.
   *
   * @param policy the policy
   */
  record Attached(NamedPolicy policy) implements ResourceSide {}

  /**
   * The resource is a role, and this is its trust policy. Within its account too, nobody assumes
   * the role whom it does not name.
   *
   * @param policy the policy
   */
  record Trust(NamedPolicy policy) implements ResourceSide {}
}
