package dev.forebay.invocation;

import dev.forebay.execution.InvocationOutcome;
import dev.forebay.invocation.async.AsyncEvent;
import dev.forebay.invocation.async.AsyncQueues;
import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.wire.CallContext;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogType;

/**
 * Invoke in its three types. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html">Invoke</a>
 */
final class InvokeOperation {
  private final Targets targets;
  private final Runs runs;
  private final AsyncQueues queues;
  private final Clock clock;

  InvokeOperation(Targets targets, Runs runs, AsyncQueues queues, Clock clock) {
    this.targets = targets;
    this.runs = runs;
    this.queues = queues;
    this.clock = clock;
  }

  InvokeResponse invoke(CallContext context, InvokeRequest request) {
    Unsupported.refuse(request.tenantId(), request.durableExecutionName());
    Bytes payload = Payloads.of(request.payload());
    return switch (type(request)) {
      case EVENT -> {
        accept(context, request, payload);
        yield InvokeResponse.builder().statusCode(202).build();
      }
      case DRY_RUN -> {
        Payloads.checkSync(payload);
        resolve(context, request);
        yield InvokeResponse.builder().statusCode(204).build();
      }
      case REQUEST_RESPONSE -> wait(context, request, payload);
      case UNKNOWN_TO_SDK_VERSION ->
          throw InvokeErrors.invalid(
              "Unknown invocation type: " + request.invocationTypeAsString());
    };
  }

  private static InvocationType type(InvokeRequest request) {
    InvocationType type = request.invocationType();
    return type == null ? InvocationType.REQUEST_RESPONSE : type;
  }

  private Target resolve(CallContext context, InvokeRequest request) {
    return targets.resolve(
        context.place(), request.functionName(), Optional.ofNullable(request.qualifier()));
  }

  private InvokeResponse wait(CallContext context, InvokeRequest request, Bytes payload) {
    Payloads.checkSync(payload);
    Target target = resolve(context, request);
    Payloads.checkJson(payload);
    Invoker.Event event =
        new Invoker.Event(
            context.requestId(),
            payload,
            context.traceHeader(),
            Payloads.clientContext(request.clientContext()));
    Attempt.Ran ran = runs.byCaller(target, event, Optional.empty());
    if (ran.outcome() instanceof InvocationOutcome.NotRun(String reason)) {
      // A function that was deleted in the meantime is missing, not broken: this refuses it.
      resolve(context, request);
      throw InvokeErrors.service(reason);
    }
    return answer(ran, request.logType());
  }

  private static InvokeResponse answer(Attempt.Ran ran, @Nullable LogType logType) {
    InvokeResponse.Builder response =
        InvokeResponse.builder().statusCode(200).executedVersion(ran.executedVersion());
    return switch (ran.outcome()) {
      case InvocationOutcome.Succeeded(Bytes payload, InvocationOutcome.Report report) ->
          response
              .payload(SdkBytes.fromByteArrayUnsafe(payload.toArray()))
              .logResult(tail(report, logType))
              .build();
      case InvocationOutcome.FunctionFailed(
              String type,
              Bytes payload,
              InvocationOutcome.Report report) ->
          response
              .functionError("Unhandled")
              .payload(SdkBytes.fromByteArrayUnsafe(payload.toArray()))
              .logResult(tail(report, logType))
              .build();
      case InvocationOutcome.NotRun(String reason) -> throw InvokeErrors.service(reason);
    };
  }

  /** The log's end as the API answers it, if it was asked for. */
  static @Nullable String tail(InvocationOutcome.Report report, @Nullable LogType logType) {
    return logType == LogType.TAIL
        ? Base64.getEncoder().encodeToString(report.logTail().toArray())
        : null;
  }

  private void accept(CallContext context, InvokeRequest request, Bytes payload) {
    Payloads.checkEvent(payload, Payloads.MAX_EVENT);
    Target target = resolve(context, request);
    Payloads.checkJson(payload);
    queue(context, target, payload, Payloads.clientContext(request.clientContext()));
  }

  /** The older way to invoke asynchronously, with a smaller payload. */
  InvokeAsyncResponse invokeAsync(CallContext context, InvokeAsyncRequest request) {
    Bytes payload = Payloads.of(request.invokeArgs());
    Payloads.checkEvent(payload, Payloads.MAX_INVOKE_ASYNC);
    Target target = targets.resolve(context.place(), request.functionName(), Optional.empty());
    Payloads.checkJson(payload);
    queue(context, target, payload, Optional.empty());
    return new InvokeAsyncResponse();
  }

  private void queue(
      CallContext context, Target target, Bytes payload, Optional<String> clientContext) {
    queues.send(
        target.function(),
        new AsyncEvent(
            context.requestId(),
            target.invokedArn(),
            clock.now(),
            payload,
            context.traceHeader(),
            clientContext));
  }
}
