package dev.forebay.identity.decision;

import dev.forebay.identity.policy.AccessRequest;
import dev.forebay.model.AccountId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * May it? With all the policies that have a say. Immutable.
 *
 * @param request who asks to do what to which resource, with its condition keys
 * @param resourceAccount the account that owns the resource, which its ARN may not tell
 * @param identityPolicies those of the user and its groups, or of the session's role; of a
 *     federated user's session those of the user that federated
 * @param boundary the permissions boundary of the user or role
 * @param sessionPolicies those that were passed when the session was made; without any, a role's
 *     session has all that the role has, and a federated user's has nothing
 * @param resourceSide what the resource says
 */
public record Question(
    AccessRequest request,
    AccountId resourceAccount,
    List<NamedPolicy> identityPolicies,
    Optional<NamedPolicy> boundary,
    List<NamedPolicy> sessionPolicies,
    ResourceSide resourceSide) {

  /** Copies the lists. */
  public Question {
    identityPolicies = List.copyOf(identityPolicies);
    sessionPolicies = List.copyOf(sessionPolicies);
  }

  /** A question about somebody without limits, under no policy yet. */
  public Question(AccessRequest request, AccountId resourceAccount) {
    this(request, resourceAccount, List.of(), Optional.empty(), List.of(), ResourceSide.SILENT);
  }

  /** The same question, to be kept: see {@link AccessRequest#settled}. */
  public Question settled() {
    return new Question(
        request.settled(),
        resourceAccount,
        identityPolicies,
        boundary,
        sessionPolicies,
        resourceSide);
  }

  /**
   * A policy and its part. Immutable.
   *
   * @param type the part that it has
   * @param policy the policy
   */
  public record Asked(PolicyType type, NamedPolicy policy) {}

  /** All policies that have a say, in the order in which they are asked. */
  public List<Asked> policies() {
    List<Asked> asked = new ArrayList<>();
    identityPolicies.forEach(policy -> asked.add(new Asked(PolicyType.IDENTITY, policy)));
    switch (resourceSide) {
      case ResourceSide.Silent silent -> {}
      case ResourceSide.Attached(NamedPolicy policy) ->
          asked.add(new Asked(PolicyType.RESOURCE, policy));
      case ResourceSide.Trust(NamedPolicy policy) ->
          asked.add(new Asked(PolicyType.ROLE_TRUST, policy));
    }
    boundary.ifPresent(policy -> asked.add(new Asked(PolicyType.BOUNDARY, policy)));
    sessionPolicies.forEach(policy -> asked.add(new Asked(PolicyType.SESSION, policy)));
    return asked;
  }

  /** The statements that nearly allowed what was denied for this reason, the nearest first. */
  public List<NearMiss> nearMisses(Verdict.Reason reason) {
    return switch (reason) {
      case Verdict.Reason.ExplicitDeny denial -> List.of();
      case Verdict.Reason.NothingAllows(List<PolicyType> missing) -> NearMiss.of(this, missing);
    };
  }

  /** With these identity-based policies. */
  public Question withIdentity(List<NamedPolicy> policies) {
    return new Question(
        request, resourceAccount, policies, boundary, sessionPolicies, resourceSide);
  }

  /** With this permissions boundary. */
  public Question withBoundary(NamedPolicy policy) {
    return new Question(
        request,
        resourceAccount,
        identityPolicies,
        Optional.of(policy),
        sessionPolicies,
        resourceSide);
  }

  /** With these session policies. */
  public Question withSession(List<NamedPolicy> policies) {
    return new Question(
        request, resourceAccount, identityPolicies, boundary, policies, resourceSide);
  }

  /** With what the resource says. */
  public Question withResource(ResourceSide side) {
    return new Question(
        request, resourceAccount, identityPolicies, boundary, sessionPolicies, side);
  }
}
