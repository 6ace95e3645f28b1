package dev.forebay.s3;

import dev.forebay.wire.Authorizer;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.ServiceBinding;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** A function's and a queue's side of S3's events: takes what comes, for tests to look at. */
final class Receivers {
  final BlockingQueue<String> functions = new LinkedBlockingQueue<>();
  final BlockingQueue<String> queues = new LinkedBlockingQueue<>();

  /** Names of functions and queues that S3 may not reach. */
  final Set<String> closed = ConcurrentHashMap.newKeySet();

  /** Names of queues that there are not. */
  final Set<String> missing = ConcurrentHashMap.newKeySet();

  List<ServiceBinding> bindings() {
    return List.of(
        ServiceBinding.of("lambda").on("Invoke", InvokeRequest::builder, this::invoke).build(),
        ServiceBinding.of("sqs")
            .on("SendMessage", SendMessageRequest::builder, this::send)
            .on("GetQueueUrl", GetQueueUrlRequest::builder, this::url)
            .build());
  }

  private InvokeResponse invoke(CallContext context, InvokeRequest request) {
    functions.add(request.payload().asUtf8String());
    return InvokeResponse.builder().statusCode(202).build();
  }

  private SendMessageResponse send(CallContext context, SendMessageRequest request) {
    queues.add(request.messageBody());
    return SendMessageResponse.builder().messageId("1").build();
  }

  private GetQueueUrlResponse url(CallContext context, GetQueueUrlRequest request) {
    if (missing.contains(request.queueName())) {
      throw new AwsException("QueueDoesNotExist", 400, "The specified queue does not exist.");
    }
    return GetQueueUrlResponse.builder().queueUrl("http://q/" + request.queueName()).build();
  }

  Authorizer.Decision decide(CallContext context, String service, SdkPojo request) {
    boolean refused =
        context.caller() instanceof Caller.Service
            && closed.stream().anyMatch(name -> request.toString().contains(name));
    return refused
        ? new Authorizer.Decision.Denied("S3 may not")
        : new Authorizer.Decision.Allowed();
  }

  static String take(BlockingQueue<String> from) throws InterruptedException {
    String taken = from.poll(10, TimeUnit.SECONDS);
    if (taken == null) {
      throw new AssertionError("nothing came within ten seconds");
    }
    return taken;
  }
}
