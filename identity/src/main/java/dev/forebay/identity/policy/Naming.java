package dev.forebay.identity.policy;

/**
 * How closely a statement names who asks. It decides which other policies limit what a
 * resource-based policy allows within an account ("Determining whether a request is allowed or
 * denied within an account"). From not at all to directly.
 */
public enum Naming {
  /** Not at all. */
  NOT,
  /** By its account: what the statement allows is the account's to hand on. */
  BY_ACCOUNT,
  /** A session by its role, or by the user that federated: its session's limits still hold. */
  BY_ENTITY,
  /** Itself, or everybody: no other policy need allow. */
  DIRECTLY
}
