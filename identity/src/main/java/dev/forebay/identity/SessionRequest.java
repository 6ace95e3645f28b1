package dev.forebay.identity;

import dev.forebay.identity.iam.Principals;
import dev.forebay.identity.policy.ContextKeys;
import dev.forebay.identity.policy.PolicyDocument;
import dev.forebay.identity.policy.PolicyKind;
import dev.forebay.identity.policy.PolicyRefusal;
import dev.forebay.model.Arn;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.Caller;
import dev.forebay.wire.SessionFacts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sts.model.PolicyDescriptorType;
import software.amazon.awssdk.services.sts.model.Tag;

/**
 * What a request says of the session that it wants, checked ("Session policies", "Pass session tags
 * in AWS STS", "Monitor and control actions taken with assumed roles"). Immutable.
 *
 * @param policy the inline session policy
 * @param policyArns managed session policies
 * @param tags the session tags asked for
 * @param transitiveTagKeys those of them that are to pass on
 * @param sourceIdentity the source identity asked for
 */
record SessionRequest(
    Optional<String> policy,
    List<Arn> policyArns,
    Map<String, String> tags,
    Set<String> transitiveTagKeys,
    Optional<String> sourceIdentity) {
  private static final int MOST_POLICY_LETTERS = 2_048;
  private static final int MOST_POLICY_ARNS = 10;
  private static final int MOST_TAGS = 50;

  /** What a request's members say. */
  static SessionRequest of(
      Principals principals,
      @Nullable String policy,
      List<PolicyDescriptorType> policyArns,
      List<Tag> tags,
      List<String> transitiveTagKeys,
      @Nullable String sourceIdentity) {
    checkPolicy(policy, policyArns);
    Map<String, String> byKey = new TreeMap<>();
    Set<String> seen = new HashSet<>();
    for (Tag tag : tags) {
      String folded = tag.key().toLowerCase(Locale.ROOT);
      if (!seen.add(folded)) {
        throw invalid("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
      }
      if (folded.startsWith("aws:")) {
        throw invalid("Tag keys starting with 'aws:' are reserved for system use.");
      }
      byKey.put(tag.key(), tag.value());
    }
    if (!byKey.keySet().containsAll(transitiveTagKeys)) {
      throw invalid("The specified transitive tag key must be included in the requested tags.");
    }
    return new SessionRequest(
        Optional.ofNullable(policy),
        policyArns.stream().map(each -> managed(principals, each)).toList(),
        byKey,
        new TreeSet<>(transitiveTagKeys),
        Optional.ofNullable(sourceIdentity));
  }

  private static void checkPolicy(@Nullable String policy, List<PolicyDescriptorType> arns) {
    if (arns.size() > MOST_POLICY_ARNS) {
      throw new AwsException(
          "PackedPolicyTooLargeException", 400, "A session may have 10 managed policies.");
    }
    if (policy == null) {
      return;
    }
    try {
      PolicyDocument.parse(policy, PolicyKind.SESSION);
    } catch (PolicyRefusal refusal) {
      throw new AwsException(
          "MalformedPolicyDocumentException", 400, String.valueOf(refusal.getMessage()));
    }
    if (policy.length() > MOST_POLICY_LETTERS) {
      throw new AwsException(
          "PackedPolicyTooLargeException",
          400,
          "Packed size of session policies and tags is larger than the limit.");
    }
  }

  private static Arn managed(Principals principals, PolicyDescriptorType descriptor) {
    String text = Optional.ofNullable(descriptor.arn()).orElse("");
    return Arn.parse(text)
        .filter(arn -> principals.managedPolicy(arn).isPresent())
        .orElseThrow(() ->
            new AwsException(
                "MalformedPolicyDocumentException", 400, "Policy " + text + " was not found."));
  }

  /**
   * The facts of the session, with what passes on from the caller's own.
   *
   * @param caller who asks
   * @param provider the identity provider, if one vouches for the caller
   */
  SessionFacts facts(Caller caller, Optional<String> provider, Instant now) {
    SessionFacts before =
        caller instanceof Caller.RoleSession session ? session.facts() : SessionFacts.NONE;
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    Set<String> transitive = new TreeSet<>(transitiveTagKeys);
    for (String key : before.transitiveTagKeys()) {
      if (tags.keySet().stream().anyMatch(key::equalsIgnoreCase)) {
        throw invalid(
            "One of the specified transitive tag keys can't be set because it conflicts with a"
                + " transitive tag key from the calling session.");
      }
      all.put(key, before.tags().getOrDefault(key, ""));
      transitive.add(key);
    }
    all.putAll(tags);
    if (all.size() > MOST_TAGS) {
      throw new AwsException(
          "PackedPolicyTooLargeException",
          400,
          "Packed size of session policies and tags is larger than the limit.");
    }
    if (before.sourceIdentity().isPresent()
        && sourceIdentity.isPresent()
        && !before.sourceIdentity().equals(sourceIdentity)) {
      throw new AwsException(
          "AccessDenied", 403, "The source identity of a session cannot be changed.");
    }
    return new SessionFacts(
        new ArrayList<>(policy.stream().toList()),
        policyArns,
        all,
        transitive,
        before.sourceIdentity().or(() -> sourceIdentity),
        provider,
        Optional.of(now));
  }

  /** Sets the condition keys that the session which is asked for has. */
  void addTo(ContextKeys.Builder keys) {
    tags.forEach((key, value) -> keys.put("aws:RequestTag/" + key, value));
    keys.put("aws:TagKeys", List.copyOf(tags.keySet()));
    keys.put("sts:TransitiveTagKeys", List.copyOf(transitiveTagKeys));
    sourceIdentity.ifPresent(identity -> keys.put("sts:SourceIdentity", identity));
  }

  private static AwsException invalid(String message) {
    return new AwsException("InvalidParameterValue", 400, message);
  }
}
