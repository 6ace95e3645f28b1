package dev.forebay.s3;

import dev.forebay.model.RecordedOnly;
import java.util.List;

/** What this service accepts without acting on it. */
public final class RecordedOptions {
  private static final List<String> WRITING =
      List.of("PutObject", "CopyObject", "CreateMultipartUpload");

  /** All of them. */
  public static final List<RecordedOnly> ALL =
      List.of(
          option(
              WRITING,
              "ServerSideEncryption",
              "It is kept and told; bytes are stored as they are, whatever it says."),
          option(WRITING, "SSEKMSKeyId", "There is no KMS here: bytes are stored as they are."),
          option(
              WRITING,
              "SSECustomerKey",
              "A reader has to show the same key; bytes are stored as they are."),
          option(
              WRITING, "StorageClass", "It is kept and told; all bytes are stored the same way."),
          option(
              List.of("PutObject", "CopyObject", "CreateMultipartUpload", "CreateBucket"),
              "ACL",
              "ACLs are kept and told where the bucket has them; only policies decide."),
          option(
              List.of("PutBucketAcl", "PutObjectAcl"),
              "AccessControlPolicy",
              "ACLs are kept and told where the bucket has them; only policies decide."),
          option(
              List.of("PutBucketEncryption"),
              "ServerSideEncryptionConfiguration",
              "New objects are told to be encrypted so; bytes are stored as they are."),
          option(List.of("PutBucketLogging"), "BucketLoggingStatus", "No access logs are written."),
          option(
              List.of("PutBucketWebsite"),
              "WebsiteConfiguration",
              "There is no website endpoint: objects are read by their keys only."),
          option(
              List.of("PutBucketAccelerateConfiguration"),
              "AccelerateConfiguration",
              "All clients are on this machine."),
          option(
              List.of("PutBucketRequestPayment"),
              "RequestPaymentConfiguration",
              "Nobody pays for requests."),
          option(
              List.of("PutBucketAnalyticsConfiguration"),
              "AnalyticsConfiguration",
              "Nothing is analysed."),
          option(
              List.of("PutBucketInventoryConfiguration"),
              "InventoryConfiguration",
              "No inventories are written."),
          option(
              List.of("PutBucketMetricsConfiguration"),
              "MetricsConfiguration",
              "There is no CloudWatch here to count for."),
          option(
              List.of("PutBucketIntelligentTieringConfiguration"),
              "IntelligentTieringConfiguration",
              "All bytes are stored the same way."),
          option(
              List.of("PutBucketAbac"), "AbacStatus", "Tags of buckets take no part in decisions."),
          option(
              List.of("PutBucketLifecycleConfiguration"),
              "LifecycleConfiguration.Rules.Transitions",
              "All bytes are stored the same way, so nothing moves."));

  private RecordedOptions() {}

  private static RecordedOnly option(List<String> operations, String option, String reason) {
    return new RecordedOnly("s3", operations, option, reason);
  }
}
