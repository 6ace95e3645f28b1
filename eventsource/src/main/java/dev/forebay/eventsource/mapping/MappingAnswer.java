package dev.forebay.eventsource.mapping;

import dev.forebay.model.Arn;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.lambda.model.DestinationConfig;
import software.amazon.awssdk.services.lambda.model.EventSourceMappingConfiguration;
import software.amazon.awssdk.services.lambda.model.EventSourceMappingMetricsConfig;
import software.amazon.awssdk.services.lambda.model.EventSourcePosition;
import software.amazon.awssdk.services.lambda.model.Filter;
import software.amazon.awssdk.services.lambda.model.FilterCriteria;
import software.amazon.awssdk.services.lambda.model.FunctionResponseType;
import software.amazon.awssdk.services.lambda.model.OnFailure;
import software.amazon.awssdk.services.lambda.model.ProvisionedPollerConfig;
import software.amazon.awssdk.services.lambda.model.ScalingConfig;

/** A mapping as the operations answer it: each kind of source shows its own members only. */
final class MappingAnswer {
  private static final int UNLIMITED = -1;

  private MappingAnswer() {}

  static EventSourceMappingConfiguration of(Mapping mapping, Optional<String> lastResult) {
    Options options = mapping.options();
    EventSourceMappingConfiguration.Builder answer =
        EventSourceMappingConfiguration.builder()
            .uuid(mapping.id().uuid().toString())
            .eventSourceMappingArn(mapping.id().arn().toString())
            .functionArn(mapping.function().arn().toString())
            .eventSourceArn(mapping.source().arn().toString())
            .batchSize(options.batchSize())
            .maximumBatchingWindowInSeconds((int) options.batchingWindow().toSeconds())
            .functionResponseTypes(
                options.reportBatchItemFailures()
                    ? List.of(FunctionResponseType.REPORT_BATCH_ITEM_FAILURES)
                    : List.of())
            .state(mapping.status().state().text())
            .stateTransitionReason(mapping.status().reason())
            .lastModified(mapping.status().modified())
            .kmsKeyArn(mapping.recorded().kmsKeyArn().orElse(null));
    if (!mapping.filters().isEmpty()) {
      answer.filterCriteria(
          FilterCriteria.builder()
              .filters(
                  mapping.filters().stream()
                      .map(pattern -> Filter.builder().pattern(pattern).build())
                      .toList())
              .build());
    }
    mapping
        .recorded()
        .metrics()
        .ifPresent(metrics ->
            answer.metricsConfig(
                EventSourceMappingMetricsConfig.builder().metricsWithStrings(metrics).build()));
    switch (mapping.source()) {
      case EventSource.Queue queue -> {
        addQueue(answer, options.queue());
        // Of queues nothing is said while all goes well.
        lastResult
            .filter(result -> result.startsWith(Mappings.PROBLEM))
            .ifPresent(answer::lastProcessingResult);
      }
      case EventSource.Stream(Arn arn, StartingPosition start) -> {
        addStream(answer, options.stream(), lastResult);
        addStart(answer, start);
      }
      case EventSource.TableStream(Arn arn, StartingPosition start) -> {
        addStream(answer, options.stream(), lastResult);
        addStart(answer, start);
      }
      case EventSource.Consumer(Arn arn, Arn stream, StartingPosition start) -> {
        addStream(answer, options.stream(), lastResult);
        addStart(answer, start);
      }
    }
    return answer.build();
  }

  private static void addQueue(
      EventSourceMappingConfiguration.Builder answer, QueueOptions options) {
    options
        .maximumConcurrency()
        .ifPresent(
            most -> answer.scalingConfig(ScalingConfig.builder().maximumConcurrency(most).build()));
    options
        .provisioned()
        .ifPresent(pollers ->
            answer.provisionedPollerConfig(
                ProvisionedPollerConfig.builder()
                    .minimumPollers(pollers.minimum())
                    .maximumPollers(pollers.maximum())
                    .build()));
  }

  private static void addStream(
      EventSourceMappingConfiguration.Builder answer,
      StreamOptions options,
      Optional<String> lastResult) {
    answer
        .parallelizationFactor(options.parallelizationFactor())
        .bisectBatchOnFunctionError(options.bisectBatchOnFunctionError())
        .maximumRetryAttempts(options.maximumRetryAttempts().orElse(UNLIMITED))
        .maximumRecordAgeInSeconds(
            options.maximumRecordAge().map(age -> (int) age.toSeconds()).orElse(UNLIMITED))
        .tumblingWindowInSeconds((int) options.tumblingWindow().toSeconds())
        .destinationConfig(
            DestinationConfig.builder()
                .onFailure(
                    OnFailure.builder()
                        .destination(options.onFailure().map(Arn::toString).orElse(null))
                        .build())
                .build())
        .lastProcessingResult(lastResult.orElse(Mappings.NOTHING_PROCESSED));
  }

  private static void addStart(
      EventSourceMappingConfiguration.Builder answer, StartingPosition start) {
    switch (start) {
      case StartingPosition.Latest latest -> answer.startingPosition(EventSourcePosition.LATEST);
      case StartingPosition.TrimHorizon horizon ->
          answer.startingPosition(EventSourcePosition.TRIM_HORIZON);
      case StartingPosition.AtTimestamp(Instant timestamp) ->
          answer
              .startingPosition(EventSourcePosition.AT_TIMESTAMP)
              .startingPositionTimestamp(timestamp);
    }
  }
}
