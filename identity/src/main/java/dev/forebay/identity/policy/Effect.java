package dev.forebay.identity.policy;

/** What a statement does to the requests that it covers. */
public enum Effect {
  /** It allows them. */
  ALLOW,
  /** It denies them, whatever else allows them. */
  DENY
}
