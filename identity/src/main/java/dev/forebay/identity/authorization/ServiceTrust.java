package dev.forebay.identity.authorization;

import dev.forebay.identity.decision.Decision;
import dev.forebay.identity.decision.NamedPolicy;
import dev.forebay.identity.decision.Question;
import dev.forebay.identity.decision.ResourceSide;
import dev.forebay.identity.decision.Verdict;
import dev.forebay.identity.iam.IamEntity;
import dev.forebay.identity.policy.AccessRequest;
import dev.forebay.identity.policy.ContextKeys;
import dev.forebay.identity.policy.Principal;
import dev.forebay.model.AccountId;
import java.time.Instant;
import java.util.Optional;

/** Whether a service may assume a role, by the role's trust policy. */
public final class ServiceTrust {
  private ServiceTrust() {}

  /**
   * Whether the trust policy allows it.
   *
   * @param service the principal, such as {@code lambda.amazonaws.com}
   * @param now what conditions on the time are compared with
   */
  public static boolean allows(IamEntity.Role role, String service, Instant now) {
    AccountId account = new AccountId(role.arn().account());
    Principal principal = new Principal.Service(service, Optional.empty(), Optional.of(account));
    String arn = role.arn().toString();
    Question question =
        new Question(
                new AccessRequest(
                    principal,
                    "sts:AssumeRole",
                    arn,
                    ContextKeys.builder()
                        .principal(principal)
                        .put("aws:CurrentTime", now.toString())
                        .build()),
                account)
            .withResource(
                new ResourceSide.Trust(NamedPolicy.inline("trust policy", arn, role.trust())));
    return Decision.decide(question) instanceof Verdict.Allowed;
  }
}
