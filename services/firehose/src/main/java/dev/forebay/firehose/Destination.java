package dev.forebay.firehose;

import dev.forebay.model.Arn;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.firehose.model.BufferingHints;
import software.amazon.awssdk.services.firehose.model.ExtendedS3DestinationConfiguration;
import software.amazon.awssdk.services.firehose.model.S3DestinationConfiguration;

/**
 * A bucket that gets records, and how. Immutable.
 *
 * @param role under which it is written to
 * @param bucket its name
 * @param keys what the names of objects begin with
 * @param errorKeys those of objects with records that failed
 * @param zone of the time in names
 * @param extension what names end with
 * @param hints when an object is written
 * @param compression how it is packed
 */
record Destination(
    Arn role,
    String bucket,
    KeyPattern keys,
    KeyPattern errorKeys,
    ZoneId zone,
    String extension,
    Hints hints,
    Compression compression) {
  private static final DateTimeFormatter NAME_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm-ss", Locale.ENGLISH);
  private static final int DEFAULT_SIZE = 5;
  private static final int DEFAULT_INTERVAL = 300;
  private static final int MOST_SIZE = 128;
  private static final int MOST_INTERVAL = 900;

  /**
   * What a configuration asks for.
   *
   * @throws dev.forebay.wire.AwsException when it cannot be
   */
  static Destination of(ExtendedS3DestinationConfiguration given) {
    Compression compression = Compression.of(given.compressionFormat());
    String prefix = orEmpty(given.prefix());
    String extension = orEmpty(given.fileExtension());
    return new Destination(
        Arn.parse(given.roleARN())
            .orElseThrow(() -> FirehoseErrors.invalid("RoleARN is not an ARN.")),
        Arn.parse(given.bucketARN())
            .filter(arn -> arn.service().equals("s3"))
            .map(Arn::resource)
            .orElseThrow(() -> FirehoseErrors.invalid("BucketARN is not the ARN of a bucket.")),
        KeyPattern.ofPrefix(prefix),
        KeyPattern.ofErrors(orEmpty(given.errorOutputPrefix()), prefix),
        zone(orEmpty(given.customTimeZone())),
        extension.isEmpty() ? compression.extension() : extension,
        hints(given.bufferingHints()),
        compression);
  }

  /** The same in the words of a destination that has more options. */
  static ExtendedS3DestinationConfiguration extended(S3DestinationConfiguration given) {
    return ExtendedS3DestinationConfiguration.builder()
        .roleARN(given.roleARN())
        .bucketARN(given.bucketARN())
        .prefix(given.prefix())
        .errorOutputPrefix(given.errorOutputPrefix())
        .bufferingHints(given.bufferingHints())
        .compressionFormat(given.compressionFormat())
        .encryptionConfiguration(given.encryptionConfiguration())
        .cloudWatchLoggingOptions(given.cloudWatchLoggingOptions())
        .build();
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static ZoneId zone(String name) {
    if (name.isEmpty()) {
      return ZoneOffset.UTC;
    }
    if (!ZoneId.getAvailableZoneIds().contains(name)) {
      throw FirehoseErrors.invalid("CustomTimeZone " + name + " is not a time zone.");
    }
    return ZoneId.of(name);
  }

  private static Hints hints(@Nullable BufferingHints given) {
    Integer size = given == null ? null : given.sizeInMBs();
    Integer interval = given == null ? null : given.intervalInSeconds();
    if ((size == null) != (interval == null)) {
      throw FirehoseErrors.invalid(
          "BufferingHints must have both SizeInMBs and IntervalInSeconds, or neither.");
    }
    int bytes = size == null ? DEFAULT_SIZE : size;
    int seconds = interval == null ? DEFAULT_INTERVAL : interval;
    if (bytes < 1 || bytes > MOST_SIZE || seconds < 0 || seconds > MOST_INTERVAL) {
      throw FirehoseErrors.invalid(
          "BufferingHints must have 1 to 128 as SizeInMBs and 0 to 900 as IntervalInSeconds.");
    }
    return new Hints(bytes * Hints.MEBIBYTE, Duration.ofSeconds(seconds));
  }

  /**
   * The name of an object.
   *
   * @param stream the delivery stream's name
   * @param version of its configuration
   * @param arrival of the object's oldest record
   * @param errorType why its records failed; empty for those that are well
   * @see <a href="https://docs.aws.amazon.com/firehose/latest/dev/s3-object-name.html">Configure
   *     Amazon S3 object name format</a>
   */
  String key(
      String stream,
      long version,
      Instant arrival,
      Optional<String> errorType,
      RandomGenerator random) {
    KeyPattern pattern = errorType.isPresent() ? errorKeys : keys;
    return pattern.evaluate(arrival, zone, errorType.orElse(""), random)
        + stream
        + "-"
        + version
        + "-"
        + NAME_TIME.format(arrival.atZone(zone))
        + "-"
        + new UUID(random.nextLong(), random.nextLong())
        + extension;
  }
}
