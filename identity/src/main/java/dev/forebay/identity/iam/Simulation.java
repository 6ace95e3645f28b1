package dev.forebay.identity.iam;

import dev.forebay.identity.decision.Decision;
import dev.forebay.identity.decision.Match;
import dev.forebay.identity.decision.NamedPolicy;
import dev.forebay.identity.decision.PolicyType;
import dev.forebay.identity.decision.Question;
import dev.forebay.identity.decision.ResourceSide;
import dev.forebay.identity.decision.Verdict;
import dev.forebay.identity.policy.AccessRequest;
import dev.forebay.identity.policy.ContextKeys;
import dev.forebay.identity.policy.Principal;
import dev.forebay.identity.policy.Span;
import dev.forebay.model.AccountId;
import dev.forebay.model.Arn;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;
import software.amazon.awssdk.services.iam.model.PolicySourceType;
import software.amazon.awssdk.services.iam.model.Statement;

/**
 * What policies would decide, without anybody asking ("Testing IAM policies with the IAM policy
 * simulator"). Immutable.
 *
 * @param principal who would ask
 * @param account whose policies they are
 * @param identity identity policies
 * @param boundary permissions boundary
 * @param resource the policy of the resource
 * @param resourceOwner whose the resources are, where their ARNs do not tell
 * @param given the condition keys that the request gives, by their names
 */
record Simulation(
    Principal principal,
    AccountId account,
    List<NamedPolicy> identity,
    Optional<NamedPolicy> boundary,
    Optional<NamedPolicy> resource,
    Optional<AccountId> resourceOwner,
    Map<String, List<String>> given) {

  /** What would come of an action on a resource. */
  EvaluationResult evaluate(String action, String resourceArn) {
    ContextKeys.Builder keys = ContextKeys.builder().principal(principal);
    given.forEach(keys::put);
    Question question =
        new Question(
                new AccessRequest(principal, action, resourceArn, keys.build()), owner(resourceArn))
            .withIdentity(identity);
    if (boundary.isPresent()) {
      question = question.withBoundary(boundary.get());
    }
    if (resource.isPresent()) {
      question = question.withResource(new ResourceSide.Attached(resource.get()));
    }
    Verdict verdict = Decision.decide(question);
    EvaluationResult.Builder result =
        EvaluationResult.builder()
            .evalActionName(action)
            .evalResourceName(resourceArn)
            .evalDecision(decision(verdict))
            .matchedStatements(matched(verdict).stream().map(Simulation::wire).toList())
            .missingContextValues(missing(keys.build()));
    if (boundary.isPresent()) {
      result.permissionsBoundaryDecisionDetail(
          detail -> detail.allowedByPermissionsBoundary(allowedByBoundary(verdict)));
    }
    return result.build();
  }

  private AccountId owner(String resourceArn) {
    return resourceOwner
        .or(() ->
            Arn.parse(resourceArn).map(Arn::account).filter(AccountId::isValid).map(AccountId::new))
        .orElse(account);
  }

  private static PolicyEvaluationDecisionType decision(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Allowed allowed -> PolicyEvaluationDecisionType.ALLOWED;
      case Verdict.Denied(Verdict.Reason.ExplicitDeny by, String message) ->
          PolicyEvaluationDecisionType.EXPLICIT_DENY;
      case Verdict.Denied(Verdict.Reason.NothingAllows missing, String message) ->
          PolicyEvaluationDecisionType.IMPLICIT_DENY;
    };
  }

  private static List<Match> matched(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Allowed allowed -> allowed.by();
      case Verdict.Denied(Verdict.Reason.ExplicitDeny(Match by), String message) -> List.of(by);
      case Verdict.Denied(Verdict.Reason.NothingAllows missing, String message) -> List.of();
    };
  }

  private static boolean allowedByBoundary(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Allowed allowed -> true;
      case Verdict.Denied(Verdict.Reason.ExplicitDeny(Match by), String message) ->
          by.type() != PolicyType.BOUNDARY;
      case Verdict.Denied(Verdict.Reason.NothingAllows(List<PolicyType> missing), String message) ->
          !missing.contains(PolicyType.BOUNDARY);
    };
  }

  private List<String> missing(ContextKeys keys) {
    Set<String> asked = new TreeSet<>();
    identity.forEach(policy -> asked.addAll(policy.document().contextKeys()));
    boundary.ifPresent(policy -> asked.addAll(policy.document().contextKeys()));
    resource.ifPresent(policy -> asked.addAll(policy.document().contextKeys()));
    return asked.stream().filter(key -> keys.values(key).isEmpty()).toList();
  }

  private static Statement wire(Match match) {
    Span span = match.statement().span();
    return Statement.builder()
        .sourcePolicyId(match.policy().name())
        .sourcePolicyType(source(match))
        .startPosition(p -> p.line(span.startLine()).column(span.startColumn()))
        .endPosition(p -> p.line(span.endLine()).column(span.endColumn()))
        .build();
  }

  private static PolicySourceType source(Match match) {
    Optional<String> arn = match.policy().arn();
    if (arn.isPresent()) {
      return arn.get().contains(":iam::aws:")
          ? PolicySourceType.AWS_MANAGED
          : PolicySourceType.USER_MANAGED;
    }
    if (match.type() == PolicyType.RESOURCE) {
      return PolicySourceType.RESOURCE;
    }
    String holder = match.policy().holder();
    if (holder.contains(":user/")) {
      return PolicySourceType.USER;
    }
    if (holder.contains(":group/")) {
      return PolicySourceType.GROUP;
    }
    return holder.contains(":role/") ? PolicySourceType.ROLE : PolicySourceType.NONE;
  }
}
