package dev.forebay.identity.decision;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.forebay.identity.policy.AccessRequest;
import dev.forebay.identity.policy.ContextKeys;
import dev.forebay.identity.policy.PolicyDocument;
import dev.forebay.identity.policy.PolicyKind;
import dev.forebay.identity.policy.PolicyRefusal;
import dev.forebay.identity.policy.Principal;
import dev.forebay.model.AccountId;
import dev.forebay.model.Arn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * Documents broken at random. A longer campaign: {@code -Dforebay.histories=1000000}; a failing
 * seed alone: {@code -Dforebay.seed=17 -Dforebay.histories=1}.
 */
class PolicyFuzzTest {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final List<String> NAMES =
      List.of(
          "Version",
          "Id",
          "Statement",
          "Sid",
          "Effect",
          "Action",
          "NotAction",
          "Resource",
          "NotResource",
          "Principal",
          "NotPrincipal",
          "Condition",
          "StringEquals",
          "Null",
          "AWS",
          "Service",
          "Federated",
          "x",
          "");
  private static final List<String> CHARACTERS =
      List.of(
          "{", "}", "[", "]", "\"", ",", ":", "*", "?", "$", "${", "a", "0", "\\", "\\u0000", " ",
          "null", "é", "\uD800");
  private static final Principal USER =
      new Principal.User(Arn.parse(RandomCases.USER_ARN).orElseThrow(), "AIDAAAAAAAAAAAAAAAAA");

  private final int histories = Integer.getInteger("forebay.histories", 20_000);
  private final long first = Long.getLong("forebay.seed", 1);

  @Test
  void aTreeBrokenAtRandomIsRefusedOrMeansWhatItSays() {
    int parsed = 0;
    for (long seed = first; seed < first + histories; seed++) {
      RandomGenerator random = new SplittableRandom(seed);
      boolean side = random.nextBoolean();
      NaiveCase base = baseCase(random, side);
      JsonNode document = side ? base.side().orElseThrow() : base.identity().getFirst();
      for (int i = 0; i <= random.nextInt(3); i++) {
        mutate(document, random);
      }
      Optional<PolicyDocument> policy =
          parse(document.toString(), side ? PolicyKind.RESOURCE : PolicyKind.IDENTITY, seed);
      for (PolicyKind kind : PolicyKind.values()) {
        parse(document.toString(), kind, seed);
      }
      if (policy.isPresent()) {
        parsed++;
        assertThat(decide(base, policy.get(), side))
            .as("-Dforebay.seed=%d: %s", seed, document)
            .isEqualTo(new NaiveEvaluator(base).decide());
      }
    }
    assertThat(parsed).as("documents that are still documents").isGreaterThan(histories / 50);
  }

