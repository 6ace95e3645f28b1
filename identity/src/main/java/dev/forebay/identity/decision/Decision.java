package dev.forebay.identity.decision;

import dev.forebay.identity.policy.AccessRequest;
import dev.forebay.identity.policy.Naming;
import dev.forebay.identity.policy.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The decision, as "Policy evaluation logic" and "Cross-account policy evaluation logic" of IAM's
 * guide describe it: a denial anywhere denies; otherwise all that must allow have to. Pure and
 * thread-safe.
 *
 * <p>Who must allow, after the denials:
 *
 * <pre>
 * who asks            resource of its account                            of another account
 * nobody, a service   the resource's policy                              the same
 * root                nothing (a trust policy must name it)              the resource's policy
 * user, session       the resource's policy alone, if it names it        the resource's policy and
 *                     directly or everybody;                             all its own: identity,
 *                     with boundary and session policies, if it names    boundary, session
 *                     the session's role or user;
 *                     otherwise all its own, and a trust policy too
 * </pre>
 */
public final class Decision {
  private Decision() {}

  /** Decides. */
  public static Verdict decide(Question question) {
    AccessRequest request = question.request();
    PolicyType sideType = sideType(question.resourceSide());
    Findings identity = Findings.of(PolicyType.IDENTITY, question.identityPolicies(), request);
    if (identity.denial().isPresent()) {
      return deniedBy(identity.denial().get(), request);
    }
    Findings resource = onResource(question.resourceSide(), sideType, request);
    if (resource.denial().isPresent()) {
      return deniedBy(resource.denial().get(), request);
    }
    Findings boundary =
        question.boundary().isEmpty()
            ? Findings.nothing()
            : Findings.of(PolicyType.BOUNDARY, List.of(question.boundary().get()), request);
    if (boundary.denial().isPresent()) {
      return deniedBy(boundary.denial().get(), request);
    }
    Findings session = Findings.of(PolicyType.SESSION, question.sessionPolicies(), request);
    if (session.denial().isPresent()) {
      return deniedBy(session.denial().get(), request);
    }

    Needs needs = needs(question, resource.naming());
    List<Match> allowing = new ArrayList<>(2);
    List<PolicyType> missing = new ArrayList<>(0);
    if (needs.resource()) {
      collect(sideType, resource.allowance(), allowing, missing);
    }
    if (needs.identity()) {
      collect(PolicyType.IDENTITY, identity.allowance(), allowing, missing);
    }
    if (needs.boundary()) {
      collect(PolicyType.BOUNDARY, boundary.allowance(), allowing, missing);
    }
    if (needs.session()) {
      collect(PolicyType.SESSION, session.allowance(), allowing, missing);
    }
    return missing.isEmpty() ? new Verdict.Allowed(allowing) : nothingAllows(missing, request);
  }

  /** Which types of policy must allow. */
  private record Needs(boolean resource, boolean identity, boolean boundary, boolean session) {
    static final Needs NOTHING = new Needs(false, false, false, false);
    static final Needs RESOURCE = new Needs(true, false, false, false);
  }

  private static Needs needs(Question question, Naming naming) {
    Principal asking = question.request().principal();
    boolean own = asking.isOf(question.resourceAccount().value());
    boolean trust = question.resourceSide() instanceof ResourceSide.Trust;
    return switch (asking) {
      case Principal.Service service -> Needs.RESOURCE;
      case Principal.WebIdentity identity -> Needs.RESOURCE;
      case Principal.Anonymous nobody -> Needs.RESOURCE;
      case Principal.Root root -> own && !trust ? Needs.NOTHING : Needs.RESOURCE;
      case Principal.User user -> needs(question, naming, own, trust);
      case Principal.RoleSession session -> needs(question, naming, own, trust);
      case Principal.FederatedUser session -> needs(question, naming, own, trust);
    };
  }

  private static Needs needs(Question question, Naming naming, boolean own, boolean trust) {
    boolean boundary = question.boundary().isPresent();
    boolean federated = question.request().principal() instanceof Principal.FederatedUser;
    boolean session = federated || !question.sessionPolicies().isEmpty();
    if (own && naming == Naming.DIRECTLY) {
      return Needs.RESOURCE;
    }
    if (own && naming == Naming.BY_ENTITY) {
      return new Needs(true, false, boundary, session);
    }
    // The root user has no policies: what it hands on is limited by the session's alone.
    boolean identity =
        !(question.request().principal() instanceof Principal.FederatedUser user
            && user.issuer() instanceof Principal.Root);
    return new Needs(!own || trust, identity, boundary, session);
  }

  private static PolicyType sideType(ResourceSide side) {
    return side instanceof ResourceSide.Trust ? PolicyType.ROLE_TRUST : PolicyType.RESOURCE;
  }

  private static Findings onResource(ResourceSide side, PolicyType type, AccessRequest request) {
    return switch (side) {
      case ResourceSide.Silent silent -> Findings.nothing();
      case ResourceSide.Attached attached -> Findings.of(type, List.of(attached.policy()), request);
      case ResourceSide.Trust trust -> Findings.of(type, List.of(trust.policy()), request);
    };
  }

  private static void collect(
      PolicyType type, Optional<Match> allowance, List<Match> allowing, List<PolicyType> missing) {
    if (allowance.isPresent()) {
      allowing.add(allowance.get());
    } else {
      missing.add(type);
    }
  }

  private static Verdict deniedBy(Match match, AccessRequest request) {
    return new Verdict.Denied(
        new Verdict.Reason.ExplicitDeny(match),
        notAuthorized(request, " with an explicit deny in " + match.type().one()));
  }

  private static Verdict nothingAllows(List<PolicyType> missing, AccessRequest request) {
    return new Verdict.Denied(
        new Verdict.Reason.NothingAllows(missing),
        notAuthorized(
            request,
            " because no "
                + missing.getFirst().noun()
                + " allows the "
                + request.action()
                + " action"));
  }

  // "Troubleshoot access denied error messages". Of who came with a web identity nothing is said.
  private static String notAuthorized(AccessRequest request, String why) {
    if (request.principal() instanceof Principal.WebIdentity) {
      return "Not authorized to perform " + request.action();
    }
    return "User: "
        + request.principal().name()
        + " is not authorized to perform: "
        + request.action()
        + " on resource: "
        + request.resource()
        + why;
  }
}
