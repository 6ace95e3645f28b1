package dev.forebay.identity.denial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.identity.decision.Decision;
import dev.forebay.identity.decision.NamedPolicy;
import dev.forebay.identity.decision.NearMiss;
import dev.forebay.identity.decision.PolicyType;
import dev.forebay.identity.decision.Question;
import dev.forebay.identity.decision.ResourceSide;
import dev.forebay.identity.decision.Verdict;
import dev.forebay.identity.policy.AccessRequest;
import dev.forebay.identity.policy.ContextKeys;
import dev.forebay.identity.policy.Miss;
import dev.forebay.identity.policy.PolicyDocument;
import dev.forebay.identity.policy.PolicyKind;
import dev.forebay.identity.policy.Principal;
import dev.forebay.model.AccountId;
import dev.forebay.model.Arn;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What is kept of denials, what nearly allowed them, and what would have. */
class DenialsTest {
  private static final AccountId OWN = new AccountId("111122223333");
  private static final AccountId OTHER = new AccountId("444455556666");
  private static final String ANN = "arn:aws:iam::111122223333:user/ann";
  private static final String QUEUE = "arn:aws:sqs:us-east-1:111122223333:orders";
  private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");

  private final Denials denials = new Denials();

  private static Principal user(String arn) {
    return new Principal.User(Arn.parse(arn).orElseThrow(), "AIDA");
  }

  private static NamedPolicy policy(PolicyKind kind, String statements) {
    return NamedPolicy.inline(
        "p",
        "holder",
        PolicyDocument.parse(
            "{\"Version\":\"2012-10-17\",\"Statement\":[" + statements + "]}", kind));
  }

  private static Question question(Principal who, AccountId owner, String action, String resource) {
    return new Question(
        new AccessRequest(
            who,
            action,
            resource,
            ContextKeys.builder().principal(who).put("aws:SourceIp", "10.0.0.1").build()),
        owner);
  }

  private static Denial.Refusal refusal(Question question) {
    return new Denial.Refusal(question, (Verdict.Denied) Decision.decide(question));
  }

  private static Denial denial(String id, int second, Question... questions) {
    return new Denial(
        id,
        START.plusSeconds(second),
        "sqs",
        "SendMessage",
        List.of(questions).stream().map(DenialsTest::refusal).toList());
  }

  @Test
  void theLatestThousandAreKept() {
    IntStream.range(0, 1_100)
        .forEach(
            i -> denials.note(denial("id-" + i, i, question(user(ANN), OWN, "sqs:A" + i, QUEUE))));
    assertThat(denials.of("id-99")).isEmpty();
    assertThat(denials.of("id-100")).hasSize(1);
    assertThat(denials.latest(2))
        .extracting(Denial::requestId)
        .containsExactly("id-1099", "id-1098");
    assertThat(denials.since(START.plusSeconds(1_098)))
        .extracting(Denial::requestId)
        .containsExactly("id-1098", "id-1099");
    assertThat(denials.latest(9_999)).hasSize(1_000);
  }

  @Test
  void whoIsDeniedTheSameForEverPushesNobodyElseOut() {
    denials.note(denial("mine", 0, question(user(ANN), OWN, "sqs:SendMessage", QUEUE)));
    IntStream.range(0, 2_000)
        .forEach(i ->
            denials.note(
                denial("p-" + i, i, question(user(ANN), OWN, "sqs:ReceiveMessage", QUEUE))));
    assertThat(denials.of("mine")).hasSize(1);
    assertThat(denials.latest(9_999)).hasSize(51);
    assertThat(denials.of("p-1999")).hasSize(1);
    denials.clear();
    assertThat(denials.latest(1)).isEmpty();
  }

