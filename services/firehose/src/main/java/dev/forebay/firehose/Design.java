package dev.forebay.firehose;

import dev.forebay.model.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.firehose.model.ExtendedS3DestinationConfiguration;
import software.amazon.awssdk.services.firehose.model.Processor;
import software.amazon.awssdk.services.firehose.model.ProcessorParameter;
import software.amazon.awssdk.services.firehose.model.ProcessorParameterName;
import software.amazon.awssdk.services.firehose.model.ProcessorType;
import software.amazon.awssdk.services.firehose.model.S3BackupMode;

/**
 * What a stream does with its records. Immutable.
 *
 * @param main where they go
 * @param backup where all go as they came
 * @param transformation what a function makes of them first
 * @param delimiter what each gets at its end
 */
record Design(
    Destination main,
    Optional<Destination> backup,
    Optional<Transformation> transformation,
    Optional<String> delimiter) {
  /**
   * What a configuration asks for.
   *
   * @throws dev.forebay.wire.AwsException when it cannot be, or is not done here
   */
  static Design of(ExtendedS3DestinationConfiguration given) {
    if (given.dynamicPartitioningConfiguration() != null
        && Boolean.TRUE.equals(given.dynamicPartitioningConfiguration().enabled())) {
      throw FirehoseErrors.invalid("Dynamic partitioning is not supported by Forebay.");
    }
    if (given.dataFormatConversionConfiguration() != null
        && !Boolean.FALSE.equals(given.dataFormatConversionConfiguration().enabled())) {
      throw FirehoseErrors.invalid("Data format conversion is not supported by Forebay.");
    }
    Destination main = Destination.of(given);
    List<Processor> processors = processors(given);
    return new Design(
        main,
        backup(given),
        first(processors, ProcessorType.LAMBDA)
            .map(processor -> Transformation.of(processor, main.role())),
        first(processors, ProcessorType.APPEND_DELIMITER_TO_RECORD).map(Design::delimiter));
  }

  private static Optional<Destination> backup(ExtendedS3DestinationConfiguration given) {
    if (given.s3BackupMode() != S3BackupMode.ENABLED) {
      return Optional.empty();
    }
    if (given.s3BackupConfiguration() == null) {
      throw FirehoseErrors.invalid(
          "S3BackupConfiguration must be provided when S3BackupMode is Enabled.");
    }
    return Optional.of(Destination.of(Destination.extended(given.s3BackupConfiguration())));
  }

  private static List<Processor> processors(ExtendedS3DestinationConfiguration given) {
    if (given.processingConfiguration() == null
        || !given.processingConfiguration().hasProcessors()) {
      return List.of();
    }
    List<ProcessorType> seen = new ArrayList<>();
    for (Processor processor : given.processingConfiguration().processors()) {
      if (processor.type() != ProcessorType.LAMBDA
          && processor.type() != ProcessorType.APPEND_DELIMITER_TO_RECORD) {
        throw FirehoseErrors.invalid(
            "A processor of the type "
                + processor.typeAsString()
                + " is not supported by Forebay.");
      }
      if (seen.contains(processor.type())) {
        throw FirehoseErrors.invalid(
            "There can be one processor of the type " + processor.typeAsString() + ".");
      }
      seen.add(processor.type());
    }
    return Boolean.TRUE.equals(given.processingConfiguration().enabled())
        ? given.processingConfiguration().processors()
        : List.of();
  }

  private static Optional<Processor> first(List<Processor> processors, ProcessorType type) {
    return processors.stream().filter(processor -> processor.type() == type).findFirst();
  }

  // It is given with its escapes, such as \n.
  private static String delimiter(Processor processor) {
    return processor.parameters().stream()
        .filter(one -> one.parameterName() == ProcessorParameterName.DELIMITER)
        .map(ProcessorParameter::parameterValue)
        .findFirst()
        .map(text -> text.replace("\\n", "\n").replace("\\t", "\t").replace("\\r", "\r"))
        .orElse("\n");
  }

  /** A record as it goes to the bucket. */
  Held delimited(Held record) {
    return delimiter.map(text -> record.followedBy(Bytes.utf8(text))).orElse(record);
  }

  /** Everything in the buckets' configurations that names a role. */
  Stream<Destination> destinations() {
    return Stream.concat(Stream.of(main), backup.stream());
  }
}
