package dev.forebay.firehose;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.firehose.model.ExtendedS3DestinationConfiguration;
import software.amazon.awssdk.services.firehose.model.S3BackupMode;
import software.amazon.awssdk.services.firehose.model.S3DestinationConfiguration;
import software.amazon.awssdk.services.firehose.model.S3DestinationUpdate;
import software.amazon.awssdk.services.firehose.model.UpdateDestinationRequest;

/** A destination once it was changed: what the update does not say stays ("UpdateDestination"). */
final class Update {
  private Update() {}

  /**
   * The destination as it then is.
   *
   * @throws dev.forebay.wire.AwsException when it cannot become so
   */
  // AWS goes on taking the older update.
  @SuppressWarnings("deprecation")
  static ExtendedS3DestinationConfiguration of(
      ExtendedS3DestinationConfiguration before, UpdateDestinationRequest request) {
    boolean plain = request.s3DestinationUpdate() != null;
    boolean extended = request.extendedS3DestinationUpdate() != null;
    if (plain == extended) {
      throw FirehoseErrors.invalid("Exactly one destination update is supported for a Firehose");
    }
    ExtendedS3DestinationConfiguration.Builder after = before.toBuilder();
    if (plain) {
      lay(request.s3DestinationUpdate(), after);
      return after.build();
    }
    lay(request.extendedS3DestinationUpdate(), after);
    if (before.s3BackupMode() == S3BackupMode.ENABLED
        && request.extendedS3DestinationUpdate().s3BackupMode() == S3BackupMode.DISABLED) {
      throw FirehoseErrors.invalid("S3BackupMode cannot be changed from Enabled to Disabled.");
    }
    S3DestinationUpdate backup = request.extendedS3DestinationUpdate().s3BackupUpdate();
    if (backup != null) {
      S3DestinationConfiguration.Builder to =
          before.s3BackupConfiguration() == null
              ? S3DestinationConfiguration.builder()
              : before.s3BackupConfiguration().toBuilder();
      lay(backup, to);
      after.s3BackupConfiguration(complete(to.build()));
    }
    return after.build();
  }

  private static S3DestinationConfiguration complete(S3DestinationConfiguration backup) {
    if (backup.roleARN() == null || backup.bucketARN() == null) {
      throw FirehoseErrors.invalid("S3BackupUpdate must have a RoleARN and a BucketARN.");
    }
    return backup;
  }

  /** Sets the members that are given. */
  private static void lay(SdkPojo update, SdkPojo to) {
    for (SdkField<?> given : update.sdkFields()) {
      @Nullable Object value = given.getValueOrDefault(update);
      if (value != null) {
        to.sdkFields().stream()
            .filter(field -> Objects.equals(field.memberName(), given.memberName()))
            .forEach(field -> field.set(to, value));
      }
    }
  }
}
