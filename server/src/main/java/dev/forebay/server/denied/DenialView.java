package dev.forebay.server.denied;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.forebay.identity.decision.PolicyType;
import dev.forebay.identity.decision.Question;
import dev.forebay.identity.decision.Verdict;
import dev.forebay.identity.denial.Denial;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A denied call as it is told.
 *
 * @param at when, by the clock of {@code /_forebay/clock}
 * @param message what was answered
 * @param refused what the call needed and was not allowed; the message tells the first
 */
@JsonPropertyOrder({"requestId", "at", "service", "operation", "principal", "message", "refused"})
record DenialView(
    String requestId,
    String at,
    String service,
    String operation,
    String principal,
    String message,
    List<Refused> refused) {

  /** The view of a denial. */
  static DenialView of(Denial denial) {
    return new DenialView(
        denial.requestId(),
        denial.at().toString(),
        denial.service(),
        denial.operation(),
        denial.refusals().getFirst().question().request().principal().name(),
        denial.message(),
        denial.refusals().stream().map(Refused::of).toList());
  }

  /**
   * One action that was not allowed.
   *
   * @param resourceAccount whose the resource is
   * @param deniedBy the statement that denies it, if one does
   * @param missing otherwise the types of policy of which none allowed it, although one has to
   * @param nearly the statements that nearly allowed it, the nearest first
   * @param policies all policies that were asked
   * @param keys the condition keys of the request with their values
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonPropertyOrder({
    "action",
    "resource",
    "resourceAccount",
    "deniedBy",
    "missing",
    "nearly",
    "policies",
    "keys"
  })
  record Refused(
      String action,
      String resource,
      String resourceAccount,
      @Nullable StatementView deniedBy,
      @Nullable List<String> missing,
      @Nullable List<StatementView> nearly,
      List<PolicyView> policies,
      Map<String, List<String>> keys) {

    private static Refused of(Denial.Refusal refusal) {
      Question question = refusal.question();
      Verdict.Reason reason = refusal.verdict().reason();
      return new Refused(
          question.request().action(),
          question.request().resource(),
          question.resourceAccount().value(),
          reason instanceof Verdict.Reason.ExplicitDeny denial
              ? StatementView.of(denial.by())
              : null,
          reason instanceof Verdict.Reason.NothingAllows nothing
              ? nothing.missing().stream().map(PolicyType::noun).toList()
              : null,
          reason instanceof Verdict.Reason.NothingAllows
              ? question.nearMisses(reason).stream().map(StatementView::of).toList()
              : null,
          question.policies().stream().map(PolicyView::of).toList(),
          question.request().keys().all());
    }
  }

  /**
   * A policy that was asked.
   *
   * @param arn of a managed policy
   * @param attachedTo the user, group, role or resource that has it
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonPropertyOrder({"type", "name", "arn", "attachedTo"})
  record PolicyView(String type, String name, @Nullable String arn, String attachedTo) {
    private static PolicyView of(Question.Asked asked) {
      return new PolicyView(
          asked.type().noun(),
          asked.policy().name(),
          asked.policy().arn().orElse(null),
          asked.policy().holder());
    }
  }
}
