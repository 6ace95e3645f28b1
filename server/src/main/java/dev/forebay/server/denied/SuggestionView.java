package dev.forebay.server.denied;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.forebay.identity.decision.PolicyType;
import dev.forebay.identity.denial.Suggestion;
import dev.forebay.identity.policy.Principal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A suggestion as it is told.
 *
 * @param denials how many denied calls it is about
 * @param policy a policy to attach to the principal; absent when none of its own is missing
 * @param otherPolicies statements for policies of resources and trust policies of roles
 * @param limits what a permissions boundary or session policies would have to allow as well
 * @param remove statements that deny: as long as they stand, no policy helps
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonPropertyOrder({"principal", "denials", "policy", "otherPolicies", "limits", "remove"})
record SuggestionView(
    String principal,
    @JsonInclude(JsonInclude.Include.ALWAYS) int denials,
    @Nullable Document policy,
    List<OtherPolicy> otherPolicies,
    List<LimitView> limits,
    List<StatementView> remove) {

  /** A policy document. */
  @JsonPropertyOrder({"Version", "Statement"})
  record Document(
      @JsonProperty("Version") String version,
      @JsonProperty("Statement") List<Map<String, Object>> statement) {
    private static Document of(List<Suggestion.Grant> grants) {
      return new Document("2012-10-17", grants.stream().map(SuggestionView::allow).toList());
    }
  }

  /**
   * A statement for somebody else's policy.
   *
   * @param type resource-based policy or role trust policy
   * @param resource whose policy it is
   */
  @JsonPropertyOrder({"type", "resource", "statement"})
  record OtherPolicy(String type, String resource, Map<String, Object> statement) {}

  /**
   * A limit that is too narrow.
   *
   * @param type permissions boundary or session policy
   * @param policies its names or ARNs
   * @param mustAllow what it has to allow as well
   */
  @JsonPropertyOrder({"type", "policies", "mustAllow"})
  record LimitView(String type, List<String> policies, Document mustAllow) {}

  /** The view of a suggestion. */
  static SuggestionView of(String principal, Suggestion suggestion) {
    return new SuggestionView(
        principal,
        suggestion.denials(),
        suggestion.own().isEmpty() ? null : Document.of(suggestion.own()),
        suggestion.others().stream().map(SuggestionView::other).toList(),
        suggestion.limits().stream()
            .map(limit ->
                new LimitView(limit.type().noun(), limit.policies(), Document.of(limit.grants())))
            .toList(),
        suggestion.toRemove().stream().map(StatementView::of).toList());
  }

  private static Map<String, Object> allow(Suggestion.Grant grant) {
    Map<String, Object> statement = new LinkedHashMap<>();
    statement.put("Effect", "Allow");
    statement.put("Action", oneOrMany(grant.actions()));
    statement.put("Resource", oneOrMany(grant.resources()));
    return statement;
  }

  private static OtherPolicy other(Suggestion.Other other) {
    Map<String, Object> statement = new LinkedHashMap<>();
    statement.put("Effect", "Allow");
    statement.put("Principal", principal(other.principal()));
    statement.put("Action", oneOrMany(other.actions()));
    if (other.type() != PolicyType.ROLE_TRUST) {
      statement.put("Resource", other.resource());
    }
    if (other.principal() instanceof Principal.Service service) {
      Map<String, Object> conditions = new LinkedHashMap<>();
      service
          .sourceArn()
          .ifPresent(arn -> conditions.put("ArnLike", Map.of("aws:SourceArn", arn.toString())));
      service
          .sourceAccount()
          .ifPresent(account ->
              conditions.put("StringEquals", Map.of("aws:SourceAccount", account.value())));
      if (!conditions.isEmpty()) {
        statement.put("Condition", conditions);
      }
    }
    return new OtherPolicy(other.type().noun(), other.resource(), statement);
  }

  private static Object principal(Principal principal) {
    return switch (principal) {
      case Principal.Root root -> Map.of("AWS", root.name());
      case Principal.User user -> Map.of("AWS", user.name());
      case Principal.RoleSession session -> Map.of("AWS", session.role().toString());
      case Principal.FederatedUser session -> Map.of("AWS", session.name());
      case Principal.WebIdentity identity -> Map.of("Federated", identity.name());
      case Principal.Service service -> Map.of("Service", service.service());
      case Principal.Anonymous nobody -> "*";
    };
  }

  private static Object oneOrMany(List<String> texts) {
    return texts.size() == 1 ? texts.getFirst() : texts;
  }
}
