package dev.forebay.server.denied;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.forebay.identity.decision.Match;
import dev.forebay.identity.decision.NamedPolicy;
import dev.forebay.identity.decision.NearMiss;
import dev.forebay.identity.decision.PolicyType;
import dev.forebay.identity.policy.Miss;
import dev.forebay.identity.policy.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement of a policy as it is told.
 *
 * @param type the part of its policy
 * @param policy the policy's name
 * @param policyArn of a managed policy
 * @param attachedTo the user, group, role or resource that has it
 * @param index its place in the policy, from 0
 * @param sid its Sid
 * @param line where it begins in the policy's text, from 1
 * @param column where it begins in that line, from 1
 * @param statement what it says
 * @param misses why it did not apply, for one that nearly did
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({
  "type",
  "policy",
  "policyArn",
  "attachedTo",
  "index",
  "sid",
  "line",
  "column",
  "statement",
  "misses"
})
record StatementView(
    String type,
    String policy,
    @Nullable String policyArn,
    String attachedTo,
    int index,
    @Nullable String sid,
    int line,
    int column,
    @JsonRawValue String statement,
    @Nullable List<MissView> misses) {

  /** A statement that decided. */
  static StatementView of(Match match) {
    return of(match.type(), match.policy(), match.statement(), null);
  }

  /** A statement that nearly did. */
  static StatementView of(NearMiss near) {
    return of(
        near.type(),
        near.policy(),
        near.statement(),
        near.misses().stream().map(MissView::of).toList());
  }

  private static StatementView of(
      PolicyType type, NamedPolicy policy, Statement statement, @Nullable List<MissView> misses) {
    return new StatementView(
        type.noun(),
        policy.name(),
        policy.arn().orElse(null),
        policy.holder(),
        statement.index(),
        statement.sid().orElse(null),
        statement.span().startLine(),
        statement.span().startColumn(),
        statement.text(),
        misses);
  }

  /**
   * Why a statement did not apply.
   *
   * @param element which part of it, as policies name it
   * @param operator of a condition
   * @param key of a condition
   * @param wanted the policy's values
   * @param had the request's values; none when it does not have the key
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonPropertyOrder({"element", "text", "operator", "key", "wanted", "had"})
  record MissView(
      String element,
      String text,
      @Nullable String operator,
      @Nullable String key,
      @Nullable List<String> wanted,
      @Nullable List<String> had) {

    private static MissView of(Miss miss) {
      return switch (miss) {
        case Miss.OtherAction action -> plain("Action", "it is about other actions");
        case Miss.OtherResource resource -> plain("Resource", "it is about other resources");
        case Miss.OtherPrincipal principal -> plain("Principal", "it is about somebody else");
        case Miss.AccountOnly account ->
            plain(
                "Principal",
                "it names the account only, so that a policy of the principal's own must allow it");
        case Miss.FailedCondition(
                String operator,
                String key,
                List<String> wanted,
                List<String> had) ->
            new MissView(
                "Condition",
                operator
                    + " of "
                    + key
                    + " with "
                    + wanted
                    + " does not hold: "
                    + (had.isEmpty() ? "the request does not have it" : "the request has " + had),
                operator,
                key,
                wanted,
                had);
      };
    }

    private static MissView plain(String element, String text) {
      return new MissView(element, text, null, null, null, null);
    }
  }
}
