package dev.forebay.identity.decision;

import dev.forebay.identity.policy.AccessRequest;
import dev.forebay.identity.policy.Effect;
import dev.forebay.identity.policy.Naming;
import dev.forebay.identity.policy.Statement;
import java.util.List;
import java.util.Optional;

/**
 * What the policies of one type say about a request. Immutable.
 *
 * @param denial the first statement that denies it
 * @param allowance the statement that allows it and names who asks most closely, the first of them;
 *     not looked for when there is a denial
 * @param naming how closely that one does
 */
record Findings(Optional<Match> denial, Optional<Match> allowance, Naming naming) {
  private static final Findings NOTHING =
      new Findings(Optional.empty(), Optional.empty(), Naming.NOT);

  /** What some policies say. */
  static Findings of(PolicyType type, List<NamedPolicy> policies, AccessRequest request) {
    Naming closest = Naming.NOT;
    Optional<Match> allowance = Optional.empty();
    for (NamedPolicy policy : policies) {
      for (Statement statement : policy.document().statements()) {
        boolean allows = statement.effect() == Effect.ALLOW;
        if (allows && closest == Naming.DIRECTLY) {
          continue;
        }
        Naming naming = statement.applies(request);
        if (!allows && naming != Naming.NOT) {
          return new Findings(
              Optional.of(new Match(type, policy, statement)), Optional.empty(), Naming.NOT);
        }
        if (naming.compareTo(closest) > 0) {
          closest = naming;
          allowance = Optional.of(new Match(type, policy, statement));
        }
      }
    }
    return allowance.isEmpty() ? NOTHING : new Findings(Optional.empty(), allowance, closest);
  }

  /** What there is to say when there is no policy. */
  static Findings nothing() {
    return NOTHING;
  }
}
