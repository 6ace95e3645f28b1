package dev.forebay.pipes;

import dev.forebay.eventsource.filter.RecordFilter;
import dev.forebay.eventsource.mapping.EventSource;
import dev.forebay.eventsource.mapping.Options;
import dev.forebay.eventsource.mapping.QueueOptions;
import dev.forebay.eventsource.mapping.StartingPosition;
import dev.forebay.eventsource.mapping.StreamOptions;
import dev.forebay.model.Arn;
import dev.forebay.pattern.InvalidPatternException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.pipes.model.CreatePipeRequest;
import software.amazon.awssdk.services.pipes.model.DeadLetterConfig;
import software.amazon.awssdk.services.pipes.model.PipeSourceDynamoDBStreamParameters;
import software.amazon.awssdk.services.pipes.model.PipeSourceKinesisStreamParameters;
import software.amazon.awssdk.services.pipes.model.PipeSourceParameters;
import software.amazon.awssdk.services.pipes.model.PipeSourceSqsQueueParameters;

/**
 * Where a pipe's records come from, and how they are batched and retried: in the words of the
 * engine of event source mappings. Immutable.
 *
 * @param source the queue or stream
 * @param options batches, retries, dead letters
 * @param filters of which a record must match one
 */
record PipeSource(EventSource source, Options options, List<String> filters) {
  private static final int MOST_FILTERS = 5;
  private static final int QUEUE_BATCH = 10;
  private static final int STREAM_BATCH = 100;

  PipeSource {
    filters = List.copyOf(filters);
  }

  /**
   * What a request asks for.
   *
   * @param mostOfTarget records that the target takes at once
   * @throws dev.forebay.wire.AwsException when it cannot be done
   */
  static PipeSource of(CreatePipeRequest request, int mostOfTarget) {
    Arn arn =
        Arn.parse(request.source())
            .orElseThrow(() ->
                PipesErrors.invalid(
                    "A source of that kind is not supported by Forebay: " + request.source()));
    PipeSourceParameters parameters =
        request.sourceParameters() == null
            ? PipeSourceParameters.builder().build()
            : request.sourceParameters();
    List<String> filters = filters(parameters);
    PipeSource source =
        switch (kind(arn)) {
          case "sqs" -> queue(arn, parameters.sqsQueueParameters(), filters, mostOfTarget);
          case "kinesis" ->
              stream(arn, parameters.kinesisStreamParameters(), filters, mostOfTarget);
          case "dynamodb" ->
              table(arn, parameters.dynamoDBStreamParameters(), filters, mostOfTarget);
          default ->
              throw PipesErrors.invalid(
                  "A source of " + arn.service() + " is not supported by Forebay: " + arn);
        };
    source.checkFilters();
    return source;
  }

  private static String kind(Arn arn) {
    boolean known =
        switch (arn.service()) {
          case "sqs" -> true;
          case "kinesis" -> arn.resource().matches("stream/[^/]+");
          case "dynamodb" -> arn.resource().matches("table/[^/]+/stream/.+");
          default -> false;
        };
    return known ? arn.service() : "";
  }

  private static List<String> filters(PipeSourceParameters parameters) {
    if (parameters.filterCriteria() == null || !parameters.filterCriteria().hasFilters()) {
      return List.of();
    }
    List<String> filters =
        parameters.filterCriteria().filters().stream()
            .map(filter -> Optional.ofNullable(filter.pattern()).orElse("{}"))
            .toList();
    if (filters.size() > MOST_FILTERS) {
      throw PipesErrors.invalid("At most five filters can be given.");
    }
    return filters;
  }

  private void checkFilters() {
    try {
      switch (source) {
        case EventSource.Queue queue -> RecordFilter.ofQueue(filters);
        case EventSource.TableStream stream -> RecordFilter.ofTableStream(filters);
        case EventSource.Stream stream -> RecordFilter.ofStream(filters);
        case EventSource.Consumer consumer -> RecordFilter.ofStream(filters);
      }
    } catch (InvalidPatternException e) {
      throw PipesErrors.invalid("Event pattern is not valid. Reason: " + e.getMessage());
    }
  }

