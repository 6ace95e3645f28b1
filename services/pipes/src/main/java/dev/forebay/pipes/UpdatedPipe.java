package dev.forebay.pipes;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.pipes.model.CreatePipeRequest;
import software.amazon.awssdk.services.pipes.model.PipeSourceParameters;
import software.amazon.awssdk.services.pipes.model.UpdatePipeRequest;
import software.amazon.awssdk.services.pipes.model.UpdatePipeSourceDynamoDBStreamParameters;
import software.amazon.awssdk.services.pipes.model.UpdatePipeSourceKinesisStreamParameters;
import software.amazon.awssdk.services.pipes.model.UpdatePipeSourceParameters;

/**
 * What becomes of a pipe's definition by an update: what the request leaves out stays; the
 * parameters of a service are replaced as a whole, but for the starting position, which cannot be
 * changed ("UpdatePipe").
 */
final class UpdatedPipe {
  private UpdatedPipe() {}

  static CreatePipeRequest of(CreatePipeRequest old, UpdatePipeRequest update) {
    CreatePipeRequest.Builder made = old.toBuilder().roleArn(update.roleArn());
    if (update.description() != null) {
      made.description(update.description());
    }
    if (update.desiredState() != null) {
      made.desiredState(update.desiredState());
    }
    if (update.sourceParameters() != null) {
      made.sourceParameters(source(old.sourceParameters(), update.sourceParameters()));
    }
    if (update.enrichment() != null) {
      made.enrichment(update.enrichment());
    }
    if (update.enrichmentParameters() != null) {
      made.enrichmentParameters(update.enrichmentParameters());
    }
    if (update.target() != null) {
      made.target(update.target());
    }
    if (update.targetParameters() != null) {
      made.targetParameters(update.targetParameters());
    }
    if (update.logConfiguration() != null) {
      made.logConfiguration(update.logConfiguration());
    }
    if (update.kmsKeyIdentifier() != null) {
      made.kmsKeyIdentifier(update.kmsKeyIdentifier());
    }
    return made.build();
  }

  private static PipeSourceParameters source(
      @Nullable PipeSourceParameters old, UpdatePipeSourceParameters update) {
    PipeSourceParameters.Builder made =
        old == null ? PipeSourceParameters.builder() : old.toBuilder();
    if (update.filterCriteria() != null) {
      made.filterCriteria(update.filterCriteria());
    }
    if (update.sqsQueueParameters() != null) {
      made.sqsQueueParameters(queue ->
          queue
              .batchSize(update.sqsQueueParameters().batchSize())
              .maximumBatchingWindowInSeconds(
                  update.sqsQueueParameters().maximumBatchingWindowInSeconds()));
    }
    if (update.kinesisStreamParameters() != null
        && old != null
        && old.kinesisStreamParameters() != null) {
      UpdatePipeSourceKinesisStreamParameters given = update.kinesisStreamParameters();
      made.kinesisStreamParameters(stream ->
          stream
              .startingPosition(old.kinesisStreamParameters().startingPosition())
              .startingPositionTimestamp(old.kinesisStreamParameters().startingPositionTimestamp())
              .batchSize(given.batchSize())
              .deadLetterConfig(given.deadLetterConfig())
              .onPartialBatchItemFailure(given.onPartialBatchItemFailure())
              .maximumBatchingWindowInSeconds(given.maximumBatchingWindowInSeconds())
              .maximumRecordAgeInSeconds(given.maximumRecordAgeInSeconds())
              .maximumRetryAttempts(given.maximumRetryAttempts())
              .parallelizationFactor(given.parallelizationFactor()));
    }
    if (update.dynamoDBStreamParameters() != null
        && old != null
        && old.dynamoDBStreamParameters() != null) {
      UpdatePipeSourceDynamoDBStreamParameters given = update.dynamoDBStreamParameters();
      made.dynamoDBStreamParameters(stream ->
          stream
              .startingPosition(old.dynamoDBStreamParameters().startingPosition())
              .batchSize(given.batchSize())
              .deadLetterConfig(given.deadLetterConfig())
              .onPartialBatchItemFailure(given.onPartialBatchItemFailure())
              .maximumBatchingWindowInSeconds(given.maximumBatchingWindowInSeconds())
              .maximumRecordAgeInSeconds(given.maximumRecordAgeInSeconds())
              .maximumRetryAttempts(given.maximumRetryAttempts())
              .parallelizationFactor(given.parallelizationFactor()));
    }
    return made.build();
  }
}
