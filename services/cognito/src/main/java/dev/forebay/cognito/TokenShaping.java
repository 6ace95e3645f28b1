package dev.forebay.cognito;

import com.fasterxml.jackson.databind.JsonNode;
import dev.forebay.cognito.Triggers.Question;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GroupType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.PreTokenGenerationLambdaVersionType;

/**
 * Asks the pool's function what tokens are to say ("Pre token generation Lambda trigger", events of
 * version 1, 2 and 3). Thread-safe.
 */
final class TokenShaping {
  /** Claims that no function changes. */
  private static final Set<String> FIXED =
      Set.of(
          "acr",
          "amr",
          "at_hash",
          "aud",
          "auth_time",
          "azp",
          "client_id",
          "cognito:username",
          "event_id",
          "exp",
          "iat",
          "iss",
          "jti",
          "nbf",
          "nonce",
          "origin_jti",
          "scope",
          "sub",
          "token_use",
          "username",
          "version",
          "device_key",
          "identities");

  private final Triggers triggers;

  TokenShaping(Triggers triggers) {
    this.triggers = triggers;
  }

  /**
   * What tokens are to say beside what they always do.
   *
   * @param groups the user's
   * @param roles of the groups
   * @param preferredRole among them
   * @param scopes of the access token
   * @param id changes to the ID token
   * @param access changes to the access token
   */
  record Shape(
      List<String> groups,
      List<String> roles,
      Optional<String> preferredRole,
      List<String> scopes,
      Claims id,
      Claims access) {
    Shape {
      groups = List.copyOf(groups);
      roles = List.copyOf(roles);
      scopes = List.copyOf(scopes);
    }
  }

  /** Claims to add or replace, and those to leave out. */
  record Claims(Map<String, Object> added, List<String> suppressed) {
    static final Claims NONE = new Claims(Map.of(), List.of());

    Claims {
      added = Map.copyOf(added);
      suppressed = List.copyOf(suppressed);
    }

    static Claims of(JsonNode node) {
      Map<String, Object> added = new TreeMap<>();
      node.path("claimsToAddOrOverride")
          .properties()
          .forEach(claim -> {
            if (!FIXED.contains(claim.getKey()) && !claim.getValue().isNull()) {
              added.put(claim.getKey(), Triggers.JSON.convertValue(claim.getValue(), Object.class));
            }
          });
      return new Claims(
          added,
          texts(node.path("claimsToSuppress")).stream()
              .filter(name -> !FIXED.contains(name))
              .toList());
    }

    void apply(Map<String, Object> claims) {
      claims.putAll(added);
      claims.keySet().removeAll(suppressed);
    }
  }

  Shape shape(
      App app,
      UserRow user,
      Tokens.SignedIn signedIn,
      List<GroupType> groups,
      String source,
      Map<String, String> metadata) {
    List<GroupType> sorted =
        groups.stream()
            .sorted(
                Comparator.comparing(
                    GroupType::precedence, Comparator.nullsLast(Comparator.naturalOrder())))
            .toList();
    Shape plain =
        new Shape(
            sorted.stream().map(GroupType::groupName).toList(),
            sorted.stream().map(GroupType::roleArn).filter(role -> role != null).toList(),
            preferred(sorted),
            signedIn.scopes(),
            Claims.NONE,
            Claims.NONE);
    String version = version(app.pool());
    Question question =
        Question.about(user, app.id(), "TokenGeneration_" + source)
            .inVersion(version)
            .tell("groupConfiguration", configuration(plain));
    if (version.equals("1")) {
      question.ask("claimsOverrideDetails", null);
    } else {
      question.tell("scopes", signedIn.scopes()).ask("claimsAndScopeOverrideDetails", null);
    }
    return triggers
        .ask(
            app.pool(),
            Trigger.PRE_TOKEN_GENERATION,
            question.tellGiven("clientMetadata", metadata))
        .map(answer -> version.equals("1") ? first(plain, answer) : second(plain, answer))
        .orElse(plain);
  }

  private static String version(Pool pool) {
    @Nullable PreTokenGenerationLambdaVersionType version =
        pool.type().lambdaConfig().preTokenGenerationConfig() == null
            ? null
            : pool.type().lambdaConfig().preTokenGenerationConfig().lambdaVersion();
    return switch (version) {
      case V2_0 -> "2";
      case V3_0 -> "3";
      case null, default -> "1";
    };
  }

  // The role of the group with the least precedence, unless others have the same.
  private static Optional<String> preferred(List<GroupType> sorted) {
    List<GroupType> first =
        sorted.stream()
            .filter(group -> group.roleArn() != null && group.precedence() != null)
            .toList();
    return first.isEmpty()
            || (first.size() > 1
                && first.get(0).precedence().equals(first.get(1).precedence())
                && !first.get(0).roleArn().equals(first.get(1).roleArn()))
        ? Optional.empty()
        : Optional.of(first.getFirst().roleArn());
  }

  private static Map<String, Object> configuration(Shape plain) {
    Map<String, Object> configuration = new TreeMap<>();
    configuration.put("groupsToOverride", plain.groups());
    configuration.put("iamRolesToOverride", plain.roles());
    plain.preferredRole().ifPresent(role -> configuration.put("preferredRole", role));
    return configuration;
  }

  private static Shape first(Shape plain, JsonNode answer) {
    JsonNode details = answer.path("claimsOverrideDetails");
    Shape grouped = grouped(plain, details.path("groupOverrideDetails"));
    return new Shape(
        grouped.groups(),
        grouped.roles(),
        grouped.preferredRole(),
        plain.scopes(),
        Claims.of(details),
        Claims.NONE);
  }

  private static Shape second(Shape plain, JsonNode answer) {
    JsonNode details = answer.path("claimsAndScopeOverrideDetails");
    Shape grouped = grouped(plain, details.path("groupOverrideDetails"));
    JsonNode access = details.path("accessTokenGeneration");
    List<String> scopes = new ArrayList<>(plain.scopes());
    scopes.removeAll(texts(access.path("scopesToSuppress")));
    texts(access.path("scopesToAdd")).stream()
        .filter(scope -> !scopes.contains(scope))
        .forEach(scopes::add);
    return new Shape(
        grouped.groups(),
        grouped.roles(),
        grouped.preferredRole(),
        scopes,
        Claims.of(details.path("idTokenGeneration")),
        Claims.of(access));
  }

  private static Shape grouped(Shape plain, JsonNode details) {
    if (!details.isObject() || details.isEmpty()) {
      return plain;
    }
    JsonNode preferred = details.path("preferredRole");
    return new Shape(
        texts(details.path("groupsToOverride")),
        texts(details.path("iamRolesToOverride")),
        preferred.isTextual() ? Optional.of(preferred.asText()) : Optional.empty(),
        plain.scopes(),
        plain.id(),
        plain.access());
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(one -> texts.add(one.asText()));
    return texts;
  }
}