  @Test
  void aKeptDenialHasTheKeysOfItsMomentAndAsksForNothingLater() {
    Map<String, String> tags = new HashMap<>(Map.of("Team", "a"));
    AtomicInteger asked = new AtomicInteger();
    ContextKeys keys =
        ContextKeys.lazily(() -> {
          asked.incrementAndGet();
          return ContextKeys.builder().put("aws:SourceIp", "10.0.0.1").resourceTags(() -> tags);
        });
    Denial.Refusal kept =
        refusal(new Question(new AccessRequest(user(ANN), "sqs:SendMessage", QUEUE, keys), OWN));
    tags.put("Team", "b");
    assertThat(kept.question().request().keys().all())
        .isEqualTo(
            Map.of(
                "aws:sourceip", List.of("10.0.0.1"),
                "aws:resourcetag/team", List.of("a"),
                "iam:resourcetag/team", List.of("a")));
    assertThat(kept.question().request().keys().values("aws:ResourceTag/Team"))
        .containsExactly("a");
    assertThat(asked).hasValue(1);
  }

  @Nested
  class WhatNearlyAllowedIt {
    private List<NearMiss> near(Question question) {
      return question.nearMisses(((Verdict.Denied) Decision.decide(question)).reason());
    }

    @Test
    void isTheStatementWithTheConditionThatFailed() {
      List<NearMiss> near =
          near(
              question(user(ANN), OWN, "sqs:SendMessage", QUEUE)
                  .withIdentity(
                      List.of(
                          policy(
                              PolicyKind.IDENTITY,
                              """
                              {"Effect":"Allow","Action":"s3:*","Resource":"*"},
                              {"Sid":"far","Effect":"Allow","Action":"sqs:*","Resource":"arn:aws:sqs:*:*:other"},
                              {"Sid":"inside","Effect":"Allow","Action":"sqs:Send*","Resource":"*",
                               "Condition":{"IpAddress":{"aws:SourceIp":["192.168.0.0/16"]},
                                            "StringEquals":{"aws:PrincipalTag/Team":"a"}}}\
                              """))));
      assertThat(near)
          .extracting(miss -> miss.statement().sid().orElse(""))
          .containsExactly("inside", "far");
      assertThat(near.getFirst().misses())
          .containsExactlyInAnyOrder(
              new Miss.FailedCondition(
                  "IpAddress", "aws:SourceIp", List.of("192.168.0.0/16"), List.of("10.0.0.1")),
              new Miss.FailedCondition(
                  "StringEquals", "aws:PrincipalTag/Team", List.of("a"), List.of()));
      assertThat(near.getLast().misses()).containsExactly(new Miss.OtherResource());
      assertThat(near.getFirst().statement().text()).contains("\"Sid\":\"inside\"");
    }

    @Test
    void isTheResourcesPolicyThatNamesTheAccountOnly() {
      List<NearMiss> near =
          near(
              question(user(ANN), OWN, "sqs:SendMessage", QUEUE)
                  .withResource(
                      new ResourceSide.Attached(
                          policy(
                              PolicyKind.RESOURCE,
                              """
                              {"Effect":"Allow","Action":"sqs:*","Resource":"*","Principal":{"AWS":"111122223333"}},
                              {"Effect":"Allow","Action":"sqs:*","Resource":"*",
                               "Principal":{"AWS":"arn:aws:iam::111122223333:user/bob"}}\
                              """))));
      assertThat(near)
          .extracting(NearMiss::misses)
          .containsExactly(List.of(new Miss.AccountOnly()), List.of(new Miss.OtherPrincipal()));
    }

    @Test
    void isNothingWhereAStatementDenies() {
      assertThat(
              near(
                  question(user(ANN), OWN, "sqs:SendMessage", QUEUE)
                      .withIdentity(
                          List.of(
                              policy(
                                  PolicyKind.IDENTITY,
                                  "{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}")))))
          .isEmpty();
    }
  }

