package dev.forebay.invocation;

import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** Queues, topics and buses that keep what they get, and fail when told. Thread-safe. */
final class Mailbox {
  final List<Letter> letters = new CopyOnWriteArrayList<>();

  /** How many of the next calls are answered with an error. */
  final AtomicInteger failing = new AtomicInteger();

  /** What arrived, and as whose. */
  record Letter(CallContext context, SdkPojo request) {}

  <T> List<T> of(Class<T> type) {
    return letters.stream().map(Letter::request).filter(type::isInstance).map(type::cast).toList();
  }

  private <T extends SdkPojo> T keep(CallContext context, SdkPojo request, T answer) {
    letters.add(new Letter(context, request));
    if (failing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new AwsException("ServiceUnavailable", 503, "not now");
    }
    return answer;
  }

  ServiceBinding sqs() {
    SendMessageResponse answer = SendMessageResponse.builder().build();
    return ServiceBinding.of("sqs")
        .on(
            "SendMessage",
            SendMessageRequest::builder,
            (CallContext context, SendMessageRequest request) -> keep(context, request, answer))
        .build();
  }

  ServiceBinding sns() {
    PublishResponse answer = PublishResponse.builder().build();
    return ServiceBinding.of("sns")
        .on(
            "Publish",
            PublishRequest::builder,
            (CallContext context, PublishRequest request) -> keep(context, request, answer))
        .build();
  }

  ServiceBinding events() {
    PutEventsResponse answer = PutEventsResponse.builder().failedEntryCount(0).build();
    return ServiceBinding.of("events")
        .on(
            "PutEvents",
            PutEventsRequest::builder,
            (CallContext context, PutEventsRequest request) -> keep(context, request, answer))
        .build();
  }
}
