package dev.forebay.firehose;

import dev.forebay.model.RecordedOnly;
import java.util.List;
import java.util.stream.Stream;

/** What this service accepts without acting on it. */
public final class RecordedOptions {
  private static final String NO_KMS = "There is no KMS here: records are stored as they are.";
  private static final String UNLOGGED =
      "Errors are not logged to CloudWatch; the server's log tells of them.";

  /** All of them. */
  public static final List<RecordedOnly> ALL =
      Stream.of(
              Stream.of(
                  option(
                      "CreateDeliveryStream", "DeliveryStreamEncryptionConfigurationInput", NO_KMS),
                  option(
                      "StartDeliveryStreamEncryption",
                      "DeliveryStreamEncryptionConfigurationInput",
                      NO_KMS),
                  option(
                      "CreateDeliveryStream",
                      "DirectPutSourceConfiguration",
                      "Puts are not throttled."),
                  option(
                      "DeleteDeliveryStream",
                      "AllowForceDelete",
                      "A stream is always deleted: there is no grant of KMS to retire.")),
              destination("CreateDeliveryStream", "S3DestinationConfiguration"),
              destination("CreateDeliveryStream", "ExtendedS3DestinationConfiguration"),
              destination("UpdateDestination", "S3DestinationUpdate"),
              destination("UpdateDestination", "ExtendedS3DestinationUpdate"))
          .flatMap(stream -> stream)
          .toList();

  private RecordedOptions() {}

  private static Stream<RecordedOnly> destination(String operation, String member) {
    return Stream.of(
        option(operation, member + ".EncryptionConfiguration", NO_KMS),
        option(operation, member + ".CloudWatchLoggingOptions", UNLOGGED));
  }

  private static RecordedOnly option(String operation, String option, String reason) {
    return new RecordedOnly("firehose", List.of(operation), option, reason);
  }
}
