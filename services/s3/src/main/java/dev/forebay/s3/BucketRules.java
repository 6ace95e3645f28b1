package dev.forebay.s3;

import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.s3.model.CORSConfiguration;
import software.amazon.awssdk.services.s3.model.CORSRule;
import software.amazon.awssdk.services.s3.model.DeleteBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketCorsResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketOwnershipControlsRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketOwnershipControlsResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketTaggingResponse;
import software.amazon.awssdk.services.s3.model.GetBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.GetBucketCorsResponse;
import software.amazon.awssdk.services.s3.model.GetBucketOwnershipControlsRequest;
import software.amazon.awssdk.services.s3.model.GetBucketOwnershipControlsResponse;
import software.amazon.awssdk.services.s3.model.GetBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.GetBucketTaggingResponse;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.GetObjectLockConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetObjectLockConfigurationResponse;
import software.amazon.awssdk.services.s3.model.ObjectLockConfiguration;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.OwnershipControls;
import software.amazon.awssdk.services.s3.model.PutBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.PutBucketCorsResponse;
import software.amazon.awssdk.services.s3.model.PutBucketOwnershipControlsRequest;
import software.amazon.awssdk.services.s3.model.PutBucketOwnershipControlsResponse;
import software.amazon.awssdk.services.s3.model.PutBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.PutBucketTaggingResponse;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.PutObjectLockConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutObjectLockConfigurationResponse;
import software.amazon.awssdk.services.s3.model.Tagging;

/**
 * What a bucket's owner says of it: versions, tags, ownership, locks, and which pages may use it.
 * Thread-safe.
 */
final class BucketRules {
  private static final Set<String> METHODS = Set.of("GET", "PUT", "POST", "DELETE", "HEAD");

  private final SettingStore store;

  BucketRules(SettingStore store) {
    this.store = store;
  }

  void register(ServiceBinding.Builder binding) {
    binding
        .on("PutBucketVersioning", PutBucketVersioningRequest::builder, this::putVersioning)
        .on("GetBucketVersioning", GetBucketVersioningRequest::builder, this::getVersioning)
        .on("PutBucketTagging", PutBucketTaggingRequest::builder, this::putTagging)
        .on("GetBucketTagging", GetBucketTaggingRequest::builder, this::getTagging)
        .on("DeleteBucketTagging", DeleteBucketTaggingRequest::builder, this::deleteTagging)
        .on("PutBucketCors", PutBucketCorsRequest::builder, this::putCors)
        .on("GetBucketCors", GetBucketCorsRequest::builder, this::getCors)
        .on("DeleteBucketCors", DeleteBucketCorsRequest::builder, this::deleteCors)
        .on(
            "PutBucketOwnershipControls",
            PutBucketOwnershipControlsRequest::builder,
            this::putOwnership)
        .on(
            "GetBucketOwnershipControls",
            GetBucketOwnershipControlsRequest::builder,
            this::getOwnership)
        .on(
            "DeleteBucketOwnershipControls",
            DeleteBucketOwnershipControlsRequest::builder,
            this::deleteOwnership)
        .on("PutObjectLockConfiguration", PutObjectLockConfigurationRequest::builder, this::putLock)
        .on(
            "GetObjectLockConfiguration",
            GetObjectLockConfigurationRequest::builder,
            this::getLock);
  }

  private PutBucketVersioningResponse putVersioning(
      CallContext context, PutBucketVersioningRequest request) {
    OpenBucket bucket = store.open(request.bucket(), request.expectedBucketOwner());
    if (request.versioningConfiguration() == null
        || request.versioningConfiguration().statusAsString() == null) {
      throw S3Errors.refused(
          "IllegalVersioningConfigurationException", "The Versioning element must be specified");
    }
    Versioning wanted =
        switch (request.versioningConfiguration().status()) {
          case ENABLED -> Versioning.ENABLED;
          case SUSPENDED -> Versioning.SUSPENDED;
          case UNKNOWN_TO_SDK_VERSION -> throw S3Errors.malformedXml();
        };
    store
        .buckets()
        .update(
            bucket,
            row -> {
              if (row.lockable() && wanted == Versioning.SUSPENDED) {
                throw new AwsException(
                    "InvalidBucketState",
                    409,
                    "An Object Lock configuration is present on this bucket, so the versioning"
                        + " state cannot be changed.");
              }
              return row.with(wanted);
            });
    return PutBucketVersioningResponse.builder().build();
  }

