package dev.forebay.pipes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.forebay.model.Arn;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.pipes.model.CreatePipeRequest;
import software.amazon.awssdk.services.pipes.model.PipeTargetParameters;

/** The end of a pipe. Immutable, thread-safe. */
interface PipeTarget {
  /** How many items it takes at once ("Amazon EventBridge Pipes batching and concurrency"). */
  int most();

  /**
   * Hands over items; blocks until it is done.
   *
   * @param calls under the pipe's role
   * @param items what is sent
   * @param events what paths in the target's parameters look into, of the same number
   * @throws dev.forebay.wire.AwsException as the target answers
   */
  Handed hand(PipeCalls calls, List<JsonNode> items, List<JsonNode> events, Instant now);

  /**
   * The target that a request asks for.
   *
   * @throws dev.forebay.wire.AwsException for what is not there
   */
  static PipeTarget of(CreatePipeRequest request) {
    Arn arn =
        Arn.parse(request.target())
            .orElseThrow(() -> PipesErrors.invalid("Target is not an ARN: " + request.target()));
    PipeTargetParameters given =
        request.targetParameters() == null
            ? PipeTargetParameters.builder().build()
            : request.targetParameters();
    if (Stream.of(
            given.stepFunctionStateMachineParameters(),
            given.ecsTaskParameters(),
            given.batchJobParameters(),
            given.redshiftDataParameters(),
            given.sageMakerPipelineParameters(),
            given.timestreamParameters())
        .anyMatch(parameters -> parameters != null)) {
      throw PipesErrors.invalid("Targets of that kind are not supported by Forebay: " + arn);
    }
    if (given.httpParameters() != null && !arn.resource().startsWith(HttpTarget.RESOURCE)) {
      throw PipesErrors.invalid("HttpParameters are for API destinations only: " + arn);
    }
    return switch (arn.service()) {
      case "lambda" -> LambdaTarget.of(arn, given);
      case "sqs" -> new QueueTarget(arn, given.sqsQueueParameters());
      case "sns" -> new TopicTarget(arn);
      case "kinesis" -> StreamTarget.of(arn, given.kinesisStreamParameters());
      case "firehose" -> new DeliveryStreamTarget(arn);
      case "events" ->
          arn.resource().startsWith(HttpTarget.RESOURCE)
              ? HttpTarget.of(request, arn, given.httpParameters())
              : BusTarget.of(request, arn, given.eventBridgeEventBusParameters());
      case "logs" -> LogTarget.of(request, arn, given.cloudWatchLogsParameters());
      default ->
          throw PipesErrors.invalid(
              "A target of " + arn.service() + " is not supported by Forebay: " + arn);
    };
  }

  /** As a text: what a queue, a topic or a log gets. */
  static String text(JsonNode item) {
    return item.isTextual() ? item.textValue() : item.toString();
  }

  /** A parameter's value for an event, which a path in its place may name. */
  static @Nullable String value(@Nullable String parameter, JsonNode event) {
    if (parameter == null || !parameter.startsWith("$.")) {
      return parameter;
    }
    return PipePath.parse(parameter)
        .flatMap(path -> path.read(event))
        .map(PipeTarget::text)
        .orElse(null);
  }
}
