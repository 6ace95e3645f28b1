package dev.forebay.identity.decision;

import dev.forebay.identity.policy.Statement;

/**
 * A statement that applied, and where it stands. Immutable.
 *
 * @param type the part of its policy
 * @param policy its policy
 * @param statement the statement
 */
public record Match(PolicyType type, NamedPolicy policy, Statement statement) {
  /** Such as {@code statement "Logs" of identity-based policy "basic" of arn:…:role/r}. */
  public String describe() {
    return "statement "
        + statement.sid().map(sid -> "\"" + sid + "\"").orElse("#" + statement.index())
        + " of "
        + type.noun()
        + " \""
        + policy.name()
        + "\" of "
        + policy.holder();
  }
}
