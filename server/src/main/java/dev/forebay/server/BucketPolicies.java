package dev.forebay.server;

import dev.forebay.identity.authorization.PolicyTexts;
import dev.forebay.identity.authorization.ResourcePolicies;
import dev.forebay.identity.decision.NamedPolicy;
import dev.forebay.model.AccountId;
import dev.forebay.model.Arn;
import dev.forebay.s3.S3;
import java.util.Optional;

/** The policies of buckets, and whose they are, which their ARNs do not say. Thread-safe. */
final class BucketPolicies implements ResourcePolicies {
  private final S3 s3;
  private final PolicyTexts texts;

  BucketPolicies(S3 s3) {
    this.s3 = s3;
    this.texts = new PolicyTexts(s3::policy);
  }

  @Override
  public Optional<NamedPolicy> find(Arn resource) {
    return texts.find(resource);
  }

  @Override
  public Optional<AccountId> owner(Arn resource) {
    return s3.owner(resource);
  }
}