  @Nested
  class WhatWouldHaveAllowedIt {
    @Test
    void isGroupedAndHasNoWildcardsBeyondNeed() {
      Question send = question(user(ANN), OWN, "sqs:SendMessage", QUEUE);
      Question receive = question(user(ANN), OWN, "sqs:ReceiveMessage", QUEUE);
      Question list = question(user(ANN), OWN, "sqs:ListQueues", "*");
      denials.note(denial("a", 0, send));
      denials.note(denial("b", 1, receive, list));
      denials.note(denial("c", 2, send));
      denials.note(
          denial("d", 3, question(user(ANN.replace("ann", "bob")), OWN, "sqs:Other", QUEUE)));
      Suggestion suggestion = Suggestion.of(ANN, denials.since(START));
      assertThat(suggestion.denials()).isEqualTo(3);
      assertThat(suggestion.own())
          .containsExactlyInAnyOrder(
              new Suggestion.Grant(
                  List.of("sqs:ReceiveMessage", "sqs:SendMessage"), List.of(QUEUE)),
              new Suggestion.Grant(List.of("sqs:ListQueues"), List.of("*")));
      assertThat(Suggestion.of(ANN, denials.since(START.plusSeconds(2))).own())
          .containsExactly(new Suggestion.Grant(List.of("sqs:SendMessage"), List.of(QUEUE)));
    }

    @Test
    void writesNamesWithWildcardsAsTheyAre() {
      assertThat(Needed.pattern("arn:aws:s3:::b/what?*${x}/*"))
          .isEqualTo("arn:aws:s3:::b/what${?}${*}${$}{x}/*");
      assertThat(Needed.pattern("arn:aws:logs:r:a:log-group:g:*")).endsWith(":g:*");
      assertThat(Needed.pattern("*")).isEqualTo("*");
    }

    @Test
    void saysWhichPolicyOfAResourceIsMissingToo() {
      String theirs = QUEUE.replace(OWN.value(), OTHER.value());
      denials.note(denial("a", 0, question(user(ANN), OTHER, "sqs:SendMessage", theirs)));
      Suggestion suggestion = Suggestion.of(ANN, denials.since(START));
      assertThat(suggestion.own()).hasSize(1);
      assertThat(suggestion.others())
          .containsExactly(
              new Suggestion.Other(
                  PolicyType.RESOURCE, theirs, List.of("sqs:SendMessage"), user(ANN)));
    }

    @Test
    void saysThatABoundaryIsTooNarrowAndWhichStatementMustGo() {
      NamedPolicy all =
          policy(PolicyKind.IDENTITY, "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}");
      NamedPolicy logs =
          policy(
              PolicyKind.BOUNDARY,
              "{\"Effect\":\"Allow\",\"Action\":\"logs:*\",\"Resource\":\"*\"}");
      NamedPolicy none =
          policy(
              PolicyKind.IDENTITY,
              "{\"Effect\":\"Deny\",\"Action\":\"sqs:Purge*\",\"Resource\":\"*\"}");
      denials.note(
          denial(
              "a",
              0,
              question(user(ANN), OWN, "sqs:SendMessage", QUEUE)
                  .withIdentity(List.of(all))
                  .withBoundary(logs),
              question(user(ANN), OWN, "sqs:PurgeQueue", QUEUE).withIdentity(List.of(all, none))));
      Suggestion suggestion = Suggestion.of(ANN, denials.since(START));
      assertThat(suggestion.own()).isEmpty();
      assertThat(suggestion.limits())
          .containsExactly(
              new Suggestion.Limit(
                  PolicyType.BOUNDARY,
                  List.of("p"),
                  List.of(new Suggestion.Grant(List.of("sqs:SendMessage"), List.of(QUEUE)))));
      assertThat(suggestion.toRemove()).hasSize(1);
    }

    @Test
    void isAskedForByTheRoleOrByItsSession() {
      Arn role = Arn.parse("arn:aws:iam::111122223333:role/x/worker").orElseThrow();
      Principal session = new Principal.RoleSession(role, "AROA", "s");
      denials.note(denial("a", 0, question(session, OWN, "sqs:SendMessage", QUEUE)));
      assertThat(Suggestion.of(role.toString(), denials.since(START)).own()).hasSize(1);
      assertThat(Suggestion.of(session.name(), denials.since(START)).own()).hasSize(1);
      assertThat(Suggestion.of(session.name() + "x", denials.since(START)).denials()).isZero();
    }

    @Test
    void nothingIsSuggestedForNothing() {
      assertThat(Suggestion.of(ANN, List.of()))
          .isEqualTo(new Suggestion(0, List.of(), List.of(), List.of(), List.of()));
    }
  }
}
