package dev.forebay.identity.decision;

import dev.forebay.identity.policy.PolicyDocument;
import java.util.Optional;

/**
 * A policy under the names by which an explanation speaks of it. Immutable.
 *
 * @param name its name
 * @param arn its own ARN, for a managed policy
 * @param holder the ARN of the user, group, role or resource that it is attached to
 * @param document what it says
 */
public record NamedPolicy(
    String name, Optional<String> arn, String holder, PolicyDocument document) {

  /** A policy embedded in its holder, or passed to its session. */
  public static NamedPolicy inline(String name, String holder, PolicyDocument document) {
    return new NamedPolicy(name, Optional.empty(), holder, document);
  }

  /** A managed policy. */
  public static NamedPolicy managed(
      String name, String arn, String holder, PolicyDocument document) {
    return new NamedPolicy(name, Optional.of(arn), holder, document);
  }
}
