package dev.forebay.s3;

import dev.forebay.wire.protocol.PojoDocuments;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** A bucket's configurations as texts in its row. Thread-safe. */
final class Setting {
  static final String ABAC = "abac";
  static final String ACCELERATE = "accelerate";
  static final String ACL = "acl";
  static final String ANALYTICS = "analytics/";
  static final String CORS = "cors";
  static final String ENCRYPTION = "encryption";
  static final String INVENTORY = "inventory/";
  static final String LIFECYCLE = "lifecycle";
  static final String LOGGING = "logging";
  static final String METRICS = "metrics/";
  static final String NOTIFICATION = "notification";
  static final String OBJECT_LOCK = "object-lock";
  static final String OWNERSHIP = "ownership";
  static final String PAYER = "request-payment";
  static final String POLICY = "policy";
  static final String PUBLIC_ACCESS = "public-access-block";
  static final String REPLICATION = "replication";
  static final String TAGGING = "tagging";
  static final String TIERING = "intelligent-tiering/";
  static final String WEBSITE = "website";

  private final PojoDocuments documents = new PojoDocuments();

  /** A configuration as a text. */
  String write(SdkPojo configuration) {
    return documents.write(configuration);
  }

  /** A configuration of a bucket, if it has it. */
  <T extends SdkPojo> Optional<T> read(BucketRow row, String key, SdkBuilder<?, T> builder) {
    return row.setting(key).map(text -> documents.read(text, builder));
  }
}
