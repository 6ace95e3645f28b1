package dev.forebay.identity.decision;

/** The part that a policy has in a decision, in the words of AWS's denials. Immutable. */
public enum PolicyType {
  /** Attached to the user, its groups or its role. */
  IDENTITY("an identity-based policy", "identity-based policy"),
  /** Attached to the resource. */
  RESOURCE("a resource-based policy", "resource-based policy"),
  /** Attached to the role that is to be assumed. */
  ROLE_TRUST("the role trust policy", "role trust policy"),
  /** The limit of a user or role. */
  BOUNDARY("a permissions boundary", "permissions boundary"),
  /** The limit of a session. */
  SESSION("a session policy", "session policy");

  private final String one;
  private final String noun;

  PolicyType(String one, String noun) {
    this.one = one;
    this.noun = noun;
  }

  /** With its article. */
  String one() {
    return one;
  }

  /** Without an article, such as {@code identity-based policy}. */
  public String noun() {
    return noun;
  }
}
