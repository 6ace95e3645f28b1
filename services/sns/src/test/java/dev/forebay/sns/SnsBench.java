package dev.forebay.sns;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Region;
import dev.forebay.model.RequestId;
import dev.forebay.model.SystemClock;
import dev.forebay.model.VirtualClock;
import dev.forebay.model.trail.Trail;
import dev.forebay.push.Pushes;
import dev.forebay.sqs.Sqs;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import dev.forebay.wire.Authorizer;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.Switchboard;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.firehose.model.PutRecordRequest;
import software.amazon.awssdk.services.firehose.model.PutRecordResponse;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.sns.model.CreateTopicRequest;
import software.amazon.awssdk.services.sns.model.CreateTopicResponse;
import software.amazon.awssdk.services.sns.model.GetSubscriptionAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetSubscriptionAttributesResponse;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesResponse;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;
import software.amazon.awssdk.services.sns.model.SubscribeRequest;
import software.amazon.awssdk.services.sns.model.SubscribeResponse;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.CreateQueueResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteQueueRequest;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/** SNS and SQS on one switchboard, with functions that keep what they are invoked with. */
final class SnsBench implements AutoCloseable {
  static final Instant START = Instant.parse("2026-03-01T12:00:00.123Z");
  static final AccountRegion PLACE =
      new AccountRegion(new AccountId("123456789012"), new Region("eu-central-1"));
  static final URI ENDPOINT = URI.create("http://localhost:4566");
  private static final ObjectMapper JSON = new ObjectMapper();

  final VirtualClock clock = new VirtualClock(START);
  final StorageEngine engine = MemoryEngine.open(clock);
  final List<InvokeRequest> invoked = new CopyOnWriteArrayList<>();

  /** What delivery streams got, and from whom. */
  final Map<PutRecordRequest, String> delivered = new ConcurrentHashMap<>();

  final Pushes pushes;
  final Sns sns;
  final Sqs sqs;
  private final Switchboard switchboard;
  private final RandomGenerator random = new SecureRandom();

  SnsBench() {
    this.pushes = new Pushes(engine, clock, random, Trail.NONE);
    this.sns =
        new Sns(
            engine,
            pushes,
            ENDPOINT,
            new Sns.Surroundings(
                clock,
                random,
                random,
                Trail.NONE,
                Sns.Certificates.HERE,
                (role, name) -> new Caller.RoleSession(role, "AROA0000000000000000A", name)));
    this.sqs = new Sqs(engine, clock, new SystemClock(), random, Trail.NONE);
    ServiceBinding lambda =
        ServiceBinding.of("lambda")
            .on(
                "Invoke",
                InvokeRequest::builder,
                (CallContext context, InvokeRequest request) -> {
                  if (request.functionName().endsWith(":missing")) {
                    throw new AwsException("ResourceNotFoundException", 404, "Function not found");
                  }
                  invoked.add(request);
                  return InvokeResponse.builder().statusCode(202).build();
                })
            .build();
    ServiceBinding firehose =
        ServiceBinding.of("firehose")
            .on(
                "PutRecord",
                PutRecordRequest::builder,
                (CallContext context, PutRecordRequest request) -> {
                  delivered.put(request, context.caller().name());
                  return PutRecordResponse.builder().build();
                })
            .build();
    this.switchboard =
        new Switchboard(
            List.of(sns.binding(), sqs.binding(), lambda, firehose),
            (context, service, op, request) -> new Authorizer.Decision.Allowed());
    pushes.start(switchboard, ENDPOINT);
  }

  @Override
  public void close() {
    pushes.close();
    sqs.close();
    engine.close();
  }

  private CallContext context(Caller caller) {
    return new CallContext(
        caller,
        PLACE,
        RequestId.random(random),
        ENDPOINT,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Makes the call whose name is that of the request's class. */
  <O extends SdkPojo> O call(SdkPojo request, Class<O> response) {
    return call(new Caller.Root(PLACE.account()), request, response);
  }

  <O extends SdkPojo> O call(Caller caller, SdkPojo request, Class<O> response) {
    String name = request.getClass().getSimpleName();
    String service = request.getClass().getPackageName().contains(".sqs.") ? "sqs" : "sns";
    return response.cast(
        switchboard.call(
            context(caller),
            service,
            name.substring(0, name.length() - "Request".length()).replace("Sms", "SMS"),
            request));
  }

  void call(SdkPojo request) {
    call(request, SdkPojo.class);
  }

  String topic(String name, Map<String, String> attributes) {
    return call(
            CreateTopicRequest.builder().name(name).attributes(attributes).build(),
            CreateTopicResponse.class)
        .topicArn();
  }

  String topic(String name) {
    return topic(name, Map.of());
  }

  /** A new queue's ARN. */
  String queue(String name) {
    Map<String, String> attributes =
        name.endsWith(".fifo") ? Map.of("FifoQueue", "true") : Map.of();
    call(
        CreateQueueRequest.builder().queueName(name).attributesWithStrings(attributes).build(),
        CreateQueueResponse.class);
    return PLACE.arn("sqs", name).toString();
  }

  void deleteQueue(String name) {
    call(DeleteQueueRequest.builder().queueUrl(url(name)).build());
  }

  private static String url(String queue) {
    return ENDPOINT + "/" + PLACE.account() + "/" + queue;
  }

  String subscribe(String topic, String protocol, String endpoint, Map<String, String> attributes) {
    return call(
            SubscribeRequest.builder()
                .topicArn(topic)
                .protocol(protocol)
                .endpoint(endpoint)
                .attributes(attributes)
                .returnSubscriptionArn(true)
                .build(),
            SubscribeResponse.class)
        .subscriptionArn();
  }

  PublishResponse publish(String topic, String message) {
    return publish(PublishRequest.builder().topicArn(topic).message(message).build());
  }

  PublishResponse publish(PublishRequest request) {
    return call(request, PublishResponse.class);
  }

  static MessageAttributeValue attribute(String type, String value) {
    return MessageAttributeValue.builder().dataType(type).stringValue(value).build();
  }

  /** Takes all that lies in a queue. */
  List<Message> drain(String queue) {
    List<Message> all = new ArrayList<>();
    while (true) {
      List<Message> some =
          call(
                  ReceiveMessageRequest.builder()
                      .queueUrl(url(queue))
                      .maxNumberOfMessages(10)
                      .messageAttributeNames("All")
                      .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
                      .build(),
                  ReceiveMessageResponse.class)
              .messages();
      if (some.isEmpty()) {
        return all;
      }
      for (Message message : some) {
        all.add(message);
        call(
            DeleteMessageRequest.builder()
                .queueUrl(url(queue))
                .receiptHandle(message.receiptHandle())
                .build());
      }
    }
  }

  List<String> bodies(String queue) {
    return drain(queue).stream().map(Message::body).toList();
  }

  Map<String, String> topicAttributes(String topic) {
    return call(
            GetTopicAttributesRequest.builder().topicArn(topic).build(),
            GetTopicAttributesResponse.class)
        .attributes();
  }

  Map<String, String> subscriptionAttributes(String subscription) {
    return call(
            GetSubscriptionAttributesRequest.builder().subscriptionArn(subscription).build(),
            GetSubscriptionAttributesResponse.class)
        .attributes();
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  /** Waits, for ten seconds of real time at most. */
  static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited long enough").isLessThan(end);
      LockSupport.parkNanos(500_000);
    }
  }
}
