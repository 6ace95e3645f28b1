package dev.forebay.s3;

import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.DeleteObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.GetObjectLegalHoldRequest;
import software.amazon.awssdk.services.s3.model.GetObjectLegalHoldResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRetentionRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRetentionResponse;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHold;
import software.amazon.awssdk.services.s3.model.ObjectLockRetention;
import software.amazon.awssdk.services.s3.model.PutObjectLegalHoldRequest;
import software.amazon.awssdk.services.s3.model.PutObjectLegalHoldResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRetentionRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRetentionResponse;
import software.amazon.awssdk.services.s3.model.PutObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.PutObjectTaggingResponse;

/** What is kept of an object beside its bytes and may change: tags, locks. Thread-safe. */
final class ObjectDetails {
  private final Buckets buckets;
  private final Objects objects;
  private final ObjectReads reads;
  private final ObjectRules rules;
  private final Announcer announcer;

  ObjectDetails(
      Buckets buckets, Objects objects, ObjectReads reads, ObjectRules rules, Announcer announcer) {
    this.buckets = buckets;
    this.objects = objects;
    this.reads = reads;
    this.rules = rules;
    this.announcer = announcer;
  }

  void register(ServiceBinding.Builder binding) {
    binding
        .on("PutObjectTagging", PutObjectTaggingRequest::builder, this::putTags)
        .on("GetObjectTagging", GetObjectTaggingRequest::builder, this::getTags)
        .on("DeleteObjectTagging", DeleteObjectTaggingRequest::builder, this::deleteTags)
        .on("PutObjectRetention", PutObjectRetentionRequest::builder, this::putRetention)
        .on("GetObjectRetention", GetObjectRetentionRequest::builder, this::getRetention)
        .on("PutObjectLegalHold", PutObjectLegalHoldRequest::builder, this::putHold)
        .on("GetObjectLegalHold", GetObjectLegalHoldRequest::builder, this::getHold);
  }

  private ObjectVersion update(
      CallContext context,
      OpenBucket bucket,
      String key,
      @Nullable String versionId,
      UnaryOperator<ObjectVersion> change,
      Optional<String> event) {
    Optional<Announcer.Announcement> announcement =
        event.map(name -> announcer.of(context, bucket, key, name));
    ObjectVersion changed =
        objects.update(
            bucket,
            key,
            Optional.ofNullable(versionId),
            change,
            announcement.<Objects.Along>map(along -> along).orElse(Objects.Along.NOTHING));
    announcement.ifPresent(Announcer.Announcement::send);
    return changed;
  }

  private PutObjectTaggingResponse putTags(CallContext context, PutObjectTaggingRequest request) {
    OpenBucket bucket = buckets.open(request.bucket(), request.expectedBucketOwner());
    if (request.tagging() == null) {
      throw S3Errors.malformedXml();
    }
    Map<String, String> tags = Tags.ofObject(request.tagging().tagSet());
    ObjectVersion changed =
        update(
            context,
            bucket,
            ObjectWrites.key(request.key()),
            request.versionId(),
            version -> version.withTags(tags),
            Optional.of("ObjectTagging:Put"));
    PutObjectTaggingResponse.Builder answer = PutObjectTaggingResponse.builder();
    if (bucket.versioned()) {
      answer.versionId(changed.id());
    }
    return answer.build();
  }

  private GetObjectTaggingResponse getTags(CallContext context, GetObjectTaggingRequest request) {
    OpenBucket bucket = buckets.open(request.bucket(), request.expectedBucketOwner());
    ObjectVersion version = reads.find(bucket, request.key(), request.versionId(), "GET");
    GetObjectTaggingResponse.Builder answer =
        GetObjectTaggingResponse.builder().tagSet(Tags.list(version.tags()));
    if (bucket.versioned()) {
      answer.versionId(version.id());
    }
    return answer.build();
  }

  private DeleteObjectTaggingResponse deleteTags(
      CallContext context, DeleteObjectTaggingRequest request) {
    OpenBucket bucket = buckets.open(request.bucket(), request.expectedBucketOwner());
    ObjectVersion changed =
        update(
            context,
            bucket,
            ObjectWrites.key(request.key()),
            request.versionId(),
            version -> version.withTags(Map.of()),
            Optional.of("ObjectTagging:Delete"));
    DeleteObjectTaggingResponse.Builder answer = DeleteObjectTaggingResponse.builder();
    if (bucket.versioned()) {
      answer.versionId(changed.id());
    }
    return answer.build();
  }