  private GetBucketVersioningResponse getVersioning(
      CallContext context, GetBucketVersioningRequest request) {
    OpenBucket bucket = store.open(request.bucket(), request.expectedBucketOwner());
    GetBucketVersioningResponse.Builder answer = GetBucketVersioningResponse.builder();
    switch (bucket.row().versioning()) {
      case OFF -> {}
      case ENABLED -> answer.status("Enabled");
      case SUSPENDED -> answer.status("Suspended");
    }
    return answer.build();
  }

  private PutBucketTaggingResponse putTagging(
      CallContext context, PutBucketTaggingRequest request) {
    if (request.tagging() == null) {
      throw S3Errors.malformedXml();
    }
    Tags.checkBucket(request.tagging().tagSet());
    store.save(request.bucket(), request.expectedBucketOwner(), Setting.TAGGING, request.tagging());
    return PutBucketTaggingResponse.builder().build();
  }

  private GetBucketTaggingResponse getTagging(
      CallContext context, GetBucketTaggingRequest request) {
    return GetBucketTaggingResponse.builder()
        .tagSet(
            store
                .require(
                    request.bucket(),
                    request.expectedBucketOwner(),
                    Setting.TAGGING,
                    Tagging.builder(),
                    "NoSuchTagSet",
                    "The TagSet does not exist")
                .tagSet())
        .build();
  }

  private DeleteBucketTaggingResponse deleteTagging(
      CallContext context, DeleteBucketTaggingRequest request) {
    store.drop(request.bucket(), request.expectedBucketOwner(), Setting.TAGGING);
    return DeleteBucketTaggingResponse.builder().build();
  }

  private PutBucketCorsResponse putCors(CallContext context, PutBucketCorsRequest request) {
    CORSConfiguration configuration = request.corsConfiguration();
    if (configuration == null
        || configuration.corsRules().isEmpty()
        || configuration.corsRules().size() > 100) {
      throw S3Errors.malformedXml();
    }
    configuration.corsRules().forEach(BucketRules::checkRule);
    store.save(request.bucket(), request.expectedBucketOwner(), Setting.CORS, configuration);
    return PutBucketCorsResponse.builder().build();
  }

  private static void checkRule(CORSRule rule) {
    if (rule.allowedMethods().isEmpty() || rule.allowedOrigins().isEmpty()) {
      throw S3Errors.malformedXml();
    }
    for (String method : rule.allowedMethods()) {
      if (!METHODS.contains(method)) {
        throw S3Errors.invalidRequest(
            "Found unsupported HTTP method in CORS config. Unsupported method is " + method);
      }
    }
    for (String origin : rule.allowedOrigins()) {
      if (origin.indexOf('*') != origin.lastIndexOf('*')) {
        throw S3Errors.invalidRequest(
            "AllowedOrigin \"" + origin + "\" can not have more than one wildcard.");
      }
    }
    for (String header : rule.allowedHeaders()) {
      if (header.indexOf('*') != header.lastIndexOf('*')) {
        throw S3Errors.invalidRequest(
            "AllowedHeader \"" + header + "\" can not have more than one wildcard.");
      }
    }
  }

  private GetBucketCorsResponse getCors(CallContext context, GetBucketCorsRequest request) {
    return GetBucketCorsResponse.builder()
        .corsRules(
            store
                .require(
                    request.bucket(),
                    request.expectedBucketOwner(),
                    Setting.CORS,
                    CORSConfiguration.builder(),
                    "NoSuchCORSConfiguration",
                    "The CORS configuration does not exist")
                .corsRules())
        .build();
  }

