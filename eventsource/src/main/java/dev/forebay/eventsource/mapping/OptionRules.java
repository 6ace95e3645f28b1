package dev.forebay.eventsource.mapping;

import dev.forebay.function.answer.Refusals;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.FunctionResponseType;

/**
 * What a request makes of a mapping's options. A member that the request does not have leaves the
 * option as it is. Bounds of single members are the model's, and checked before.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html">CreateEventSourceMapping</a>
 */
final class OptionRules {
  private static final int MOST_WITHOUT_WINDOW = 10;

  private OptionRules() {}

  /**
   * The options of a mapping after a request.
   *
   * @param before what they were; the defaults for a new mapping
   * @param request a creation, or the same members of an update
   * @throws dev.forebay.wire.AwsException 400 for what the source does not have, and for what does
   *     not go together
   */
  static Options apply(
      EventSource source, Options before, CreateEventSourceMappingRequest request) {
    refuseWhatNeitherHas(request);
    Options after =
        switch (source) {
          case EventSource.Queue queue -> {
            QueueOptionRules.refuseStreamOptions(request);
            yield common(
                before, request, before.stream(), QueueOptionRules.apply(before.queue(), request));
          }
          case EventSource.Stream stream -> ofStream(before, request);
          case EventSource.Consumer consumer -> ofStream(before, request);
          case EventSource.TableStream stream -> ofStream(before, request);
        };
    if (source instanceof EventSource.Queue queue) {
      checkBatch(queue, after);
    }
    return after;
  }

  private static Options ofStream(Options before, CreateEventSourceMappingRequest request) {
    StreamOptionRules.refuseQueueOptions(request);
    return common(
        before, request, StreamOptionRules.apply(before.stream(), request), before.queue());
  }

  private static Options common(
      Options before,
      CreateEventSourceMappingRequest request,
      StreamOptions stream,
      QueueOptions queue) {
    return new Options(
        Optional.ofNullable(request.batchSize()).orElse(before.batchSize()),
        Optional.ofNullable(request.maximumBatchingWindowInSeconds())
            .map(Duration::ofSeconds)
            .orElse(before.batchingWindow()),
        request.hasFunctionResponseTypes()
            ? request
                .functionResponseTypes()
                .contains(FunctionResponseType.REPORT_BATCH_ITEM_FAILURES)
            : before.reportBatchItemFailures(),
        stream,
        queue);
  }

  private static void checkBatch(EventSource.Queue queue, Options options) {
    boolean window = options.batchingWindow().isPositive();
    if (queue.isFifo() && window) {
      throw Refusals.invalidParameter("Batching window is not supported for FIFO queues");
    }
    if (queue.isFifo() && options.batchSize() > MOST_WITHOUT_WINDOW) {
      throw Refusals.invalidParameter("Maximum batch size for FIFO queues is 10");
    }
    if (options.batchSize() > MOST_WITHOUT_WINDOW && !window) {
      throw Refusals.invalidParameter(
          "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater"
              + " than 10");
    }
  }

  private static void refuseWhatNeitherHas(CreateEventSourceMappingRequest request) {
    refuse(!request.topics().isEmpty(), "Topics");
    refuse(!request.queues().isEmpty(), "Queues");
    refuse(!request.sourceAccessConfigurations().isEmpty(), "SourceAccessConfigurations");
    refuse(
        request.amazonManagedKafkaEventSourceConfig() != null,
        "AmazonManagedKafkaEventSourceConfig");
    refuse(
        request.selfManagedKafkaEventSourceConfig() != null, "SelfManagedKafkaEventSourceConfig");
    refuse(request.documentDBEventSourceConfig() != null, "DocumentDBEventSourceConfig");
    refuse(request.loggingConfig() != null, "LoggingConfig");
  }

  /** Throws 400 if the option is there. */
  static void refuse(boolean there, String option) {
    if (there) {
      throw MappingErrors.unsupported(option);
    }
  }
}
