package dev.forebay.s3;

import dev.forebay.model.AccountId;
import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.model.Region;
import dev.forebay.storage.TableSpace.Range;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.CreateBucketConfiguration;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.CreateBucketResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketResponse;
import software.amazon.awssdk.services.s3.model.GetBucketLocationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLocationResponse;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;
import software.amazon.awssdk.services.s3.model.ListBucketsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.OwnershipControls;
import software.amazon.awssdk.services.s3.model.OwnershipControlsRule;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.Tagging;

/** Makes, lists and deletes buckets. Thread-safe. */
final class BucketOperations {
  private static final int MOST = 10_000;
  private static final String CLASSIC = "us-east-1";

  private final Buckets buckets;
  private final ObjectFiles files;
  private final Setting setting;
  private final Clock clock;
  private final RandomGenerator random;

  BucketOperations(
      Buckets buckets, ObjectFiles files, Setting setting, Clock clock, RandomGenerator random) {
    this.buckets = buckets;
    this.files = files;
    this.setting = setting;
    this.clock = clock;
    this.random = random;
  }

  CreateBucketResponse create(CallContext context, CreateBucketRequest request) {
    String name = ListOperations.orEmpty(request.bucket());
    BucketName.check(name);
    CreateBucketConfiguration configuration =
        Optional.ofNullable(request.createBucketConfiguration())
            .orElseGet(() -> CreateBucketConfiguration.builder().build());
    Region region = region(context.place().region(), configuration.locationConstraintAsString());
    if (configuration.bucket() != null || configuration.location() != null) {
      throw S3Errors.notImplemented("A directory bucket");
    }
    AccountId owner = context.place().account();
    boolean lockable = Boolean.TRUE.equals(request.objectLockEnabledForBucket());
    Map<String, String> settings = new HashMap<>();
    String ownership =
        request.objectOwnershipAsString() == null
            ? ObjectOwnership.BUCKET_OWNER_ENFORCED.toString()
            : request.objectOwnershipAsString();
    if (ObjectOwnership.fromValue(ownership) == ObjectOwnership.UNKNOWN_TO_SDK_VERSION) {
      throw S3Errors.invalidArgument(
          "Invalid x-amz-object-ownership header: " + ownership,
          "x-amz-object-ownership",
          ownership);
    }
    checkAcl(request.aclAsString(), ownership);
    if (request.aclAsString() != null) {
      settings.put(Setting.ACL, request.aclAsString());
    }
    settings.put(
        Setting.OWNERSHIP,
        setting.write(
            OwnershipControls.builder()
                .rules(OwnershipControlsRule.builder().objectOwnership(ownership).build())
                .build()));
    settings.put(
        Setting.PUBLIC_ACCESS,
        setting.write(
            PublicAccessBlockConfiguration.builder()
                .blockPublicAcls(true)
                .ignorePublicAcls(true)
                .blockPublicPolicy(true)
                .restrictPublicBuckets(true)
                .build()));
    if (!configuration.tags().isEmpty()) {
      Tags.checkBucket(configuration.tags());
      settings.put(
          Setting.TAGGING, setting.write(Tagging.builder().tagSet(configuration.tags()).build()));
    }
    BucketRow row =
        new BucketRow(
            name,
            HexFormat.of().toHexDigits(random.nextLong()),
            owner,
            region,
            clock.now().toEpochMilli(),
            lockable ? Versioning.ENABLED : Versioning.OFF,
            lockable,
            settings);
    if (!buckets.create(row)) {
      existing(name, owner, region);
    }
    return CreateBucketResponse.builder()
        .location(
            region.value().equals(CLASSIC)
                ? "/" + name
                : "http://" + name + ".s3." + region + ".localhost/")
        .bucketArn(row.arn())
        .build();
  }

  private static void checkAcl(@Nullable String acl, String ownership) {
    if (acl != null
        && !acl.equals("private")
        && ownership.equals(ObjectOwnership.BUCKET_OWNER_ENFORCED.toString())) {
      throw S3Errors.refused(
          "InvalidBucketAclWithObjectOwnership",
          "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting");
    }
  }

  // Making one's own bucket again is no error where S3 began, and one elsewhere.
  private void existing(String name, AccountId owner, Region region) {
    OpenBucket there = buckets.find(name).orElseThrow(S3Errors::contended);
    if (!there.row().owner().equals(owner)) {
      throw new AwsException(
          "BucketAlreadyExists",
          409,
          "The requested bucket name is not available. The bucket namespace is shared by all users"
              + " of the system. Please select a different name and try again.",
          Map.of("BucketName", name));
    }
    if (!(region.value().equals(CLASSIC) && there.row().region().equals(region))) {
      throw new AwsException(
          "BucketAlreadyOwnedByYou",
          409,
          "Your previous request to create the named bucket succeeded and you already own it.",
          Map.of("BucketName", name));
    }
  }

