package dev.forebay.eventsource.mapping;

import dev.forebay.function.answer.Refusals;
import dev.forebay.model.Arn;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.DestinationConfig;
import software.amazon.awssdk.services.lambda.model.ProvisionedPollerConfig;

/** What a request makes of the options that streams only have; see {@link OptionRules}. */
final class StreamOptionRules {
  private static final int UNLIMITED = -1;
  private static final int LEAST_AGE_SECONDS = 60;
  private static final String FIFO = ".fifo";
  private static final Set<String> DESTINATIONS = Set.of("sqs", "sns", "s3");

  private StreamOptionRules() {}

  static StreamOptions apply(StreamOptions before, CreateEventSourceMappingRequest request) {
    return new StreamOptions(
        Optional.ofNullable(request.parallelizationFactor()).orElse(before.parallelizationFactor()),
        Optional.ofNullable(request.bisectBatchOnFunctionError())
            .orElse(before.bisectBatchOnFunctionError()),
        request.maximumRetryAttempts() == null
            ? before.maximumRetryAttempts()
            : Optional.of(request.maximumRetryAttempts()).filter(tries -> tries != UNLIMITED),
        request.maximumRecordAgeInSeconds() == null
            ? before.maximumRecordAge()
            : age(request.maximumRecordAgeInSeconds()),
        Optional.ofNullable(request.tumblingWindowInSeconds())
            .map(Duration::ofSeconds)
            .orElse(before.tumblingWindow()),
        request.destinationConfig() == null
            ? before.onFailure()
            : onFailure(request.destinationConfig()));
  }

  private static Optional<Duration> age(int seconds) {
    if (seconds == UNLIMITED) {
      return Optional.empty();
    }
    if (seconds < LEAST_AGE_SECONDS) {
      throw Refusals.invalidParameter(
          "MaximumRecordAgeInSeconds must be -1, or between 60 and 604800: " + seconds);
    }
    return Optional.of(Duration.ofSeconds(seconds));
  }

  private static Optional<Arn> onFailure(DestinationConfig config) {
    if (config.onSuccess() != null) {
      throw MappingErrors.unsupported("DestinationConfig");
    }
    Optional<String> text =
        config.onFailure() == null
            ? Optional.empty()
            : Optional.ofNullable(config.onFailure().destination()).filter(d -> !d.isEmpty());
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<Arn> arn =
        Arn.parse(text.get())
            .filter(parsed -> DESTINATIONS.contains(parsed.service()))
            .filter(parsed -> !parsed.resource().endsWith(FIFO));
    if (arn.isEmpty()) {
      throw Refusals.invalidParameter("The destination ARN " + text.get() + " is invalid.");
    }
    return arn;
  }

  static void refuseQueueOptions(CreateEventSourceMappingRequest request) {
    OptionRules.refuse(
        request.scalingConfig() != null && request.scalingConfig().maximumConcurrency() != null,
        "ScalingConfig");
    OptionRules.refuse(
        request.provisionedPollerConfig() != null
            && !request.provisionedPollerConfig().equals(ProvisionedPollerConfig.builder().build()),
        "ProvisionedPollerConfig");
  }
}
