package dev.forebay.push;

import dev.forebay.wire.Authorizer;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.Switchboard;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/**
 * Services on a real switchboard that keep what arrives, and fail as they are told. Thread-safe.
 */
final class Targets {
  final List<Arrived> arrived = new CopyOnWriteArrayList<>();
  final List<String> tried = new CopyOnWriteArrayList<>();
  private final Map<String, Deque<AwsException>> faults = new ConcurrentHashMap<>();
  private final Map<String, CountDownLatch> stuck = new ConcurrentHashMap<>();

  /** What arrived, and as whose. */
  record Arrived(String target, CallContext context, SdkPojo request) {}

  /** Has the next tries of a target fail, one after the other. */
  void fail(String target, AwsException fault, int times) {
    Deque<AwsException> left = faults.computeIfAbsent(target, _ -> new ArrayDeque<>());
    synchronized (left) {
      for (int i = 0; i < times; i++) {
        left.add(fault);
      }
    }
  }

  /** Has a target take no answer until the latch is open. */
  CountDownLatch stick(String target) {
    return stuck.computeIfAbsent(target, _ -> new CountDownLatch(1));
  }

  List<String> bodies() {
    return arrived.stream()
        .map(Arrived::request)
        .filter(SendMessageRequest.class::isInstance)
        .map(request -> ((SendMessageRequest) request).messageBody())
        .toList();
  }

  private <T> T take(String target, CallContext context, SdkPojo request, T answer) {
    tried.add(target);
    CountDownLatch latch = stuck.get(target);
    if (latch != null) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        throw new AwsException("ServiceUnavailable", 503, "interrupted");
      }
    }
    Deque<AwsException> left = faults.getOrDefault(target, new ArrayDeque<>());
    synchronized (left) {
      AwsException fault = left.poll();
      if (fault != null) {
        throw fault;
      }
    }
    arrived.add(new Arrived(target, context, request));
    return answer;
  }

  Switchboard switchboard() {
    ServiceBinding sqs =
        ServiceBinding.of("sqs")
            .on(
                "SendMessage",
                SendMessageRequest::builder,
                (CallContext context, SendMessageRequest request) ->
                    take(
                        request.queueUrl().substring(request.queueUrl().lastIndexOf('/') + 1),
                        context,
                        request,
                        SendMessageResponse.builder().build()))
            .build();
    ServiceBinding lambda =
        ServiceBinding.of("lambda")
            .on(
                "Invoke",
                InvokeRequest::builder,
                (CallContext context, InvokeRequest request) ->
                    take(
                        request.functionName(),
                        context,
                        request,
                        InvokeResponse.builder().statusCode(202).build()))
            .build();
    ServiceBinding events =
        ServiceBinding.of("events")
            .on(
                "PutEvents",
                PutEventsRequest::builder,
                (CallContext context, PutEventsRequest request) -> {
                  try {
                    return take(
                        "bus",
                        context,
                        request,
                        PutEventsResponse.builder().failedEntryCount(0).build());
                  } catch (AwsException e) {
                    return PutEventsResponse.builder()
                        .failedEntryCount(1)
                        .entries(
                            PutEventsResultEntry.builder()
                                .errorCode(e.code())
                                .errorMessage(e.text())
                                .build())
                        .build();
                  }
                })
            .build();
    return new Switchboard(
        List.of(sqs, lambda, events),
        (context, service, operation, request) -> new Authorizer.Decision.Allowed());
  }
}
