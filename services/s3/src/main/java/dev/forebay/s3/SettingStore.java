package dev.forebay.s3;

import dev.forebay.wire.AwsException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** Keeps, finds and drops the configurations of buckets. Thread-safe. */
final class SettingStore {
  private final Buckets buckets;
  private final Setting setting;

  SettingStore(Buckets buckets, Setting setting) {
    this.buckets = buckets;
    this.setting = setting;
  }

  OpenBucket open(@Nullable String bucket, @Nullable String owner) {
    return buckets.open(bucket, owner);
  }

  /** Keeps a configuration in the place of one that was there. */
  void save(
      @Nullable String bucket,
      @Nullable String owner,
      String key,
      @Nullable SdkPojo configuration) {
    if (configuration == null) {
      throw S3Errors.malformedXml();
    }
    OpenBucket open = open(bucket, owner);
    String text = setting.write(configuration);
    buckets.update(open, row -> row.with(key, text));
  }

  /** Keeps a text. */
  void saveText(OpenBucket bucket, String key, String text) {
    buckets.update(bucket, row -> row.with(key, text));
  }

  /** A configuration, if the bucket has it. */
  <T extends SdkPojo> Optional<T> find(
      @Nullable String bucket, @Nullable String owner, String key, SdkBuilder<?, T> builder) {
    return setting.read(open(bucket, owner).row(), key, builder);
  }

  /** A configuration that has to be there. */
  <T extends SdkPojo> T require(
      @Nullable String bucket,
      @Nullable String owner,
      String key,
      SdkBuilder<?, T> builder,
      String code,
      String message) {
    OpenBucket open = open(bucket, owner);
    return setting
        .read(open.row(), key, builder)
        .orElseThrow(() -> new AwsException(code, 404, message, Map.of("BucketName", open.name())));
  }

  void drop(@Nullable String bucket, @Nullable String owner, String key) {
    buckets.update(open(bucket, owner), row -> row.without(key));
  }

  Setting setting() {
    return setting;
  }

  Buckets buckets() {
    return buckets;
  }
}
