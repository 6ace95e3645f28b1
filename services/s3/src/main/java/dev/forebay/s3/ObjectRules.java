package dev.forebay.s3;

import dev.forebay.model.Clock;
import dev.forebay.wire.AwsException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.DefaultRetention;
import software.amazon.awssdk.services.s3.model.ObjectLockConfiguration;
import software.amazon.awssdk.services.s3.model.OwnershipControls;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionByDefault;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionConfiguration;
import software.amazon.awssdk.services.s3.model.StorageClass;

/**
 * What an object's attributes must be, and what they are where the request does not say, as its
 * bucket has it. Thread-safe.
 */
final class ObjectRules {
  private static final int METADATA = 2_048;
  private static final String ENFORCED = "BucketOwnerEnforced";
  private static final Set<String> ENCRYPTIONS =
      Set.of("AES256", "aws:kms", "aws:kms:dsse", "aws:fsx");
  private static final Set<String> CANNED =
      Set.of(
          "private",
          "public-read",
          "public-read-write",
          "authenticated-read",
          "aws-exec-read",
          "bucket-owner-read",
          "bucket-owner-full-control",
          "log-delivery-write");

  private final Setting setting;
  private final Clock clock;

  ObjectRules(Setting setting, Clock clock) {
    this.setting = setting;
    this.clock = clock;
  }

  /** The attributes of a new object, with what its bucket adds. */
  Map<String, String> complete(BucketRow bucket, Map<String, String> given) {
    Map<String, String> attributes = new TreeMap<>(given);
    attributes.putIfAbsent(Attributes.CONTENT_TYPE, "binary/octet-stream");
    checkStorageClass(attributes);
    encrypt(bucket, attributes);
    lock(bucket, attributes);
    return attributes;
  }

  private static void checkStorageClass(Map<String, String> attributes) {
    String name = attributes.getOrDefault(Attributes.STORAGE_CLASS, "STANDARD");
    if (StorageClass.fromValue(name) == StorageClass.UNKNOWN_TO_SDK_VERSION) {
      throw S3Errors.refused("InvalidStorageClass", "The storage class you specified is not valid");
    }
    if (name.equals("STANDARD")) {
      attributes.remove(Attributes.STORAGE_CLASS);
    }
  }

  private void encrypt(BucketRow bucket, Map<String, String> attributes) {
    String algorithm = attributes.get(Attributes.ENCRYPTION);
    if (attributes.containsKey(Attributes.CUSTOMER_ALGORITHM)) {
      return;
    }
    if (algorithm != null) {
      if (!ENCRYPTIONS.contains(algorithm)) {
        throw S3Errors.invalidArgument(
            "The encryption method specified is not supported",
            "x-amz-server-side-encryption",
            algorithm);
      }
      return;
    }
    Optional<ServerSideEncryptionByDefault> standard =
        setting
            .read(bucket, Setting.ENCRYPTION, ServerSideEncryptionConfiguration.builder())
            .flatMap(configuration -> configuration.rules().stream().findFirst())
            .flatMap(rule -> Optional.ofNullable(rule.applyServerSideEncryptionByDefault()));
    attributes.put(
        Attributes.ENCRYPTION,
        standard.map(ServerSideEncryptionByDefault::sseAlgorithmAsString).orElse("AES256"));
    standard
        .flatMap(rule -> Optional.ofNullable(rule.kmsMasterKeyID()))
        .ifPresent(key -> attributes.put(Attributes.KMS_KEY, key));
  }

