package dev.forebay.sqs;

import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Region;
import dev.forebay.model.RequestId;
import dev.forebay.model.SystemClock;
import dev.forebay.model.VirtualClock;
import dev.forebay.model.activity.Pending;
import dev.forebay.storage.StorageEngine;
import dev.forebay.wire.Authorizer;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.Peer;
import dev.forebay.wire.Switchboard;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.CreateQueueResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** The service on a switchboard, called as its clients call it. */
final class SqsBench implements AutoCloseable {
  static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final AccountRegion PLACE =
      new AccountRegion(new AccountId("123456789012"), new Region("eu-central-1"));
  private static final CallContext CALL =
      new CallContext(
          new Caller.Root(PLACE.account()),
          PLACE,
          new RequestId("6f2f3d9e-0000-4000-8000-000000000001"),
          URI.create("http://queues.test:4566"),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  private final Sqs sqs;
  private final Switchboard switchboard;

  SqsBench(StorageEngine engine, VirtualClock clock, long inFlightLimit) {
    this.sqs =
        new Sqs(
            engine,
            clock,
            new SystemClock(),
            RandomGenerator.of("SplittableRandom"),
            dev.forebay.model.trail.Trail.NONE,
            inFlightLimit);
    this.switchboard =
        new Switchboard(
            List.of(sqs.binding()),
            (context, service, op, request) -> new Authorizer.Decision.Allowed());
  }

  @Override
  public void close() {
    sqs.close();
  }

  /** Work that is not done. */
  List<Pending> pending() {
    return sqs.pending();
  }

  /** Makes the call for a client who may hang up. */
  <O extends SdkPojo> O call(SdkPojo request, Class<O> response, Peer peer) {
    CallContext call =
        new CallContext(
            CALL.caller(),
            CALL.place(),
            CALL.requestId(),
            CALL.endpoint(),
            CALL.sourceIp(),
            CALL.traceHeader(),
            CALL.userAgent(),
            peer);
    String name = request.getClass().getSimpleName();
    return response.cast(
        switchboard.call(
            call, "sqs", name.substring(0, name.length() - "Request".length()), request));
  }

  /** Makes the call whose name is that of the request's class. */
  <O extends SdkPojo> O call(SdkPojo request, Class<O> response) {
    return call(request, response, Peer.WITHIN);
  }

  void call(SdkPojo request) {
    call(request, SdkPojo.class);
  }

  String create(String name, Map<String, String> attributes) {
    return call(
            CreateQueueRequest.builder().queueName(name).attributesWithStrings(attributes).build(),
            CreateQueueResponse.class)
        .queueUrl();
  }

  SendMessageResponse send(String url, String body) {
    return call(
        SendMessageRequest.builder().queueUrl(url).messageBody(body).build(),
        SendMessageResponse.class);
  }

  SendMessageResponse send(String url, String body, String group, String deduplicationId) {
    return call(
        SendMessageRequest.builder()
            .queueUrl(url)
            .messageBody(body)
            .messageGroupId(group)
            .messageDeduplicationId(deduplicationId)
            .build(),
        SendMessageResponse.class);
  }

  List<Message> receive(String url, int max) {
    return receive(ReceiveMessageRequest.builder().queueUrl(url).maxNumberOfMessages(max).build());
  }

  List<Message> receive(ReceiveMessageRequest request) {
    return call(request, ReceiveMessageResponse.class).messages();
  }

  /** How many messages of a queue can be received. */
  String depth(String url) {
    return call(
            GetQueueAttributesRequest.builder()
                .queueUrl(url)
                .attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES)
                .build(),
            GetQueueAttributesResponse.class)
        .attributesAsStrings()
        .getOrDefault("ApproximateNumberOfMessages", "");
  }

  List<String> bodies(String url) {
    return receive(url, 10).stream().map(Message::body).toList();
  }

  void delete(String url, Message message) {
    call(
        DeleteMessageRequest.builder()
            .queueUrl(url)
            .receiptHandle(message.receiptHandle())
            .build());
  }
}
