package dev.forebay.identity.iam;

import dev.forebay.identity.RoleIds;
import dev.forebay.identity.policy.PolicyDocument;
import dev.forebay.model.Arn;
import dev.forebay.wire.Caller;
import java.util.Optional;

/**
 * What IAM knows of users and roles, for those who decide: always as of the last change that was
 * acknowledged, read from memory, without a lock. Every answer is one consistent, immutable state;
 * ask again for each decision, and compare by identity to know whether anything of an entity may
 * have changed. Thread-safe.
 */
public interface Principals {
  /** The user or role of an ARN, paths included, in any account; empty when IAM knows none. */
  Optional<IamEntity> find(Arn arn);

  /** The unique id of a role: IAM's, or for a role that IAM does not know one made of its ARN. */
  default String roleId(Arn role) {
    return find(role).map(IamEntity::id).orElseGet(() -> RoleIds.of(role));
  }

  /**
   * The default version of the managed policy of an ARN, of an account or of AWS; empty when there
   * is none. Session policies name such policies.
   */
  Optional<PolicyDocument> managedPolicy(Arn arn);

  /**
   * Remembers that a user, a root or a role's session has called, for {@code GetAccessKeyLastUsed}
   * and {@code RoleLastUsed}. Costs a few look-ups and no write: what is remembered is stored with
   * the next change of its owner or at the close, whichever comes first.
   *
   * @param accessKeyId the key that signed the call; ignored unless IAM gave it out
   * @param caller whom it stands for
   * @param service the service that was called, such as {@code lambda}
   * @param region where
   */
  void used(String accessKeyId, Caller caller, String service, String region);
}
