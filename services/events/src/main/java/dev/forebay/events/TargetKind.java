package dev.forebay.events;

import dev.forebay.model.Arn;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.eventbridge.model.Target;

/** What a target can be here. */
enum TargetKind {
  /** A function, its version or alias. */
  FUNCTION,
  /** A queue. */
  QUEUE,
  /** A topic. */
  TOPIC,
  /** A data stream. */
  STREAM,
  /** A delivery stream. */
  DELIVERY_STREAM,
  /** A log group. */
  LOG_GROUP,
  /** Another bus. */
  BUS,
  /** An endpoint over HTTP. */
  API_DESTINATION;

  private static final String FIFO = ".fifo";

  /** What the ARN names; empty when that is nothing that is known here. */
  static Optional<TargetKind> of(Arn arn) {
    String resource = arn.resource();
    return switch (arn.service()) {
      case "lambda" -> resource.startsWith("function:") ? Optional.of(FUNCTION) : Optional.empty();
      case "sqs" -> Optional.of(QUEUE);
      case "sns" -> Optional.of(TOPIC);
      case "kinesis" -> resource.startsWith("stream/") ? Optional.of(STREAM) : Optional.empty();
      case "firehose" ->
          resource.startsWith("deliverystream/") ? Optional.of(DELIVERY_STREAM) : Optional.empty();
      case "logs" -> resource.startsWith("log-group:") ? Optional.of(LOG_GROUP) : Optional.empty();
      case "events" ->
          resource.startsWith("event-bus/")
              ? Optional.of(BUS)
              : resource.startsWith("api-destination/")
                  ? Optional.of(API_DESTINATION)
                  : Optional.empty();
      default -> Optional.empty();
    };
  }

  /**
   * Whether a target has what this kind needs.
   *
   * @throws dev.forebay.wire.AwsException when it has not
   */
  void check(Target target) {
    if (Stream.of(
            target.runCommandParameters(),
            target.ecsParameters(),
            target.batchParameters(),
            target.redshiftDataParameters(),
            target.sageMakerPipelineParameters(),
            target.appSyncParameters())
        .anyMatch(parameters -> parameters != null)) {
      throw RuleTarget.invalid(
          target, "It has parameters of a kind of target that is not supported by Forebay.");
    }
    boolean underRole = this == STREAM || this == DELIVERY_STREAM || this == API_DESTINATION;
    if (underRole && target.roleArn() == null) {
      throw EventsErrors.invalid("RoleArn is required for target " + target.id() + ".");
    }
    boolean grouped = target.sqsParameters() != null;
    if (this == QUEUE && target.arn().endsWith(FIFO) && !grouped) {
      throw EventsErrors.invalid(
          "Parameter(s) SqsParameters must be specified for target: " + target.id() + ".");
    }
    String deadLetters = target.deadLetterConfig() == null ? null : target.deadLetterConfig().arn();
    if (deadLetters != null
        && (deadLetters.endsWith(FIFO)
            || Arn.parse(deadLetters).filter(arn -> arn.service().equals("sqs")).isEmpty())) {
      throw RuleTarget.invalid(
          target, "The dead-letter queue must be a standard Amazon SQS queue: " + deadLetters);
    }
    checkPaths(target);
  }

  private static void checkPaths(Target target) {
    String path =
        target.kinesisParameters() == null ? null : target.kinesisParameters().partitionKeyPath();
    if (path != null && JsonPath.parse(path).isEmpty()) {
      throw RuleTarget.invalid(target, "PartitionKeyPath is not a JSON path: " + path);
    }
  }
}
