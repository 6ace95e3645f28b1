package dev.forebay.identity.policy;

/**
 * What a policy document is for, which decides what it must and must not say ("IAM JSON policy
 * element reference"). Immutable.
 */
public enum PolicyKind {
  /** Embedded in a user, a group or a role. */
  IDENTITY,
  /** A customer managed policy: as {@link #IDENTITY}, but of version 2012-10-17. */
  MANAGED,
  /** A permissions boundary given as a document, as for a simulation. */
  BOUNDARY,
  /** Passed when a session is made. */
  SESSION,
  /** Attached to a resource, such as a function or a queue. */
  RESOURCE,
  /** A role's trust policy. */
  TRUST;

  /** Whether the statements name principals. */
  boolean namesPrincipals() {
    return this == RESOURCE || this == TRUST;
  }
}
