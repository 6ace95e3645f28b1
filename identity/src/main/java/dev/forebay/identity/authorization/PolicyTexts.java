package dev.forebay.identity.authorization;

import dev.forebay.identity.decision.NamedPolicy;
import dev.forebay.identity.policy.PolicyDocument;
import dev.forebay.identity.policy.PolicyKind;
import dev.forebay.identity.policy.PolicyRefusal;
import dev.forebay.model.Arn;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Policies of resources whose services keep them as texts. A text is compiled once, and found again
 * by itself, so that there is nothing to keep up to date. Thread-safe.
 */
public final class PolicyTexts implements ResourcePolicies {
  /** So many compiled texts are kept; when there are more, all are compiled anew. */
  private static final int MOST = 1_000;

  private final Function<Arn, Optional<String>> texts;
  private final Map<String, Optional<PolicyDocument>> compiled = new ConcurrentHashMap<>();

  /**
   * Policies of these texts.
   *
   * @param texts the policy of a resource as it is now; a text that is no policy is as good as none
   */
  public PolicyTexts(Function<Arn, Optional<String>> texts) {
    this.texts = texts;
  }

  @Override
  public Optional<NamedPolicy> find(Arn resource) {
    return texts
        .apply(resource)
        .flatMap(this::document)
        .map(document -> NamedPolicy.inline("resource policy", resource.toString(), document));
  }

  private Optional<PolicyDocument> document(String text) {
    if (compiled.size() > MOST) {
      compiled.clear();
    }
    return compiled.computeIfAbsent(text, PolicyTexts::parse);
  }

  private static Optional<PolicyDocument> parse(String text) {
    try {
      return Optional.of(PolicyDocument.parse(text, PolicyKind.RESOURCE));
    } catch (PolicyRefusal refusal) {
      return Optional.empty();
    }
  }
}
