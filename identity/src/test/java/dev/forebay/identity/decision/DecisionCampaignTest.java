package dev.forebay.identity.decision;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.forebay.identity.policy.AccessRequest;
import dev.forebay.identity.policy.ContextKeys;
import dev.forebay.identity.policy.PolicyDocument;
import dev.forebay.identity.policy.PolicyKind;
import dev.forebay.identity.policy.Principal;
import dev.forebay.model.AccountId;
import dev.forebay.model.Arn;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Random questions, decided by the product and by {@link NaiveEvaluator}. A longer campaign: {@code
 * -Dforebay.histories=1000000}; a failing seed alone: {@code -Dforebay.seed=17
 * -Dforebay.histories=1}.
 */
class DecisionCampaignTest {
  private static final Principal USER =
      new Principal.User(Arn.parse(RandomCases.USER_ARN).orElseThrow(), "AIDAAAAAAAAAAAAAAAAA");
  private static final Principal ROOT = new Principal.Root(new AccountId(RandomCases.OWN));
  private static final Map<String, Principal> PRINCIPALS =
      Map.of(
          "user", USER,
          "role",
              new Principal.RoleSession(
                  Arn.parse(RandomCases.ROLE_ARN).orElseThrow(), "AROAAAAAAAAAAAAAAAAA", "s"),
          "federated", new Principal.FederatedUser(USER, "f"),
          "federated-root", new Principal.FederatedUser(ROOT, "f"),
          "root", ROOT,
          "service", new Principal.Service("s3.amazonaws.com", Optional.empty(), Optional.empty()),
          "web", new Principal.WebIdentity("accounts.google.com"),
          "nobody", new Principal.Anonymous());

  @Test
  void bothEvaluatorsDecideAlike() {
    int histories = Integer.getInteger("forebay.histories", 20_000);
    long first = Long.getLong("forebay.seed", 1);
    Map<String, Integer> outcomes = new TreeMap<>();
    for (long seed = first; seed < first + histories; seed++) {
      NaiveCase asked = new RandomCases(new SplittableRandom(seed)).next();
      String expected = new NaiveEvaluator(asked).decide();
      assertThat(decide(asked)).as("-Dforebay.seed=%d: %s", seed, asked).isEqualTo(expected);
      outcomes.merge(expected, 1, Integer::sum);
    }
    // A campaign of one outcome would prove nothing.
    if (histories >= 20_000) {
      assertThat(outcomes)
          .hasSize(11)
          .allSatisfy((outcome, times) -> assertThat(times).as(outcome).isGreaterThan(20));
    }
  }

  /** The question in the product's terms. */
  static Question question(NaiveCase asked) {
    ContextKeys.Builder keys = ContextKeys.builder();
    asked.keys().forEach(keys::put);
    return new Question(
        new AccessRequest(principal(asked.who()), asked.action(), asked.resource(), keys.build()),
        new AccountId(asked.own() ? RandomCases.OWN : RandomCases.OTHER),
        policies(asked.identity(), PolicyKind.IDENTITY),
        asked.boundary().map(policy(PolicyKind.BOUNDARY)),
        policies(asked.session(), PolicyKind.SESSION),
        asked
            .side()
            .map(policy(PolicyKind.RESOURCE))
            .<ResourceSide>map(side ->
                asked.trust() ? new ResourceSide.Trust(side) : new ResourceSide.Attached(side))
            .orElse(ResourceSide.SILENT));
  }

  private static String decide(NaiveCase asked) {
    return switch (Decision.decide(question(asked))) {
      case Verdict.Allowed allowed -> "allowed";
      case Verdict.Denied(Verdict.Reason.ExplicitDeny(Match by), String message) ->
          "denied " + by.type();
      case Verdict.Denied(Verdict.Reason.NothingAllows(List<PolicyType> missing), String message) ->
          "missing " + missing.getFirst();
    };
  }

  private static List<NamedPolicy> policies(List<JsonNode> documents, PolicyKind kind) {
    return documents.stream().map(policy(kind)).collect(Collectors.toList());
  }

  private static Function<JsonNode, NamedPolicy> policy(PolicyKind kind) {
    return document ->
        NamedPolicy.inline("p", "holder", PolicyDocument.parse(document.toString(), kind));
  }

  private static Principal principal(String who) {
    return Optional.ofNullable(PRINCIPALS.get(who)).orElseThrow();
  }
}
