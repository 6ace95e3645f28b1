package dev.forebay.identity;

import dev.forebay.identity.decision.Decision;
import dev.forebay.identity.decision.NamedPolicy;
import dev.forebay.identity.decision.Question;
import dev.forebay.identity.decision.ResourceSide;
import dev.forebay.identity.decision.Verdict;
import dev.forebay.identity.iam.IamEntity;
import dev.forebay.identity.iam.Standing;
import dev.forebay.identity.policy.AccessRequest;
import dev.forebay.identity.policy.ContextKeys;
import dev.forebay.model.AccountId;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.SessionFacts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a role's trust policy, together with the caller's own policies, lets it be assumed ("How
 * to use trust policies with IAM roles"). Confined to one call.
 */
final class RoleTrust {
  private final IamEntity.Role role;
  private final Standing caller;
  private final ContextKeys.Builder keys = ContextKeys.builder();

  RoleTrust(IamEntity.Role role, Standing caller, Instant now) {
    this.role = role;
    this.caller = caller;
    keys.principal(caller.principal());
    caller.tagKeys().forEach(keys::put);
    for (Map.Entry<String, String> tag : role.tags().entrySet()) {
      keys.put("aws:ResourceTag/" + tag.getKey(), tag.getValue());
      keys.put("iam:ResourceTag/" + tag.getKey(), tag.getValue());
    }
    keys.put("aws:ResourceAccount", role.arn().account());
    keys.put("aws:CurrentTime", now.toString());
    keys.put("aws:EpochTime", Long.toString(now.getEpochSecond()));
  }

  /** Sets a condition key, if there is a value. */
  RoleTrust with(String key, @Nullable String value) {
    if (value != null) {
      keys.put(key, value);
    }
    return this;
  }

  /** Sets the keys that the session which is asked for has. */
  RoleTrust with(SessionRequest request) {
    request.tags().forEach((key, value) -> keys.put("aws:RequestTag/" + key, value));
    keys.put("aws:TagKeys", List.copyOf(request.tags().keySet()));
    keys.put("sts:TransitiveTagKeys", List.copyOf(request.transitiveTagKeys()));
    return with("sts:SourceIdentity", request.sourceIdentity().orElse(null));
  }

  /**
   * Refuses unless the role may be assumed by this action, and tags and a source identity be set.
   *
   * @param action such as {@code sts:AssumeRole}
   */
  void check(String action, SessionFacts facts) {
    List<String> actions = new ArrayList<>(List.of(action));
    if (!facts.tags().isEmpty()) {
      actions.add("sts:TagSession");
    }
    if (facts.sourceIdentity().isPresent()) {
      actions.add("sts:SetSourceIdentity");
    }
    for (String each : actions) {
      if (decide(each) instanceof Verdict.Denied denied) {
        throw new AwsException("AccessDenied", 403, denied.message());
      }
    }
  }

  private Verdict decide(String action) {
    String arn = role.arn().toString();
    Question question =
        new Question(
                new AccessRequest(caller.principal(), action, arn, keys.build()),
                new AccountId(role.arn().account()))
            .withIdentity(caller.identity())
            .withSession(caller.session())
            .withResource(
                new ResourceSide.Trust(NamedPolicy.inline("trust policy", arn, role.trust())));
    Optional<NamedPolicy> boundary = caller.boundary();
    return Decision.decide(boundary.isPresent() ? question.withBoundary(boundary.get()) : question);
  }
}