  private static void checkLockable(OpenBucket bucket) {
    if (!bucket.row().lockable()) {
      throw S3Errors.invalidRequest("Bucket is missing Object Lock Configuration");
    }
  }

  private PutObjectRetentionResponse putRetention(
      CallContext context, PutObjectRetentionRequest request) {
    OpenBucket bucket = buckets.open(request.bucket(), request.expectedBucketOwner());
    checkLockable(bucket);
    ObjectLockRetention retention =
        Optional.ofNullable(request.retention())
            .orElseGet(() -> ObjectLockRetention.builder().build());
    @Nullable Instant until = retention.retainUntilDate();
    @Nullable String mode = retention.modeAsString();
    if ((until == null) != (mode == null)
        || (mode != null && !mode.equals("GOVERNANCE") && !mode.equals("COMPLIANCE"))) {
      throw S3Errors.malformedXml();
    }
    if (until != null) {
      rules.checkFuture(until);
    }
    boolean bypass = Boolean.TRUE.equals(request.bypassGovernanceRetention());
    update(
        context,
        bucket,
        ObjectWrites.key(request.key()),
        request.versionId(),
        version -> {
          Optional<Instant> before = version.attribute(Attributes.RETAIN_UNTIL).map(Instant::parse);
          boolean shorter =
              before.isPresent()
                  && (until == null
                      || until.isBefore(before.get())
                      || !version.attribute(Attributes.LOCK_MODE).orElse("").equals(mode));
          if (shorter) {
            // A legal hold forbids deletion, not a change of the retention.
            rules.checkUnlocked(version.with(Attributes.LEGAL_HOLD, ""), bypass);
          }
          return version
              .with(Attributes.LOCK_MODE, mode == null ? "" : mode)
              .with(Attributes.RETAIN_UNTIL, until == null ? "" : until.toString());
        },
        Optional.empty());
    return PutObjectRetentionResponse.builder().build();
  }

  private GetObjectRetentionResponse getRetention(
      CallContext context, GetObjectRetentionRequest request) {
    OpenBucket bucket = buckets.open(request.bucket(), request.expectedBucketOwner());
    checkLockable(bucket);
    ObjectVersion version = reads.find(bucket, request.key(), request.versionId(), "GET");
    String until = version.attribute(Attributes.RETAIN_UNTIL).orElseThrow(ObjectDetails::noLock);
    return GetObjectRetentionResponse.builder()
        .retention(
            ObjectLockRetention.builder()
                .mode(version.attribute(Attributes.LOCK_MODE).orElse(""))
                .retainUntilDate(Instant.parse(until))
                .build())
        .build();
  }

  private PutObjectLegalHoldResponse putHold(
      CallContext context, PutObjectLegalHoldRequest request) {
    OpenBucket bucket = buckets.open(request.bucket(), request.expectedBucketOwner());
    checkLockable(bucket);
    @Nullable String status =
        request.legalHold() == null ? null : request.legalHold().statusAsString();
    if (status == null || !(status.equals("ON") || status.equals("OFF"))) {
      throw S3Errors.malformedXml();
    }
    update(
        context,
        bucket,
        ObjectWrites.key(request.key()),
        request.versionId(),
        version -> version.with(Attributes.LEGAL_HOLD, status),
        Optional.empty());
    return PutObjectLegalHoldResponse.builder().build();
  }

  private GetObjectLegalHoldResponse getHold(
      CallContext context, GetObjectLegalHoldRequest request) {
    OpenBucket bucket = buckets.open(request.bucket(), request.expectedBucketOwner());
    checkLockable(bucket);
    ObjectVersion version = reads.find(bucket, request.key(), request.versionId(), "GET");
    return GetObjectLegalHoldResponse.builder()
        .legalHold(
            ObjectLockLegalHold.builder()
                .status(version.attribute(Attributes.LEGAL_HOLD).orElseThrow(ObjectDetails::noLock))
                .build())
        .build();
  }

  private static AwsException noLock() {
    return new AwsException(
        "NoSuchObjectLockConfiguration",
        404,
        "The specified object does not have a ObjectLock configuration");
  }
}
