package dev.forebay.identity.authorization;

/** How much is held to policies. Immutable. */
public enum Enforcement {
  /**
   * Everything, except that an account's root user may do all in its account, whatever policies of
   * its resources deny, and that a role that IAM does not know is trusted to do what an
   * administrator of its account may; that is said once a role.
   */
  ALL_TRUSTING_UNKNOWN_ROLES,
  /** As the former, but a role that IAM does not know may do nothing. */
  ALL,
  /** Everything, as AWS does. */
  STRICT;

  /** Whether a role that IAM does not know may do what an administrator may. */
  public boolean trustsUnknownRoles() {
    return this == ALL_TRUSTING_UNKNOWN_ROLES;
  }

  boolean trustsRoot() {
    return this != STRICT;
  }
}
