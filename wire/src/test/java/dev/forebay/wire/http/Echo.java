package dev.forebay.wire.http;

import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.EventStream;
import dev.forebay.wire.Peer;
import dev.forebay.wire.ServiceBinding;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.InvokeResponseStreamUpdate;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamCompleteEvent;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamRequest;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamResponse;
import software.amazon.awssdk.services.lambda.model.ListFunctionsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionsResponse;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/** Two small services whose functions do what their names say. */
final class Echo {
  /** Lets functions named {@code wait} and streams go on, one step a permit. */
  final java.util.concurrent.Semaphore steps = new java.util.concurrent.Semaphore(0);

  /** Counted down when a function named {@code wait} has been called. */
  final CountDownLatch waiting = new CountDownLatch(1);

  /** Counted down when a function named {@code poll} has seen its caller go. */
  final CountDownLatch gone = new CountDownLatch(1);

  /** The contexts of the calls, in their order. */
  final BlockingQueue<CallContext> contexts = new LinkedBlockingQueue<>();

  List<ServiceBinding> bindings() {
    return List.of(
        ServiceBinding.of("lambda")
            .on("Invoke", InvokeRequest::builder, this::invoke)
            .on(
                "CreateFunction",
                CreateFunctionRequest::builder,
                (context, request) ->
                    CreateFunctionResponse.builder()
                        .functionName(request.functionName())
                        .codeSize((long) request.code().zipFile().asByteArrayUnsafe().length)
                        .build())
            .on(
                "ListFunctions",
                ListFunctionsRequest::builder,
                (context, request) -> ListFunctionsResponse.builder().build())
            .onStream(
                "InvokeWithResponseStream",
                InvokeWithResponseStreamRequest::builder,
                this::invokeWithResponseStream)
            .build(),
        ServiceBinding.of("sts")
            .on(
                "GetCallerIdentity",
                GetCallerIdentityRequest::builder,
                (context, request) ->
                    GetCallerIdentityResponse.builder()
                        .account(context.place().account().value())
                        .arn(context.caller().name())
                        .userId(context.caller().name())
                        .build())
            .build());
  }

  private InvokeResponse invoke(CallContext context, InvokeRequest request) {
    contexts.add(context);
    switch (request.functionName()) {
      case "boom" -> throw new IllegalStateException("a fault of ours");
      case "missing" ->
          throw new AwsException("ResourceNotFoundException", 404, "Function not found: missing");
      case "wait" -> {
        waiting.countDown();
        step();
      }
      case "poll" -> poll(context);
      default -> {}
    }
    return InvokeResponse.builder().statusCode(200).payload(request.payload()).build();
  }

  private void poll(CallContext context) {
    try (Peer.Watch _ = context.peer().whenGone(steps::release)) {
      waiting.countDown();
      step();
      gone.countDown();
    }
  }

  private void invokeWithResponseStream(
      CallContext context, InvokeWithResponseStreamRequest request, EventStream stream) {
    stream.start(InvokeWithResponseStreamResponse.builder().statusCode(200).build());
    for (int i = 0; i < 3; i++) {
      stream.send(
          "PayloadChunk",
          InvokeResponseStreamUpdate.builder()
              .payload(SdkBytes.fromUtf8String("part" + i))
              .build());
      step();
    }
    if (request.functionName().equals("boom")) {
      throw new IllegalStateException("a fault of ours in mid-stream");
    }
    stream.send("InvokeComplete", InvokeWithResponseStreamCompleteEvent.builder().build());
  }

  private void step() {
    try {
      if (!steps.tryAcquire(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody let the function go on");
      }
    } catch (InterruptedException e) {
      throw new AwsException("ServiceException", 500, "interrupted");
    }
  }
}
