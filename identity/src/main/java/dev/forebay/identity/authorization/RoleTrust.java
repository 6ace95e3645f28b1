package dev.forebay.identity.authorization;

import dev.forebay.identity.decision.NamedPolicy;
import dev.forebay.identity.decision.ResourceSide;
import dev.forebay.identity.iam.IamEntity;
import dev.forebay.identity.iam.Principals;
import dev.forebay.identity.policy.ContextKeys;
import dev.forebay.identity.policy.PolicyDocument;
import dev.forebay.identity.policy.PolicyKind;
import dev.forebay.model.Arn;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What roles say of who may assume them ("How to use trust policies with IAM roles"). Thread-safe.
 */
public final class RoleTrust {
  private static final Set<String> ACTIONS =
      Set.of("sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity");
  private static final PolicyDocument NOBODY =
      new PolicyDocument(PolicyKind.TRUST, Optional.empty(), List.of());

  private final Principals principals;
  private final Enforcement enforcement;

  RoleTrust(Principals principals, Enforcement enforcement) {
    this.principals = principals;
    this.enforcement = enforcement;
  }

  /** Whether an action is one on which a role's trust policy has a say. */
  static boolean concerns(String action) {
    return ACTIONS.contains(action);
  }

  /**
   * What a role says. One that IAM does not know says nothing where such are trusted, so that who
   * may assume roles in its account may assume it; elsewhere it trusts nobody.
   */
  ResourceSide side(Optional<Arn> role) {
    Optional<IamEntity.Role> known = find(role);
    if (known.isPresent()) {
      return of(known.get());
    }
    return role.isEmpty() || enforcement.trustsUnknownRoles()
        ? ResourceSide.SILENT
        : ofNobody(role.get());
  }

  /** The trust policy of a role that trusts nobody. */
  public static ResourceSide ofNobody(Arn role) {
    return new ResourceSide.Trust(NamedPolicy.inline("trust policy", role.toString(), NOBODY));
  }

  /** The trust policy of a role. */
  public static ResourceSide of(IamEntity.Role role) {
    return new ResourceSide.Trust(
        NamedPolicy.inline("trust policy", role.arn().toString(), role.trust()));
  }

  /** Sets the keys that follow from the role's tags. */
  public static void addTags(IamEntity.Role role, ContextKeys.Builder keys) {
    role.tags()
        .forEach((key, value) ->
            keys.put("aws:ResourceTag/" + key, value).put("iam:ResourceTag/" + key, value));
  }

  private Optional<IamEntity.Role> find(Optional<Arn> role) {
    return role.flatMap(principals::find)
        .flatMap(entity ->
            entity instanceof IamEntity.Role known ? Optional.of(known) : Optional.empty());
  }
}
