package dev.forebay.identity.iam;

import dev.forebay.identity.decision.NamedPolicy;
import dev.forebay.identity.policy.PolicyDocument;
import dev.forebay.identity.policy.PolicyKind;
import dev.forebay.identity.policy.PolicyRefusal;
import dev.forebay.identity.policy.Principal;
import dev.forebay.model.AccountId;
import dev.forebay.model.Arn;
import dev.forebay.wire.Caller;
import dev.forebay.wire.SessionFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a caller stands on: itself as policies see it, and all the policies that are its own.
 * Immutable.
 *
 * @param principal the caller as policies see it
 * @param identity its identity policies
 * @param boundary its permissions boundary
 * @param session its session policies
 * @param tags its own tags, and those of its session over them
 * @param known whether IAM knows the user or role, with the unique id that the caller has; true for
 *     those who need not be known
 */
public record Standing(
    Principal principal,
    List<NamedPolicy> identity,
    Optional<NamedPolicy> boundary,
    List<NamedPolicy> session,
    Map<String, String> tags,
    boolean known) {

  /** Copies the collections. */
  public Standing {
    identity = List.copyOf(identity);
    session = List.copyOf(session);
    tags = Map.copyOf(tags);
  }

  /** What a caller stands on now. */
  public static Standing of(Caller caller, Principals principals) {
    return switch (caller) {
      case Caller.Root root -> unlimited(new Principal.Root(root.account()));
      case Caller.User user ->
          of(
              new Principal.User(user.arn(), user.userId()),
              principals.find(user.arn()).filter(entity -> entity.id().equals(user.userId())),
              SessionFacts.NONE,
              principals);
      case Caller.RoleSession session ->
          of(
              new Principal.RoleSession(session.role(), session.roleId(), session.sessionName()),
              principals
                  .find(session.role())
                  .filter(entity -> entity.id().equals(session.roleId())),
              session.facts(),
              principals);
      case Caller.FederatedUser session when session.isOfRoot() ->
          of(
              new Principal.FederatedUser(
                  new Principal.Root(new AccountId(session.issuer().account())),
                  session.sessionName()),
              Optional.empty(),
              session.facts(),
              principals);
      case Caller.FederatedUser session ->
          of(
              new Principal.FederatedUser(
                  new Principal.User(session.issuer(), session.issuerId()), session.sessionName()),
              principals
                  .find(session.issuer())
                  .filter(entity -> entity.id().equals(session.issuerId())),
              session.facts(),
              principals);
      case Caller.Service service ->
          unlimited(
              new Principal.Service(
                  service.principal(), service.sourceArn(), service.sourceAccount()));
      case Caller.Anonymous nobody -> unlimited(new Principal.Anonymous());
    };
  }

  private static Standing unlimited(Principal principal) {
    return new Standing(principal, List.of(), Optional.empty(), List.of(), Map.of(), true);
  }

  private static Standing of(
      Principal principal, Optional<IamEntity> entity, SessionFacts facts, Principals principals) {
    Map<String, String> tags = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    entity.ifPresent(found -> tags.putAll(found.tags()));
    facts
        .tags()
        .forEach((key, value) -> {
          tags.remove(key);
          tags.put(key, value);
        });
    return new Standing(
        principal,
        entity.map(IamEntity::policies).orElse(List.of()),
        entity.flatMap(IamEntity::boundary),
        session(principal, facts, principals),
        tags,
        entity.isPresent());
  }

  // A session policy that is no more allows nothing: the session keeps its limit.
  private static List<NamedPolicy> session(
      Principal principal, SessionFacts facts, Principals principals) {
    if (!facts.bounded()) {
      return List.of();
    }
    List<NamedPolicy> policies = new ArrayList<>();
    for (String text : facts.policies()) {
      policies.add(NamedPolicy.inline("session policy", principal.name(), parse(text)));
    }
    for (Arn arn : facts.policyArns()) {
      policies.add(
          NamedPolicy.managed(
              arn.resource().substring(arn.resource().lastIndexOf('/') + 1),
              arn.toString(),
              principal.name(),
              principals.managedPolicy(arn).orElseGet(Standing::nothing)));
    }
    return policies;
  }

  private static PolicyDocument parse(String text) {
    try {
      return PolicyDocument.parse(text, PolicyKind.SESSION);
    } catch (PolicyRefusal refusal) {
      return nothing();
    }
  }

  private static PolicyDocument nothing() {
    return new PolicyDocument(PolicyKind.SESSION, Optional.empty(), List.of());
  }

  /** The keys that follow from its tags, as {@code aws:PrincipalTag/key} in lower case. */
  public Map<String, String> tagKeys() {
    Map<String, String> keys = new TreeMap<>();
    tags.forEach(
        (key, value) -> keys.put("aws:principaltag/" + key.toLowerCase(Locale.ROOT), value));
    return keys;
  }
}
