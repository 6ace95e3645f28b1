package dev.forebay.firehose;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.firehose.model.BufferingHints;
import software.amazon.awssdk.services.firehose.model.CompressionFormat;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamDescription;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamEncryptionConfiguration;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamEncryptionStatus;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamStatus;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamType;
import software.amazon.awssdk.services.firehose.model.DestinationDescription;
import software.amazon.awssdk.services.firehose.model.EncryptionConfiguration;
import software.amazon.awssdk.services.firehose.model.ExtendedS3DestinationConfiguration;
import software.amazon.awssdk.services.firehose.model.ExtendedS3DestinationDescription;
import software.amazon.awssdk.services.firehose.model.NoEncryptionConfig;
import software.amazon.awssdk.services.firehose.model.S3BackupMode;
import software.amazon.awssdk.services.firehose.model.S3DestinationConfiguration;
import software.amazon.awssdk.services.firehose.model.S3DestinationDescription;
import software.amazon.awssdk.services.firehose.model.SourceDescription;

/** Describes delivery streams, with what holds where nothing was said. */
final class Description {
  /** A stream has one destination. */
  static final String DESTINATION = "destinationId-000000000001";

  private Description() {}

  /**
   * A stream.
   *
   * @param bare whether its destination is left out
   */
  static DeliveryStreamDescription of(OpenStream stream, boolean bare) {
    StreamRow row = stream.row();
    return DeliveryStreamDescription.builder()
        .deliveryStreamName(row.name())
        .deliveryStreamARN(StreamRow.arn(stream.place(), row.name()))
        .deliveryStreamStatus(DeliveryStreamStatus.ACTIVE)
        .deliveryStreamType(type(row))
        .source(source(row))
        .deliveryStreamEncryptionConfiguration(encryption(row.key()))
        .versionId(String.valueOf(row.version()))
        .createTimestamp(Instant.ofEpochMilli(row.created()))
        .lastUpdateTimestamp(row.modified() == 0 ? null : Instant.ofEpochMilli(row.modified()))
        .destinations(bare ? List.of() : List.of(destination(stream)))
        .hasMoreDestinations(false)
        .build();
  }

  static DeliveryStreamType type(StreamRow row) {
    return row.source() == null
        ? DeliveryStreamType.DIRECT_PUT
        : DeliveryStreamType.KINESIS_STREAM_AS_SOURCE;
  }

  private static @Nullable SourceDescription source(StreamRow row) {
    StreamRow.Source source = row.source();
    return source == null
        ? null
        : SourceDescription.builder()
            .kinesisStreamSourceDescription(kinesis ->
                kinesis
                    .kinesisStreamARN(source.arn())
                    .roleARN(source.role())
                    .deliveryStartTimestamp(Instant.ofEpochMilli(row.created())))
            .build();
  }

  private static DeliveryStreamEncryptionConfiguration encryption(StreamRow.@Nullable Key key) {
    return key == null
        ? DeliveryStreamEncryptionConfiguration.builder()
            .status(DeliveryStreamEncryptionStatus.DISABLED)
            .build()
        : DeliveryStreamEncryptionConfiguration.builder()
            .status(DeliveryStreamEncryptionStatus.ENABLED)
            .keyType(key.type())
            .keyARN(key.arn())
            .build();
  }

  private static DestinationDescription destination(OpenStream stream) {
    ExtendedS3DestinationConfiguration given = stream.row().read();
    Destination main = stream.design().main();
    ExtendedS3DestinationDescription.Builder extended =
        ExtendedS3DestinationDescription.builder()
            .roleARN(given.roleARN())
            .bucketARN(given.bucketARN())
            .prefix(given.prefix())
            .errorOutputPrefix(given.errorOutputPrefix())
            .bufferingHints(hints(main))
            .compressionFormat(format(given.compressionFormat()))
            .encryptionConfiguration(orNone(given.encryptionConfiguration()))
            .cloudWatchLoggingOptions(given.cloudWatchLoggingOptions())
            .processingConfiguration(given.processingConfiguration())
            .s3BackupMode(
                given.s3BackupMode() == null ? S3BackupMode.DISABLED : given.s3BackupMode())
            .dataFormatConversionConfiguration(given.dataFormatConversionConfiguration())
            .dynamicPartitioningConfiguration(given.dynamicPartitioningConfiguration())
            .fileExtension(given.fileExtension())
            .customTimeZone(given.customTimeZone());
    S3DestinationConfiguration backup = given.s3BackupConfiguration();
    if (backup != null) {
      extended.s3BackupDescription(backup(backup));
    }
    return DestinationDescription.builder()
        .destinationId(DESTINATION)
        .s3DestinationDescription(plain(given, main))
        .extendedS3DestinationDescription(extended.build())
        .build();
  }

  private static S3DestinationDescription plain(
      ExtendedS3DestinationConfiguration given, Destination read) {
    return S3DestinationDescription.builder()
        .roleARN(given.roleARN())
        .bucketARN(given.bucketARN())
        .prefix(given.prefix())
        .errorOutputPrefix(given.errorOutputPrefix())
        .bufferingHints(hints(read))
        .compressionFormat(format(given.compressionFormat()))
        .encryptionConfiguration(orNone(given.encryptionConfiguration()))
        .cloudWatchLoggingOptions(given.cloudWatchLoggingOptions())
        .build();
  }

  private static S3DestinationDescription backup(S3DestinationConfiguration backup) {
    ExtendedS3DestinationConfiguration given = Destination.extended(backup);
    return plain(given, Destination.of(given));
  }

  private static BufferingHints hints(Destination destination) {
    return BufferingHints.builder()
        .sizeInMBs((int) (destination.hints().bytes() / Hints.MEBIBYTE))
        .intervalInSeconds((int) destination.hints().interval().toSeconds())
        .build();
  }

  private static CompressionFormat format(@Nullable CompressionFormat given) {
    return given == null ? CompressionFormat.UNCOMPRESSED : given;
  }

  private static EncryptionConfiguration orNone(@Nullable EncryptionConfiguration given) {
    return given == null
        ? EncryptionConfiguration.builder()
            .noEncryptionConfig(NoEncryptionConfig.NO_ENCRYPTION)
            .build()
        : given;
  }
}
