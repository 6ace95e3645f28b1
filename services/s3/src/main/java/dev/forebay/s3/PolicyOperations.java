package dev.forebay.s3;

import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.DeleteBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketReplicationRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketReplicationResponse;
import software.amazon.awssdk.services.s3.model.DeletePublicAccessBlockRequest;
import software.amazon.awssdk.services.s3.model.DeletePublicAccessBlockResponse;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyStatusRequest;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyStatusResponse;
import software.amazon.awssdk.services.s3.model.GetBucketReplicationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketReplicationResponse;
import software.amazon.awssdk.services.s3.model.GetPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3.model.GetPublicAccessBlockResponse;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.PutBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.PutBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.PutPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3.model.PutPublicAccessBlockResponse;

/** Policies of buckets, and what keeps them from letting everybody in. Thread-safe. */
final class PolicyOperations {
  private static final int LARGEST = 20_480;

  private final SettingStore store;
  private final PolicyCheck check;

  PolicyOperations(SettingStore store, PolicyCheck check) {
    this.store = store;
    this.check = check;
  }

  void register(ServiceBinding.Builder binding) {
    binding
        .on("PutBucketPolicy", PutBucketPolicyRequest::builder, this::put)
        .on("GetBucketPolicy", GetBucketPolicyRequest::builder, this::get)
        .on("DeleteBucketPolicy", DeleteBucketPolicyRequest::builder, this::delete)
        .on("GetBucketPolicyStatus", GetBucketPolicyStatusRequest::builder, this::status)
        .on("PutPublicAccessBlock", PutPublicAccessBlockRequest::builder, this::putBlock)
        .on("GetPublicAccessBlock", GetPublicAccessBlockRequest::builder, this::getBlock)
        .on("DeletePublicAccessBlock", DeletePublicAccessBlockRequest::builder, this::deleteBlock)
        .on("GetBucketReplication", GetBucketReplicationRequest::builder, this::replication)
        .on(
            "DeleteBucketReplication",
            DeleteBucketReplicationRequest::builder,
            this::deleteReplication);
  }

  private PutBucketPolicyResponse put(CallContext context, PutBucketPolicyRequest request) {
    OpenBucket bucket = store.open(request.bucket(), request.expectedBucketOwner());
    String policy = ListOperations.orEmpty(request.policy());
    if (policy.length() > LARGEST) {
      throw S3Errors.refused("PolicyTooLarge", "The policy document is too large");
    }
    check
        .fault(policy)
        .ifPresent(fault -> {
          throw S3Errors.refused("MalformedPolicy", fault);
        });
    boolean blocked =
        store
            .setting()
            .read(bucket.row(), Setting.PUBLIC_ACCESS, PublicAccessBlockConfiguration.builder())
            .filter(block -> Boolean.TRUE.equals(block.blockPublicPolicy()))
            .isPresent();
    if (blocked && check.isPublic(policy)) {
      throw new AwsException(
          "AccessDenied",
          403,
          "User: "
              + context.caller().name()
              + " is not authorized to perform: s3:PutBucketPolicy on resource: \""
              + bucket.row().arn()
              + "\" because public policies are prevented by the BlockPublicPolicy setting in S3"
              + " Block Public Access.");
    }
    store.saveText(bucket, Setting.POLICY, policy);
    return PutBucketPolicyResponse.builder().build();
  }

  private static AwsException noPolicy(OpenBucket bucket) {
    return new AwsException(
        "NoSuchBucketPolicy",
        404,
        "The bucket policy does not exist",
        Map.of("BucketName", bucket.name()));
  }

  private GetBucketPolicyResponse get(CallContext context, GetBucketPolicyRequest request) {
    OpenBucket bucket = store.open(request.bucket(), request.expectedBucketOwner());
    return GetBucketPolicyResponse.builder()
        .policy(bucket.row().setting(Setting.POLICY).orElseThrow(() -> noPolicy(bucket)))
        .build();
  }

  private DeleteBucketPolicyResponse delete(
      CallContext context, DeleteBucketPolicyRequest request) {
    store.drop(request.bucket(), request.expectedBucketOwner(), Setting.POLICY);
    return DeleteBucketPolicyResponse.builder().build();
  }

  private GetBucketPolicyStatusResponse status(
      CallContext context, GetBucketPolicyStatusRequest request) {
    OpenBucket bucket = store.open(request.bucket(), request.expectedBucketOwner());
    String policy = bucket.row().setting(Setting.POLICY).orElseThrow(() -> noPolicy(bucket));
    return GetBucketPolicyStatusResponse.builder()
        .policyStatus(status -> status.isPublic(check.isPublic(policy)))
        .build();
  }

  private PutPublicAccessBlockResponse putBlock(
      CallContext context, PutPublicAccessBlockRequest request) {
    PublicAccessBlockConfiguration given =
        Optional.ofNullable(request.publicAccessBlockConfiguration())
            .orElseThrow(S3Errors::malformedXml);
    store.save(
        request.bucket(),
        request.expectedBucketOwner(),
        Setting.PUBLIC_ACCESS,
        PublicAccessBlockConfiguration.builder()
            .blockPublicAcls(Boolean.TRUE.equals(given.blockPublicAcls()))
            .ignorePublicAcls(Boolean.TRUE.equals(given.ignorePublicAcls()))
            .blockPublicPolicy(Boolean.TRUE.equals(given.blockPublicPolicy()))
            .restrictPublicBuckets(Boolean.TRUE.equals(given.restrictPublicBuckets()))
            .build());
    return PutPublicAccessBlockResponse.builder().build();
  }

  private GetPublicAccessBlockResponse getBlock(
      CallContext context, GetPublicAccessBlockRequest request) {
    return GetPublicAccessBlockResponse.builder()
        .publicAccessBlockConfiguration(
            store.require(
                request.bucket(),
                request.expectedBucketOwner(),
                Setting.PUBLIC_ACCESS,
                PublicAccessBlockConfiguration.builder(),
                "NoSuchPublicAccessBlockConfiguration",
                "The public access block configuration was not found"))
        .build();
  }

  private DeletePublicAccessBlockResponse deleteBlock(
      CallContext context, DeletePublicAccessBlockRequest request) {
    store.drop(request.bucket(), request.expectedBucketOwner(), Setting.PUBLIC_ACCESS);
    return DeletePublicAccessBlockResponse.builder().build();
  }

  // No bucket can be given a replication here, so none has one.
  private GetBucketReplicationResponse replication(
      CallContext context, GetBucketReplicationRequest request) {
    OpenBucket bucket = store.open(request.bucket(), request.expectedBucketOwner());
    throw new AwsException(
        "ReplicationConfigurationNotFoundError",
        404,
        "The replication configuration was not found",
        Map.of("BucketName", bucket.name()));
  }

  private DeleteBucketReplicationResponse deleteReplication(
      CallContext context, DeleteBucketReplicationRequest request) {
    store.open(request.bucket(), request.expectedBucketOwner());
    return DeleteBucketReplicationResponse.builder().build();
  }
}
