package dev.forebay.apigateway;

import dev.forebay.model.Bytes;
import dev.forebay.proxy.AnswerReader;
import dev.forebay.proxy.Event1;
import dev.forebay.proxy.Event2;
import dev.forebay.proxy.HttpAnswer;
import dev.forebay.proxy.MalformedAnswer;
import dev.forebay.wire.AwsException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.apigatewayv2.model.Integration;

/**
 * Lets a function answer ("Create AWS Lambda proxy integrations for HTTP APIs"). Thread-safe.
 *
 * @param calls calls it
 */
record FunctionIntegration(FunctionCalls calls) {
  /** Of an answer that names none. */
  private static final String TEXT = "text/plain;charset=UTF-8";

  HttpAnswer answer(Visit visit, Integration integration) {
    boolean first = "1.0".equals(integration.payloadFormatVersion());
    Bytes event = first ? Event1.of(visit.request()) : Event2.of(visit.request(), Set.of());
    String uri = visit.site().fill(integration.integrationUri());
    FunctionCalls.Outcome outcome =
        calls.call(
            visit,
            Integrations.function(uri).orElse(uri),
            Optional.ofNullable(integration.credentialsArn()),
            visit.source(),
            event,
            Duration.ofMillis(integration.timeoutInMillis()));
    return switch (outcome) {
      case FunctionCalls.Outcome.Returned(Bytes payload) -> read(payload, first);
      case FunctionCalls.Outcome.Failed failed -> GatewayAnswer.FAILED;
      case FunctionCalls.Outcome.TimedOut late -> GatewayAnswer.UNAVAILABLE;
      case FunctionCalls.Outcome.Refused(AwsException refusal) -> refused(refusal);
    };
  }

  private static HttpAnswer read(Bytes payload, boolean first) {
    try {
      return first ? AnswerReader.readFormat1(payload, TEXT) : AnswerReader.read(payload, TEXT);
    } catch (MalformedAnswer e) {
      return GatewayAnswer.FAILED;
    }
  }

  private static HttpAnswer refused(AwsException refusal) {
    return switch (refusal.status()) {
      case 413 -> GatewayAnswer.TOO_LARGE;
      case 429 -> GatewayAnswer.UNAVAILABLE;
      default -> GatewayAnswer.because(GatewayAnswer.FAILED, refusal);
    };
  }
}
