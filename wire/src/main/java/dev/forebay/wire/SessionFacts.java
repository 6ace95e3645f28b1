package dev.forebay.wire;

import dev.forebay.model.Arn;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was said when a role's session was made, which decisions about its calls need ("Session
 * policies", "Passing session tags in AWS STS", IAM User Guide). Immutable.
 *
 * @param policies session policies, as documents: with {@code policyArns} they bound what the role
 *     allows; both empty for a session that is not bounded
 * @param policyArns managed policies that are session policies
 * @param tags session tags by their keys, inherited ones included
 * @param transitiveTagKeys the keys of those tags that pass on to the next role of a chain
 * @param sourceIdentity who is behind the session; passes on along a chain
 * @param provider the identity provider that vouched for whoever assumed the role
 * @param issued when the session was made; empty for one that was not made by STS
 */
public record SessionFacts(
    List<String> policies,
    List<Arn> policyArns,
    Map<String, String> tags,
    Set<String> transitiveTagKeys,
    Optional<String> sourceIdentity,
    Optional<String> provider,
    Optional<Instant> issued) {

  /** Nothing was said. */
  public static final SessionFacts NONE =
      new SessionFacts(
          List.of(),
          List.of(),
          Map.of(),
          Set.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** Copies the collections. */
  public SessionFacts {
    policies = List.copyOf(policies);
    policyArns = List.copyOf(policyArns);
    tags = Map.copyOf(tags);
    transitiveTagKeys = Set.copyOf(transitiveTagKeys);
  }

  /** Whether session policies bound what the role allows. */
  public boolean bounded() {
    return !policies.isEmpty() || !policyArns.isEmpty();
  }
}