  private DeleteBucketCorsResponse deleteCors(
      CallContext context, DeleteBucketCorsRequest request) {
    store.drop(request.bucket(), request.expectedBucketOwner(), Setting.CORS);
    return DeleteBucketCorsResponse.builder().build();
  }

  private PutBucketOwnershipControlsResponse putOwnership(
      CallContext context, PutBucketOwnershipControlsRequest request) {
    OwnershipControls controls = request.ownershipControls();
    if (controls == null
        || controls.rules().size() != 1
        || controls.rules().getFirst().objectOwnership() == null
        || controls.rules().getFirst().objectOwnership()
            == ObjectOwnership.UNKNOWN_TO_SDK_VERSION) {
      throw S3Errors.malformedXml();
    }
    store.save(request.bucket(), request.expectedBucketOwner(), Setting.OWNERSHIP, controls);
    return PutBucketOwnershipControlsResponse.builder().build();
  }

  private GetBucketOwnershipControlsResponse getOwnership(
      CallContext context, GetBucketOwnershipControlsRequest request) {
    return GetBucketOwnershipControlsResponse.builder()
        .ownershipControls(
            store.require(
                request.bucket(),
                request.expectedBucketOwner(),
                Setting.OWNERSHIP,
                OwnershipControls.builder(),
                "OwnershipControlsNotFoundError",
                "The bucket ownership controls were not found"))
        .build();
  }

  private DeleteBucketOwnershipControlsResponse deleteOwnership(
      CallContext context, DeleteBucketOwnershipControlsRequest request) {
    store.drop(request.bucket(), request.expectedBucketOwner(), Setting.OWNERSHIP);
    return DeleteBucketOwnershipControlsResponse.builder().build();
  }

  private PutObjectLockConfigurationResponse putLock(
      CallContext context, PutObjectLockConfigurationRequest request) {
    OpenBucket bucket = store.open(request.bucket(), request.expectedBucketOwner());
    ObjectLockConfiguration configuration =
        Optional.ofNullable(request.objectLockConfiguration()).orElseThrow(S3Errors::malformedXml);
    if (!"Enabled".equals(configuration.objectLockEnabledAsString())) {
      throw S3Errors.malformedXml();
    }
    if (bucket.row().versioning() != Versioning.ENABLED) {
      throw new AwsException(
          "InvalidBucketState",
          409,
          "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration");
    }
    if (configuration.rule() != null) {
      var standard = configuration.rule().defaultRetention();
      boolean valid =
          standard != null
              && standard.mode() != null
              && List.of("GOVERNANCE", "COMPLIANCE").contains(standard.modeAsString())
              && (standard.days() == null) != (standard.years() == null);
      if (!valid) {
        throw S3Errors.malformedXml();
      }
      int length = standard.days() != null ? standard.days() : standard.years();
      if (length < 1) {
        throw S3Errors.invalidArgument(
            "Default retention period must be a positive integer value",
            "Days",
            Integer.toString(length));
      }
    }
    store.buckets().update(bucket, BucketRow::withLocks);
    store.save(request.bucket(), request.expectedBucketOwner(), Setting.OBJECT_LOCK, configuration);
    return PutObjectLockConfigurationResponse.builder().build();
  }

  private GetObjectLockConfigurationResponse getLock(
      CallContext context, GetObjectLockConfigurationRequest request) {
    OpenBucket bucket = store.open(request.bucket(), request.expectedBucketOwner());
    if (!bucket.row().lockable()) {
      throw new AwsException(
          "ObjectLockConfigurationNotFoundError",
          404,
          "Object Lock configuration does not exist for this bucket",
          Map.of("BucketName", bucket.name()));
    }
    return GetObjectLockConfigurationResponse.builder()
        .objectLockConfiguration(
            store
                .setting()
                .read(bucket.row(), Setting.OBJECT_LOCK, ObjectLockConfiguration.builder())
                .orElseGet(
                    () -> ObjectLockConfiguration.builder().objectLockEnabled("Enabled").build()))
        .build();
  }
}
