package dev.forebay.eventsource.mapping;

import dev.forebay.eventsource.mapping.QueueOptions.ProvisionedPollers;
import dev.forebay.function.answer.Refusals;
import java.util.Optional;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.ProvisionedPollerConfig;

/** What a request makes of the options that queues only have; see {@link OptionRules}. */
final class QueueOptionRules {
  private static final int LEAST_POLLERS = 2;
  private static final int DEFAULT_MAXIMUM_POLLERS = 200;

  private QueueOptionRules() {}

  static QueueOptions apply(QueueOptions before, CreateEventSourceMappingRequest request) {
    Optional<Integer> concurrency =
        request.scalingConfig() == null
            ? before.maximumConcurrency()
            : Optional.ofNullable(request.scalingConfig().maximumConcurrency());
    Optional<ProvisionedPollers> pollers =
        request.provisionedPollerConfig() == null
            ? before.provisioned()
            : pollers(request.provisionedPollerConfig());
    if (concurrency.isPresent() && pollers.isPresent()) {
      throw Refusals.invalidParameter(
          "MaximumConcurrency and ProvisionedPollerConfig cannot be used together.");
    }
    return new QueueOptions(concurrency, pollers);
  }

  private static Optional<ProvisionedPollers> pollers(ProvisionedPollerConfig config) {
    OptionRules.refuse(config.pollerGroupName() != null, "PollerGroupName");
    if (config.minimumPollers() == null && config.maximumPollers() == null) {
      return Optional.empty();
    }
    int minimum = Optional.ofNullable(config.minimumPollers()).orElse(LEAST_POLLERS);
    int maximum =
        Optional.ofNullable(config.maximumPollers())
            .orElse(Math.max(minimum, DEFAULT_MAXIMUM_POLLERS));
    if (minimum < LEAST_POLLERS || maximum < LEAST_POLLERS) {
      throw Refusals.invalidParameter(
          "MinimumPollers and MaximumPollers must be at least 2 for SQS event sources.");
    }
    if (minimum > maximum) {
      throw Refusals.invalidParameter("MinimumPollers cannot be greater than MaximumPollers.");
    }
    return Optional.of(new ProvisionedPollers(minimum, maximum));
  }

  static void refuseStreamOptions(CreateEventSourceMappingRequest request) {
    OptionRules.refuse(request.destinationConfig() != null, "DestinationConfig");
    OptionRules.refuse(request.parallelizationFactor() != null, "ParallelizationFactor");
    OptionRules.refuse(request.bisectBatchOnFunctionError() != null, "BisectBatchOnFunctionError");
    OptionRules.refuse(request.maximumRetryAttempts() != null, "MaximumRetryAttempts");
    OptionRules.refuse(request.maximumRecordAgeInSeconds() != null, "MaximumRecordAgeInSeconds");
    OptionRules.refuse(request.tumblingWindowInSeconds() != null, "TumblingWindowInSeconds");
  }
}
