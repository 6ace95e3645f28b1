package dev.forebay.pipes;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.pipes.model.CreatePipeRequest;

/**
 * What a pipe is made of, read from its definition. Immutable.
 *
 * @param arn its ARN
 * @param request its definition
 * @param source where records come from
 * @param enrichmentTemplate makes of each record what the enrichment gets
 * @param enrichment if there is one
 * @param targetTemplate makes of each record what the target gets
 * @param target the end
 */
record PipeDesign(
    Arn arn,
    CreatePipeRequest request,
    PipeSource source,
    Optional<PipeTemplate> enrichmentTemplate,
    Optional<Enrichment> enrichment,
    Optional<PipeTemplate> targetTemplate,
    PipeTarget target) {

  /**
   * The pipe of a definition.
   *
   * @throws dev.forebay.wire.AwsException when it cannot be built
   */
  static PipeDesign of(AccountRegion place, CreatePipeRequest request) {
    PipeTarget target = PipeTarget.of(request);
    return new PipeDesign(
        arn(place, request.name()),
        request,
        PipeSource.of(request, target.most()),
        template(
            request.enrichmentParameters() == null
                ? null
                : request.enrichmentParameters().inputTemplate()),
        Enrichment.of(request),
        template(
            request.targetParameters() == null ? null : request.targetParameters().inputTemplate()),
        target);
  }

  static Arn arn(AccountRegion place, String name) {
    return place.arn("pipes", "pipe/" + name);
  }

  private static Optional<PipeTemplate> template(@Nullable String text) {
    return text == null || text.isEmpty()
        ? Optional.empty()
        : Optional.of(PipeTemplate.parse(text));
  }

  /** What templates may name of the pipe itself. */
  Map<String, String> variables(Instant now) {
    return Map.of(
        "aws.pipes.pipe-arn", arn.toString(),
        "aws.pipes.pipe-name", request.name(),
        "aws.pipes.source-arn", request.source(),
        "aws.pipes.enrichment-arn", request.enrichment() == null ? "" : request.enrichment(),
        "aws.pipes.target-arn", request.target(),
        "aws.pipes.event.ingestion-time", now.toString());
  }
}
