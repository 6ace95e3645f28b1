package dev.forebay.invocation;

import dev.forebay.execution.InvocationOutcome;
import dev.forebay.execution.ResponseSink;
import dev.forebay.model.Bytes;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.EventStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvokeResponseStreamUpdate;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamCompleteEvent;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamRequest;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamResponse;
import software.amazon.awssdk.services.lambda.model.ResponseStreamingInvocationType;

/**
 * InvokeWithResponseStream: chunks as the function produces them, then one {@code InvokeComplete}.
 * A function that does not stream answers in one or more chunks at its end. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html">
 *     InvokeWithResponseStream</a>
 */
final class InvokeStreamOperation {
  private static final int CHUNK = 1 << 20;

  private final Targets targets;
  private final Runs runs;

  InvokeStreamOperation(Targets targets, Runs runs) {
    this.targets = targets;
    this.runs = runs;
  }

  void invoke(CallContext context, InvokeWithResponseStreamRequest request, EventStream stream) {
    Unsupported.refuse(request.tenantId(), null);
    Bytes payload = Payloads.of(request.payload());
    Payloads.checkSync(payload);
    Target target = resolve(context, request);
    if (request.invocationType() == ResponseStreamingInvocationType.DRY_RUN) {
      stream.start(InvokeWithResponseStreamResponse.builder().statusCode(204).build());
      return;
    }
    Payloads.checkJson(payload);
    Invoker.Event event =
        new Invoker.Event(
            context.requestId(),
            payload,
            context.traceHeader(),
            Payloads.clientContext(request.clientContext()));
    Answer answer = new Answer(stream, target.executedVersion());
    Attempt.Ran ran = runs.byCaller(target, event, Optional.of(answer));
    switch (ran.outcome()) {
      case InvocationOutcome.Succeeded(Bytes rest, InvocationOutcome.Report report) -> {
        answer.finish(rest);
        answer.complete(
            InvokeWithResponseStreamCompleteEvent.builder()
                .logResult(InvokeOperation.tail(report, request.logType()))
                .build());
      }
      case InvocationOutcome.FunctionFailed(
              String type,
              Bytes error,
              InvocationOutcome.Report report) -> {
        answer.finish(Bytes.EMPTY);
        answer.complete(
            InvokeWithResponseStreamCompleteEvent.builder()
                .errorCode("Unhandled")
                .errorDetails(error.toUtf8())
                .logResult(InvokeOperation.tail(report, request.logType()))
                .build());
      }
      case InvocationOutcome.NotRun(String reason) -> {
        // A function that was deleted in the meantime is missing, not broken: this refuses it.
        resolve(context, request);
        throw InvokeErrors.service(reason);
      }
    }
  }

  private Target resolve(CallContext context, InvokeWithResponseStreamRequest request) {
    return targets.resolve(
        context.place(), request.functionName(), Optional.ofNullable(request.qualifier()));
  }

  /** The caller's stream as the execution fills it. Confined to one thread at a time. */
  private static final class Answer implements ResponseSink {
    private final EventStream stream;
    private final String version;
    private boolean started;

    Answer(EventStream stream, String version) {
      this.stream = stream;
      this.version = version;
    }

    @Override
    public void start(String contentType) throws IOException {
      started = true;
      try {
        stream.start(
            InvokeWithResponseStreamResponse.builder()
                .statusCode(200)
                .executedVersion(version)
                .responseStreamContentType(contentType)
                .build());
      } catch (UncheckedIOException e) {
        throw new IOException("the caller has gone", e);
      }
    }

    @Override
    public void write(Bytes bytes) throws IOException {
      if (bytes.isEmpty()) {
        return;
      }
      try {
        stream.send(
            "PayloadChunk",
            InvokeResponseStreamUpdate.builder()
                .payload(SdkBytes.fromByteArrayUnsafe(bytes.toArray()))
                .build());
      } catch (UncheckedIOException e) {
        throw new IOException("the caller has gone", e);
      }
    }

    /** Sends what did not come as a stream. */
    void finish(Bytes rest) {
      try {
        if (!started) {
          start("application/json");
        }
        for (int from = 0; from < rest.size(); from += CHUNK) {
          write(
              rest.size() <= CHUNK ? rest : rest.slice(from, Math.min(rest.size(), from + CHUNK)));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void complete(InvokeWithResponseStreamCompleteEvent event) {
      stream.send("InvokeComplete", event);
    }
  }
}
