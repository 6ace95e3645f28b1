package dev.forebay.identity.iam;

import dev.forebay.identity.decision.NamedPolicy;
import dev.forebay.identity.policy.PolicyDocument;
import dev.forebay.model.Arn;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A user or a role, as decisions see it. Immutable. */
public sealed interface IamEntity {
  /** Its ARN, the path included. */
  Arn arn();

  /**
   * Its unique id. A session or key of an entity with another id is of one that was deleted, and
   * has no rights any more.
   */
  String id();

  /** All its identity policies: inline, attached, and those of its groups. */
  List<NamedPolicy> policies();

  /** The policy that bounds what the identity policies allow. */
  Optional<NamedPolicy> boundary();

  /** Its tags by their keys, which are unique whatever their case. */
  Map<String, String> tags();

  /**
   * A user.
   *
   * @param arn its ARN
   * @param id {@code AIDA…}
   * @param policies its policies and those of its groups
   * @param boundary its permissions boundary
   * @param tags its tags
   */
  record User(
      Arn arn,
      String id,
      List<NamedPolicy> policies,
      Optional<NamedPolicy> boundary,
      Map<String, String> tags)
      implements IamEntity {
    /** Copies the collections. */
    public User {
      policies = List.copyOf(policies);
      tags = Map.copyOf(tags);
    }
  }

  /**
   * A role.
   *
   * @param arn its ARN
   * @param id {@code AROA…}
   * @param policies its policies
   * @param boundary its permissions boundary
   * @param tags its tags
   * @param trust the trust policy: who may assume it
   * @param longestSession 1 to 12 hours
   */
  record Role(
      Arn arn,
      String id,
      List<NamedPolicy> policies,
      Optional<NamedPolicy> boundary,
      Map<String, String> tags,
      PolicyDocument trust,
      Duration longestSession)
      implements IamEntity {
    /** Copies the collections. */
    public Role {
      policies = List.copyOf(policies);
      tags = Map.copyOf(tags);
    }
  }
}
