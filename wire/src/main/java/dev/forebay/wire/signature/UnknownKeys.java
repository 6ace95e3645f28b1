package dev.forebay.wire.signature;

/** What a request is worth that is signed with an access key that nobody was given. */
public enum UnknownKeys {
  /**
   * It stands for the root of the default account, or of the account that the key spells in twelve
   * digits. Its secret is unknown, so its signature cannot be checked; its form, date and scope
   * are. Fit for a loopback listener only.
   */
  TRUST,

  /** It is refused, as AWS does. */
  REFUSE
}
