package dev.forebay.identity.denial;

import dev.forebay.identity.decision.Match;
import dev.forebay.identity.decision.PolicyType;
import dev.forebay.identity.decision.Question;
import dev.forebay.identity.decision.Verdict;
import dev.forebay.identity.policy.Principal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The least that would have allowed what somebody was denied. Immutable.
 *
 * @param denials how many denied calls it is about
 * @param own what policies of its own have to allow
 * @param others what policies of resources, and trust policies of roles, have to allow
 * @param limits what a permissions boundary or session policies have to allow, because they limit
 *     all others
 * @param toRemove statements that deny: no other policy helps against them
 */
public record Suggestion(
    int denials, List<Grant> own, List<Other> others, List<Limit> limits, List<Match> toRemove) {
  /** Copies the lists. */
  public Suggestion {
    own = List.copyOf(own);
    others = List.copyOf(others);
    limits = List.copyOf(limits);
    toRemove = List.copyOf(toRemove);
  }

  /**
   * A statement's actions and resources.
   *
   * @param actions in their order
   * @param resources as a policy writes them, in their order
   */
  public record Grant(List<String> actions, List<String> resources) {
    /** Copies the lists. */
    public Grant {
      actions = List.copyOf(actions);
      resources = List.copyOf(resources);
    }
  }

  /**
   * What somebody else's policy has to allow.
   *
   * @param type a resource's policy, or a role's trust policy
   * @param resource whose policy it is
   * @param actions in their order
   * @param principal who is to be named
   */
  public record Other(PolicyType type, String resource, List<String> actions, Principal principal) {
    /** Copies the list. */
    public Other {
      actions = List.copyOf(actions);
    }
  }

  /**
   * What a limit has to allow.
   *
   * @param type a permissions boundary or a session policy
   * @param policies their names
   * @param grants what they have to allow
   */
  public record Limit(PolicyType type, List<String> policies, List<Grant> grants) {
    /** Copies the lists. */
    public Limit {
      policies = List.copyOf(policies);
      grants = List.copyOf(grants);
    }
  }

  /**
   * What would have allowed all these.
   *
   * @param principal an ARN of a user, a role, one of its sessions or a root user, or a service's
   *     name; denials of others are left out
   */
  public static Suggestion of(String principal, List<Denial> denials) {
    List<Denial> concerned = denials.stream().filter(denial -> isOf(principal, denial)).toList();
    Gathering gathering = new Gathering();
    concerned.forEach(denial -> denial.refusals().forEach(gathering::add));
    return gathering.suggestion(concerned.size());
  }

  private static boolean isOf(String principal, Denial denial) {
    Principal asked = denial.refusals().getFirst().question().request().principal();
    return asked.name().equals(principal)
        || (asked instanceof Principal.RoleSession session
            && session.role().toString().equals(principal));
  }

  /** What is needed so far. Confined to one thread. */
  private static final class Gathering {
    private final Needed own = new Needed();
    private final Map<PolicyType, Needed> limits = new TreeMap<>();
    private final Map<PolicyType, Set<String>> limiting = new TreeMap<>();
    private final Map<String, OtherNeed> others = new TreeMap<>();
    private final Map<String, Match> toRemove = new TreeMap<>();

    private record OtherNeed(
        PolicyType type, String resource, Principal principal, Set<String> actions) {}

    void add(Denial.Refusal refusal) {
      switch (refusal.verdict().reason()) {
        case Verdict.Reason.ExplicitDeny(Match by) -> toRemove.put(by.describe(), by);
        case Verdict.Reason.NothingAllows(List<PolicyType> missing) ->
            missing.forEach(type -> add(type, refusal.question()));
      }
    }

    private void add(PolicyType type, Question question) {
      String action = question.request().action();
      String resource = question.request().resource();
      switch (type) {
        case IDENTITY -> own.add(action, resource);
        case RESOURCE, ROLE_TRUST -> {
          Principal principal = question.request().principal();
          others
              .computeIfAbsent(
                  type + " " + resource + " " + principal,
                  key -> new OtherNeed(type, resource, principal, new TreeSet<>()))
              .actions()
              .add(action);
        }
        case BOUNDARY, SESSION -> {
          limits.computeIfAbsent(type, key -> new Needed()).add(action, resource);
          Set<String> names = limiting.computeIfAbsent(type, key -> new LinkedHashSet<>());
          question.policies().stream()
              .filter(asked -> asked.type() == type)
              .forEach(asked -> names.add(asked.policy().arn().orElse(asked.policy().name())));
        }
      }
    }

    Suggestion suggestion(int denials) {
      List<Limit> limited = new ArrayList<>();
      limits.forEach((type, needed) ->
          limited.add(
              new Limit(
                  type, List.copyOf(limiting.getOrDefault(type, Set.of())), needed.grants())));
      return new Suggestion(
          denials,
          own.grants(),
          others.values().stream()
              .map(need ->
                  new Other(
                      need.type(), need.resource(), List.copyOf(need.actions()), need.principal()))
              .toList(),
          limited,
          List.copyOf(toRemove.values()));
    }
  }
}