  private void lock(BucketRow bucket, Map<String, String> attributes) {
    boolean asked =
        attributes.containsKey(Attributes.LOCK_MODE)
            || attributes.containsKey(Attributes.RETAIN_UNTIL)
            || attributes.containsKey(Attributes.LEGAL_HOLD);
    if (asked && !bucket.lockable()) {
      throw S3Errors.invalidRequest("Bucket is missing Object Lock Configuration");
    }
    if (attributes.containsKey(Attributes.LOCK_MODE)
        != attributes.containsKey(Attributes.RETAIN_UNTIL)) {
      throw S3Errors.invalidArgument(
          "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied",
          "x-amz-object-lock-mode",
          attributes.getOrDefault(Attributes.LOCK_MODE, ""));
    }
    if (attributes.containsKey(Attributes.RETAIN_UNTIL)) {
      checkFuture(Instant.parse(attributes.getOrDefault(Attributes.RETAIN_UNTIL, "")));
      return;
    }
    setting
        .read(bucket, Setting.OBJECT_LOCK, ObjectLockConfiguration.builder())
        .flatMap(configuration -> Optional.ofNullable(configuration.rule()))
        .flatMap(rule -> Optional.ofNullable(rule.defaultRetention()))
        .ifPresent(standard -> {
          attributes.put(Attributes.LOCK_MODE, standard.modeAsString());
          attributes.put(Attributes.RETAIN_UNTIL, clock.now().plus(span(standard)).toString());
        });
  }

  private static Duration span(DefaultRetention retention) {
    return retention.days() != null
        ? Duration.ofDays(retention.days())
        : Duration.ofDays(365L * retention.years());
  }

  /** Throws where a retention would end before it begins. */
  void checkFuture(Instant until) {
    if (!until.isAfter(clock.now())) {
      throw S3Errors.invalidArgument(
          "The retain until date must be in the future!",
          "x-amz-object-lock-retain-until-date",
          until.toString());
    }
  }

  /** Throws where a lock forbids that a version goes. */
  void checkUnlocked(ObjectVersion version, boolean bypassGovernance) {
    if (version.attribute(Attributes.LEGAL_HOLD).filter("ON"::equals).isPresent()) {
      throw S3Errors.locked();
    }
    boolean retained =
        version
            .attribute(Attributes.RETAIN_UNTIL)
            .filter(until -> Instant.parse(until).isAfter(clock.now()))
            .isPresent();
    boolean governed =
        version.attribute(Attributes.LOCK_MODE).filter("GOVERNANCE"::equals).isPresent();
    if (retained && !(governed && bypassGovernance)) {
      throw S3Errors.locked();
    }
  }

  /** The user's metadata with its names as they are kept. */
  static Map<String, String> metadata(Map<String, String> given) {
    Map<String, String> kept = new TreeMap<>();
    int size = 0;
    for (Map.Entry<String, String> entry : given.entrySet()) {
      String name = entry.getKey().toLowerCase(Locale.ROOT);
      kept.put(name, entry.getValue());
      size +=
          name.getBytes(StandardCharsets.UTF_8).length
              + entry.getValue().getBytes(StandardCharsets.UTF_8).length;
    }
    if (size > METADATA) {
      throw new AwsException(
          "MetadataTooLarge",
          400,
          "Your metadata headers exceed the maximum allowed metadata size",
          Map.of("Size", Integer.toString(size), "MaxSizeAllowed", Integer.toString(METADATA)));
    }
    return kept;
  }

  /** Throws where an ACL is none, or the bucket has none. */
  void checkAcl(BucketRow bucket, @Nullable String canned, List<@Nullable String> grants) {
    boolean granted = grants.stream().anyMatch(java.util.Objects::nonNull);
    if (canned == null && !granted) {
      return;
    }
    if (canned != null && granted) {
      throw S3Errors.invalidRequest("Specifying both Canned ACLs and Header Grants is not allowed");
    }
    if (canned != null && !CANNED.contains(canned)) {
      throw S3Errors.invalidArgument("", "x-amz-acl", canned);
    }
    boolean harmless = canned != null && canned.equals("bucket-owner-full-control");
    if (ownership(bucket).equals(ENFORCED) && !harmless) {
      throw S3Errors.refused("AccessControlListNotSupported", "The bucket does not allow ACLs");
    }
  }

  /** Who owns the objects that others write. */
  String ownership(BucketRow bucket) {
    return setting
        .read(bucket, Setting.OWNERSHIP, OwnershipControls.builder())
        .flatMap(controls -> controls.rules().stream().findFirst())
        .map(rule -> rule.objectOwnershipAsString())
        .orElse("ObjectWriter");
  }
}