  private static Region region(Region endpoint, @Nullable String constraint) {
    if (constraint == null || constraint.isEmpty()) {
      if (!endpoint.value().equals(CLASSIC)) {
        throw S3Errors.refused(
            "IllegalLocationConstraintException",
            "The unspecified location constraint is incompatible for the region specific endpoint"
                + " this request was sent to.");
      }
      return endpoint;
    }
    String named = constraint.equals("EU") ? "eu-west-1" : constraint;
    if (!Region.isValid(named) || named.equals(CLASSIC)) {
      throw new AwsException(
          "InvalidLocationConstraint",
          400,
          "The specified location-constraint is not valid",
          Map.of("LocationConstraint", constraint));
    }
    if (!endpoint.value().equals(CLASSIC) && !endpoint.value().equals(named)) {
      throw S3Errors.refused(
          "IllegalLocationConstraintException",
          "The "
              + constraint
              + " location constraint is incompatible for the region specific endpoint this request"
              + " was sent to.");
    }
    return new Region(named);
  }

  DeleteBucketResponse delete(CallContext context, DeleteBucketRequest request) {
    OpenBucket bucket = buckets.open(request.bucket(), request.expectedBucketOwner());
    if (!bucket
        .space()
        .scan(new Range(Keys.HEAD, Bytes.EMPTY, Optional.empty(), false), 1)
        .isEmpty()) {
      throw new AwsException(
          "BucketNotEmpty",
          409,
          bucket.versioned()
              ? "The bucket you tried to delete is not empty. You must delete all versions in the"
                  + " bucket."
              : "The bucket you tried to delete is not empty",
          Map.of("BucketName", bucket.name()));
    }
    buckets.delete(bucket);
    files.deleteAll(bucket);
    return DeleteBucketResponse.builder().build();
  }

  HeadBucketResponse head(CallContext context, HeadBucketRequest request) {
    OpenBucket bucket = buckets.open(request.bucket(), request.expectedBucketOwner());
    return HeadBucketResponse.builder()
        .bucketRegion(bucket.row().region().value())
        .bucketArn(bucket.row().arn())
        .accessPointAlias(false)
        .build();
  }

  GetBucketLocationResponse location(CallContext context, GetBucketLocationRequest request) {
    String region =
        buckets.open(request.bucket(), request.expectedBucketOwner()).row().region().value();
    return GetBucketLocationResponse.builder()
        .locationConstraint(region.equals(CLASSIC) ? "" : region)
        .build();
  }

  ListBucketsResponse list(CallContext context, ListBucketsRequest request) {
    int limit = request.maxBuckets() == null ? MOST : request.maxBuckets();
    if (limit < 1 || limit > MOST) {
      throw S3Errors.invalidArgument(
          "Argument max-buckets must be an integer between 1 and 10000",
          "max-buckets",
          Integer.toString(limit));
    }
    String prefix = ListOperations.orEmpty(request.prefix());
    Optional<String> wanted = Optional.ofNullable(request.bucketRegion());
    List<OpenBucket> found =
        buckets
            .list(
                context.place().account(),
                prefix,
                after(request.continuationToken()),
                Integer.MAX_VALUE)
            .stream()
            .filter(
                bucket -> wanted.isEmpty() || wanted.get().equals(bucket.row().region().value()))
            .limit(limit + 1L)
            .toList();
    List<OpenBucket> page = found.subList(0, Math.min(limit, found.size()));
    boolean paged = request.maxBuckets() != null;
    ListBucketsResponse.Builder answer =
        ListBucketsResponse.builder()
            .owner(Owners.owner(context.place().account()))
            .buckets(page.stream().map(bucket -> describe(bucket, paged)).toList());
    if (!prefix.isEmpty()) {
      answer.prefix(prefix);
    }
    if (found.size() > page.size()) {
      answer.continuationToken(
          Base64.getUrlEncoder()
              .encodeToString(page.getLast().name().getBytes(StandardCharsets.UTF_8)));
    }
    return answer.build();
  }

  private static String after(@Nullable String token) {
    if (token == null) {
      return "";
    }
    try {
      return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw S3Errors.invalidArgument(
          "The continuation token provided is incorrect", "continuation-token", token);
    }
  }

  private static Bucket describe(OpenBucket bucket, boolean paged) {
    Bucket.Builder described =
        Bucket.builder()
            .name(bucket.name())
            .bucketArn(bucket.row().arn())
            .creationDate(
                Instant.ofEpochMilli(bucket.row().created()).truncatedTo(ChronoUnit.SECONDS));
    if (paged) {
      described.bucketRegion(bucket.row().region().value());
    }
    return described.build();
  }
}