  private static PipeSource queue(
      Arn arn,
      @Nullable PipeSourceSqsQueueParameters given,
      List<String> filters,
      int mostOfTarget) {
    Integer size = given == null ? null : given.batchSize();
    Integer window = given == null ? null : given.maximumBatchingWindowInSeconds();
    boolean fifo = arn.resource().endsWith(".fifo");
    if (fifo && size != null && size > QUEUE_BATCH) {
      throw PipesErrors.invalid("BatchSize must be at most 10 for a FIFO queue.");
    }
    if (fifo && window != null && window > 0) {
      throw PipesErrors.invalid("Batching window is not supported for FIFO queues.");
    }
    if (size != null && size > QUEUE_BATCH && (window == null || window == 0)) {
      throw PipesErrors.invalid(
          "MaximumBatchingWindowInSeconds must be greater than 0 if BatchSize is greater than 10.");
    }
    return new PipeSource(
        new EventSource.Queue(arn),
        new Options(
            size(size, QUEUE_BATCH, mostOfTarget),
            Duration.ofSeconds(window == null ? 0 : window),
            true,
            StreamOptions.DEFAULT,
            QueueOptions.DEFAULT),
        filters);
  }

  private static PipeSource stream(
      Arn arn,
      @Nullable PipeSourceKinesisStreamParameters given,
      List<String> filters,
      int mostOfTarget) {
    if (given == null) {
      throw PipesErrors.invalid("KinesisStreamParameters must be given, with a StartingPosition.");
    }
    StartingPosition start =
        switch (given.startingPositionAsString()) {
          case "LATEST" -> new StartingPosition.Latest();
          case "TRIM_HORIZON" -> new StartingPosition.TrimHorizon();
          default ->
              new StartingPosition.AtTimestamp(
                  Optional.ofNullable(given.startingPositionTimestamp())
                      .orElseThrow(() ->
                          PipesErrors.invalid(
                              "StartingPositionTimestamp must be given for AT_TIMESTAMP.")));
        };
    return new PipeSource(
        new EventSource.Stream(arn, start),
        new Options(
            size(given.batchSize(), STREAM_BATCH, mostOfTarget),
            window(given.maximumBatchingWindowInSeconds()),
            true,
            options(
                given.parallelizationFactor(),
                given.onPartialBatchItemFailureAsString(),
                given.maximumRetryAttempts(),
                given.maximumRecordAgeInSeconds(),
                given.deadLetterConfig()),
            QueueOptions.DEFAULT),
        filters);
  }

  private static PipeSource table(
      Arn arn,
      @Nullable PipeSourceDynamoDBStreamParameters given,
      List<String> filters,
      int mostOfTarget) {
    if (given == null) {
      throw PipesErrors.invalid("DynamoDBStreamParameters must be given, with a StartingPosition.");
    }
    return new PipeSource(
        new EventSource.TableStream(
            arn,
            given.startingPositionAsString().equals("LATEST")
                ? new StartingPosition.Latest()
                : new StartingPosition.TrimHorizon()),
        new Options(
            size(given.batchSize(), STREAM_BATCH, mostOfTarget),
            window(given.maximumBatchingWindowInSeconds()),
            true,
            options(
                given.parallelizationFactor(),
                given.onPartialBatchItemFailureAsString(),
                given.maximumRetryAttempts(),
                given.maximumRecordAgeInSeconds(),
                given.deadLetterConfig()),
            QueueOptions.DEFAULT),
        filters);
  }

  private static int size(@Nullable Integer given, int standard, int mostOfTarget) {
    if (given != null && given > mostOfTarget) {
      throw PipesErrors.invalid(
          "BatchSize is " + given + ", and the target takes at most " + mostOfTarget + ".");
    }
    return given == null ? Math.min(standard, mostOfTarget) : given;
  }

  private static Duration window(@Nullable Integer seconds) {
    return Duration.ofSeconds(seconds == null ? 0 : seconds);
  }

  private static StreamOptions options(
      @Nullable Integer factor,
      @Nullable String onPartialFailure,
      @Nullable Integer retries,
      @Nullable Integer ageSeconds,
      @Nullable DeadLetterConfig letters) {
    if (ageSeconds != null && ageSeconds >= 0 && ageSeconds < 60) {
      throw PipesErrors.invalid("MaximumRecordAgeInSeconds must be -1 or at least 60.");
    }
    Optional<Arn> queue =
        Optional.ofNullable(letters)
            .flatMap(config -> Optional.ofNullable(config.arn()))
            .map(text ->
                Arn.parse(text)
                    .filter(arn -> arn.service().equals("sqs") || arn.service().equals("sns"))
                    .orElseThrow(() ->
                        PipesErrors.invalid("DeadLetterConfig must name a queue or a topic.")));
    return new StreamOptions(
        factor == null ? 1 : factor,
        onPartialFailure != null,
        Optional.ofNullable(retries).filter(most -> most >= 0),
        Optional.ofNullable(ageSeconds).filter(age -> age >= 0).map(Duration::ofSeconds),
        Duration.ZERO,
        queue);
  }
}
