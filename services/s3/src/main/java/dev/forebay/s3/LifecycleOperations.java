package dev.forebay.s3;

import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.s3.model.BucketLifecycleConfiguration;
import software.amazon.awssdk.services.s3.model.DeleteBucketLifecycleRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketLifecycleResponse;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationResponse;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.PutBucketLifecycleConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketLifecycleConfigurationResponse;

/** Says how long the objects of a bucket live. Thread-safe. */
final class LifecycleOperations {
  private static final int MOST = 1_000;

  private final SettingStore store;
  private final RandomGenerator random;

  LifecycleOperations(SettingStore store, RandomGenerator random) {
    this.store = store;
    this.random = random;
  }

  void register(ServiceBinding.Builder binding) {
    binding
        .on(
            "PutBucketLifecycleConfiguration",
            PutBucketLifecycleConfigurationRequest::builder,
            this::put)
        .on(
            "GetBucketLifecycleConfiguration",
            GetBucketLifecycleConfigurationRequest::builder,
            this::get)
        .on("DeleteBucketLifecycle", DeleteBucketLifecycleRequest::builder, this::delete);
  }

  private PutBucketLifecycleConfigurationResponse put(
      CallContext context, PutBucketLifecycleConfigurationRequest request) {
    BucketLifecycleConfiguration given = request.lifecycleConfiguration();
    if (given == null || given.rules().isEmpty() || given.rules().size() > MOST) {
      throw S3Errors.malformedXml();
    }
    Set<String> ids = new HashSet<>();
    List<LifecycleRule> rules = new ArrayList<>();
    for (LifecycleRule rule : given.rules()) {
      check(rule);
      LifecycleRule named =
          rule.id() == null || rule.id().isEmpty()
              ? rule.toBuilder()
                  .id(new UUID(random.nextLong(), random.nextLong()).toString())
                  .build()
              : rule;
      if (!ids.add(named.id())) {
        throw S3Errors.invalidArgument(
            "Rule ID must be unique. Found same ID for more than one rule", "ID", named.id());
      }
      rules.add(named);
    }
    store.save(
        request.bucket(),
        request.expectedBucketOwner(),
        Setting.LIFECYCLE,
        BucketLifecycleConfiguration.builder().rules(rules).build());
    return PutBucketLifecycleConfigurationResponse.builder()
        .transitionDefaultMinimumObjectSize("all_storage_classes_128K")
        .build();
  }

  private static void check(LifecycleRule rule) {
    boolean valid =
        rule.statusAsString() != null
            && (rule.statusAsString().equals("Enabled")
                || rule.statusAsString().equals("Disabled"));
    if (!valid) {
      throw S3Errors.malformedXml();
    }
    boolean acts =
        rule.expiration() != null
            || rule.noncurrentVersionExpiration() != null
            || rule.abortIncompleteMultipartUpload() != null
            || rule.hasTransitions()
            || rule.hasNoncurrentVersionTransitions();
    if (!acts) {
      throw S3Errors.invalidRequest("At least one action needs to be specified in a rule.");
    }
    if (rule.expiration() != null) {
      boolean one = rule.expiration().days() != null ^ rule.expiration().date() != null;
      if (!one && rule.expiration().expiredObjectDeleteMarker() == null) {
        throw S3Errors.malformedXml();
      }
      if (rule.expiration().days() != null && rule.expiration().days() < 1) {
        throw S3Errors.invalidArgument(
            "'Days' for Expiration action must be a positive integer",
            "Days",
            rule.expiration().days().toString());
      }
    }
    if (rule.noncurrentVersionExpiration() != null
        && (rule.noncurrentVersionExpiration().noncurrentDays() == null
            || rule.noncurrentVersionExpiration().noncurrentDays() < 1)) {
      throw S3Errors.invalidArgument(
          "'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive integer",
          "NoncurrentDays",
          String.valueOf(rule.noncurrentVersionExpiration().noncurrentDays()));
    }
  }

  private GetBucketLifecycleConfigurationResponse get(
      CallContext context, GetBucketLifecycleConfigurationRequest request) {
    return GetBucketLifecycleConfigurationResponse.builder()
        .rules(
            store
                .require(
                    request.bucket(),
                    request.expectedBucketOwner(),
                    Setting.LIFECYCLE,
                    BucketLifecycleConfiguration.builder(),
                    "NoSuchLifecycleConfiguration",
                    "The lifecycle configuration does not exist")
                .rules())
        .transitionDefaultMinimumObjectSize("all_storage_classes_128K")
        .build();
  }

  private DeleteBucketLifecycleResponse delete(
      CallContext context, DeleteBucketLifecycleRequest request) {
    store.drop(request.bucket(), request.expectedBucketOwner(), Setting.LIFECYCLE);
    return DeleteBucketLifecycleResponse.builder().build();
  }
}
