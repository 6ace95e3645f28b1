package dev.forebay.pipes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.forebay.model.Arn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.pipes.model.CreatePipeRequest;

/**
 * A function that makes of a batch what goes to the target.
 *
 * @param function the function, a version or an alias
 */
record Enrichment(Arn function) {
  /** What an enrichment answers; empty when it failed. */
  record Enriched(List<JsonNode> items, Optional<String> failure) {
    Enriched {
      items = List.copyOf(items);
    }
  }

  /**
   * The enrichment that a request asks for, if it does.
   *
   * @throws dev.forebay.wire.AwsException for one that is not there
   */
  static Optional<Enrichment> of(CreatePipeRequest request) {
    if (request.enrichment() == null || request.enrichment().isEmpty()) {
      return Optional.empty();
    }
    Arn arn =
        Arn.parse(request.enrichment())
            .orElseThrow(
                () -> PipesErrors.invalid("Enrichment is not an ARN: " + request.enrichment()));
    boolean http =
        request.enrichmentParameters() != null
            && request.enrichmentParameters().httpParameters() != null;
    if (!arn.service().equals("lambda") || http) {
      throw PipesErrors.invalid(
          "An enrichment of " + arn.service() + " is not supported by Forebay: " + arn);
    }
    return Optional.of(new Enrichment(arn));
  }

  /** Asks the function; nothing in its answer means that nothing goes to the target. */
  Enriched enrich(PipeCalls calls, List<JsonNode> items) {
    JsonNode event = PipePath.JSON.createArrayNode().addAll(items);
    InvokeResponse answer = LambdaTarget.invoke(calls, function, event, "RequestResponse");
    String payload = answer.payload() == null ? "" : answer.payload().asUtf8String();
    if (answer.functionError() != null) {
      return new Enriched(List.of(), Optional.of(payload));
    }
    List<JsonNode> made = new ArrayList<>();
    LambdaTarget.read(payload)
        .ifPresent(tree -> {
          if (tree.isArray()) {
            tree.forEach(made::add);
          } else if (!isNothing(tree)) {
            made.add(tree);
          }
        });
    return new Enriched(made, Optional.empty());
  }

  private static boolean isNothing(JsonNode tree) {
    return tree.isMissingNode()
        || tree.isNull()
        || (tree.isContainerNode() && tree.isEmpty())
        || (tree.isTextual() && tree.textValue().isEmpty());
  }
}
