package dev.forebay.pipes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.forebay.model.Arn;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.pipes.model.PipeTargetInvocationType;
import software.amazon.awssdk.services.pipes.model.PipeTargetParameters;

/**
 * A function, which gets all items as one array, and may answer which records have failed.
 *
 * @param arn the function, a version or an alias
 * @param waits whether its answer is waited for
 */
record LambdaTarget(Arn arn, boolean waits) implements PipeTarget {
  private static final int MOST = 10_000;
  private static final String FAILURES = "batchItemFailures";

  static LambdaTarget of(Arn arn, PipeTargetParameters given) {
    boolean waits =
        given.lambdaFunctionParameters() == null
            || given.lambdaFunctionParameters().invocationType()
                != PipeTargetInvocationType.FIRE_AND_FORGET;
    return new LambdaTarget(arn, waits);
  }

  @Override
  public int most() {
    return MOST;
  }

  @Override
  public Handed hand(PipeCalls calls, List<JsonNode> items, List<JsonNode> events, Instant now) {
    JsonNode event = PipePath.JSON.createArrayNode().addAll(items);
    InvokeResponse answer = invoke(calls, arn, event, waits ? "RequestResponse" : "Event");
    if (answer.functionError() != null) {
      return new Handed.None(answer.payload().asUtf8String());
    }
    return waits
        ? answer(answer.payload() == null ? "" : answer.payload().asUtf8String())
        : new Handed.All();
  }

  // Whatever else a function answers is of no meaning.
  private static Handed answer(String payload) {
    return read(payload)
        .filter(tree -> tree.path(FAILURES).isArray())
        .<Handed>map(tree -> new Handed.Reported(payload))
        .orElse(new Handed.All());
  }

  /** The JSON of an answer, if it is any. */
  static Optional<JsonNode> read(String payload) {
    try {
      return Optional.ofNullable(PipePath.JSON.readTree(payload));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Invokes a function with an event. */
  static InvokeResponse invoke(PipeCalls calls, Arn function, JsonNode event, String type) {
    return calls.call(
        function,
        "Invoke",
        InvokeRequest.builder()
            .functionName(function.toString())
            .invocationType(type)
            .payload(SdkBytes.fromUtf8String(event.toString()))
            .build(),
        InvokeResponse.class);
  }
}
