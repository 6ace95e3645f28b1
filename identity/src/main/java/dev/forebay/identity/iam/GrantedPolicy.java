package dev.forebay.identity.iam;

import dev.forebay.identity.policy.PolicyDocument;
import dev.forebay.model.Arn;
import java.util.Optional;

/**
 * A policy that applies to a user or role, and why. Immutable.
 *
 * @param name an inline policy's name, or a managed policy's
 * @param arn a managed policy's ARN; empty for an inline policy
 * @param group the group by which a user has it
 * @param document what it says; the default version of a managed policy
 */
public record GrantedPolicy(
    String name, Optional<Arn> arn, Optional<String> group, PolicyDocument document) {

  /** How an explanation names it. */
  public String describe() {
    return (arn.isPresent() ? "managed policy " + arn.get() : "inline policy " + name)
        + group.map(by -> " of the group " + by).orElse("");
  }
}
