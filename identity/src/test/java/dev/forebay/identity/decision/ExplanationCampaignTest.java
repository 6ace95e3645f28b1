package dev.forebay.identity.decision;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.forebay.identity.denial.Denial;
import dev.forebay.identity.denial.Suggestion;
import dev.forebay.identity.policy.Effect;
import dev.forebay.identity.policy.Miss;
import dev.forebay.identity.policy.Naming;
import dev.forebay.identity.policy.Principal;
import dev.forebay.identity.policy.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Random questions, and what is said of their denials. A longer campaign: {@code
 * -Dforebay.histories=1000000}; a failing seed alone: {@code -Dforebay.seed=17
 * -Dforebay.histories=1}.
 */
class ExplanationCampaignTest {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static final long FIRST = Long.getLong("forebay.seed", 1);
  private static final int HISTORIES = Integer.getInteger("forebay.histories", 5_000);

  private static NaiveCase asked(long seed) {
    return new RandomCases(new SplittableRandom(seed)).next();
  }

  @Test
  void aStatementMissesSomethingExactlyWhenItDoesNotApply() {
    for (long seed = FIRST; seed < FIRST + HISTORIES; seed++) {
      Question question = DecisionCampaignTest.question(asked(seed));
      for (Question.Asked policy : question.policies()) {
        for (Statement statement : policy.policy().document().statements()) {
          assertThat(statement.misses(question.request()).isEmpty())
              .as("-Dforebay.seed=%d: %s", seed, statement.text())
              .isEqualTo(statement.applies(question.request()) != Naming.NOT);
        }
      }
    }
  }

  @Test
  void whatNearlyAllowedItAllowsTheActionAndMissesSomething() {
    int found = 0;
    for (long seed = FIRST; seed < FIRST + HISTORIES; seed++) {
      Question question = DecisionCampaignTest.question(asked(seed));
      if (Decision.decide(question) instanceof Verdict.Denied denied) {
        for (NearMiss near : question.nearMisses(denied.reason())) {
          found++;
          assertThat(near.statement().effect()).isEqualTo(Effect.ALLOW);
          assertThat(near.misses())
              .as("-Dforebay.seed=%d", seed)
              .isNotEmpty()
              .doesNotContain(new Miss.OtherAction());
        }
      }
    }
    assertThat(found).isGreaterThan(HISTORIES / 20);
  }

  @Test
  void whatIsSuggestedMakesTheRequestPassUnlessAStatementDeniesIt() {
    int helped = 0;
    for (long seed = FIRST; seed < FIRST + HISTORIES; seed++) {
      NaiveCase asked = asked(seed);
      Question question = DecisionCampaignTest.question(asked);
      if (Decision.decide(question) instanceof Verdict.Denied denied) {
        Suggestion suggestion =
            Suggestion.of(
                question.request().principal().name(),
                List.of(
                    new Denial(
                        "id",
                        Instant.EPOCH,
                        "s3",
                        "GetObject",
                        List.of(new Denial.Refusal(question, denied)))));
        Verdict after =
            Decision.decide(DecisionCampaignTest.question(attached(asked, question, suggestion)));
        if (denied.reason() instanceof Verdict.Reason.NothingAllows) {
          assertThat(after)
              .as("-Dforebay.seed=%d: %s", seed, suggestion)
              .isInstanceOf(Verdict.Allowed.class);
          helped++;
        } else {
          assertThat(suggestion.toRemove()).as("-Dforebay.seed=%d", seed).hasSize(1);
          assertThat(after).isInstanceOf(Verdict.Denied.class);
        }
      }
    }
    assertThat(helped).isGreaterThan(HISTORIES / 20);
  }

  private static NaiveCase attached(NaiveCase asked, Question question, Suggestion suggestion) {
    List<JsonNode> identity = new ArrayList<>(asked.identity());
    if (!suggestion.own().isEmpty()) {
      identity.add(document(suggestion.own()));
    }
    Optional<JsonNode> boundary = asked.boundary();
    List<JsonNode> session = new ArrayList<>(asked.session());
    for (Suggestion.Limit limit : suggestion.limits()) {
      if (limit.type() == PolicyType.BOUNDARY) {
        boundary =
            Optional.of(
                with(boundary.orElseThrow(), document(limit.grants()).path("Statement").path(0)));
      } else {
        session.add(document(limit.grants()));
      }
    }
    Optional<JsonNode> side = asked.side();
    for (Suggestion.Other other : suggestion.others()) {
      JsonNode statement = statement(other, question.request().principal());
      side = Optional.of(with(side.orElseGet(() -> document(List.of())), statement));
    }
    return new NaiveCase(
        asked.who(),
        asked.names(),
        asked.own(),
        asked.action(),
        asked.resource(),
        asked.keys(),
        identity,
        boundary,
        session,
        side,
        asked.trust());
  }

  private static ObjectNode document(List<Suggestion.Grant> grants) {
    ObjectNode document = JSON.objectNode().put("Version", "2012-10-17");
    ArrayNode statements = document.putArray("Statement");
    for (Suggestion.Grant grant : grants) {
      ObjectNode statement = statements.addObject().put("Effect", "Allow");
      grant.actions().forEach(statement.putArray("Action")::add);
      grant.resources().forEach(statement.putArray("Resource")::add);
    }
    return document;
  }

  private static JsonNode statement(Suggestion.Other other, Principal principal) {
    assertThat(other.principal()).isEqualTo(principal);
    ObjectNode statement = JSON.objectNode().put("Effect", "Allow");
    other.actions().forEach(statement.putArray("Action")::add);
    statement.put("Resource", other.resource());
    switch (principal) {
      case Principal.Root root -> aws(statement, root.name());
      case Principal.User user -> aws(statement, user.name());
      case Principal.RoleSession session -> aws(statement, session.role().toString());
      case Principal.FederatedUser session -> aws(statement, session.name());
      case Principal.WebIdentity identity ->
          statement.putObject("Principal").put("Federated", identity.name());
      case Principal.Service service ->
          statement.putObject("Principal").put("Service", service.service());
      case Principal.Anonymous nobody -> statement.put("Principal", "*");
    }
    return statement;
  }

  private static void aws(ObjectNode statement, String name) {
    statement.putObject("Principal").put("AWS", name);
  }

  private static JsonNode with(JsonNode document, JsonNode statement) {
    ObjectNode copy = document.deepCopy();
    ArrayNode statements = JSON.arrayNode();
    JsonNode before = copy.path("Statement");
    if (before.isArray()) {
      before.forEach(statements::add);
    } else {
      statements.add(before);
    }
    copy.set("Statement", statements.add(statement));
    return copy;
  }
}