  @Test
  void aTextBrokenAtRandomNeverAllowsWhatItOnlyDenies() {
    for (long seed = first; seed < first + histories; seed++) {
      RandomGenerator random = new SplittableRandom(seed);
      NaiveCase base = baseCase(random, false);
      StringBuilder text =
          new StringBuilder(base.identity().getFirst().toString().replace("Allow", "Deny"));
      for (int i = 0; i <= random.nextInt(4) && !text.isEmpty(); i++) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.insert(at, CHARACTERS.get(random.nextInt(CHARACTERS.size())));
          default -> text.setLength(random.nextInt(8) == 0 ? at + 1 : text.length());
        }
      }
      for (PolicyKind kind : List.of(PolicyKind.IDENTITY, PolicyKind.RESOURCE)) {
        Optional<PolicyDocument> policy = parse(text.toString(), kind, seed);
        if (policy.isPresent() && kind == PolicyKind.IDENTITY) {
          assertThat(decide(base, policy.get(), false))
              .as("-Dforebay.seed=%d: %s", seed, text)
              .isNotEqualTo("allowed");
        }
      }
    }
  }

  private static Optional<PolicyDocument> parse(String text, PolicyKind kind, long seed) {
    try {
      return Optional.of(PolicyDocument.parse(text, kind));
    } catch (PolicyRefusal refusal) {
      assertThat(refusal.getMessage()).as("-Dforebay.seed=%d", seed).isNotBlank();
      return Optional.empty();
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError("-Dforebay.seed=" + seed + ": " + kind + " " + text, e);
    }
  }

  // A user of the resource's account, under one policy.
  private static NaiveCase baseCase(RandomGenerator random, boolean side) {
    RandomCases cases = new RandomCases(random);
    NaiveCase found = cases.next();
    while (!found.who().equals("user")
        || (side ? found.side().isEmpty() : found.identity().isEmpty())) {
      found = cases.next();
    }
    return new NaiveCase(
        found.who(),
        found.names(),
        true,
        found.action(),
        found.resource(),
        found.keys(),
        side ? List.of() : found.identity().subList(0, 1),
        Optional.empty(),
        List.of(),
        side ? found.side() : Optional.empty(),
        false);
  }

  private static String decide(NaiveCase base, PolicyDocument policy, boolean side) {
    ContextKeys.Builder keys = ContextKeys.builder();
    base.keys().forEach(keys::put);
    NamedPolicy named = NamedPolicy.inline("p", "holder", policy);
    Question question =
        new Question(
            new AccessRequest(USER, base.action(), base.resource(), keys.build()),
            new AccountId(RandomCases.OWN));
    Verdict verdict =
        Decision.decide(
            side
                ? question.withResource(new ResourceSide.Attached(named))
                : question.withIdentity(List.of(named)));
    return switch (verdict) {
      case Verdict.Allowed allowed -> "allowed";
      case Verdict.Denied(Verdict.Reason.ExplicitDeny(Match by), String message) ->
          "denied " + by.type();
      case Verdict.Denied(Verdict.Reason.NothingAllows(List<PolicyType> missing), String message) ->
          "missing " + missing.getFirst();
    };
  }

  private static void mutate(JsonNode document, RandomGenerator random) {
    List<ContainerNode<?>> containers = new ArrayList<>();
    collect(document, containers);
    switch (containers.get(random.nextInt(containers.size()))) {
      case ObjectNode object -> mutate(object, random);
      case ArrayNode array -> mutate(array, random);
      default -> throw new IllegalStateException("objects and arrays are all");
    }
  }

  private static void collect(JsonNode node, List<ContainerNode<?>> containers) {
    if (node instanceof ContainerNode<?> container) {
      containers.add(container);
      container.forEach(child -> collect(child, containers));
    }
  }

  private static void mutate(ObjectNode object, RandomGenerator random) {
    List<String> names = object.properties().stream().map(Map.Entry::getKey).toList();
    String name = names.isEmpty() ? "x" : names.get(random.nextInt(names.size()));
    String other = NAMES.get(random.nextInt(NAMES.size()));
    switch (random.nextInt(5)) {
      case 0 -> object.remove(name);
      case 1 -> object.set(other, object.has(name) ? object.remove(name) : JSON.nullNode());
      case 2 -> object.set(name, JSON.arrayNode().add(object.path(name).deepCopy()));
      case 3 -> object.set(other, value(random));
      default -> object.set(name, value(random));
    }
  }

  private static void mutate(ArrayNode array, RandomGenerator random) {
    if (array.isEmpty() || random.nextInt(3) == 0) {
      array.add(value(random));
    } else if (random.nextBoolean()) {
      array.remove(random.nextInt(array.size()));
    } else {
      array.set(random.nextInt(array.size()), value(random));
    }
  }

  private static JsonNode value(RandomGenerator random) {
    return switch (random.nextInt(13)) {
      case 0 -> JSON.nullNode();
      case 1 -> JSON.booleanNode(true);
      case 2 -> JSON.numberNode(7);
      case 3 -> JSON.textNode("");
      case 4 -> JSON.textNode("*");
      case 5 -> JSON.textNode("x");
      case 6 -> JSON.textNode("Allow");
      case 7 -> JSON.textNode("Deny");
      case 8 -> JSON.arrayNode();
      case 9 -> JSON.objectNode();
      case 10 -> JSON.arrayNode().add("*");
      case 11 -> JSON.objectNode().put("AWS", "*");
      default -> JSON.objectNode().set("StringEquals", JSON.objectNode().put("k1", "a"));
    };
  }
}
