package dev.forebay.events;

import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Region;
import dev.forebay.model.RequestId;
import dev.forebay.model.VirtualClock;
import dev.forebay.model.activity.Pending;
import dev.forebay.model.trail.Trail;
import dev.forebay.push.Pushes;
import dev.forebay.storage.StorageEngine;
import dev.forebay.wire.Authorizer;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.Handler;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.Switchboard;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.PutTargetsRequest;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** The service on a switchboard whose other services write down what they are asked. */
final class EventsBench implements AutoCloseable {
  static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  static final AccountRegion PLACE =
      new AccountRegion(new AccountId("123456789012"), new Region("eu-central-1"));
  static final String ARNS = "arn:aws:%s:eu-central-1:123456789012:%s";
  private static final URI ENDPOINT = URI.create("http://localhost:4566");

  final VirtualClock clock;
  final Pushes pushes;
  final Events events;
  final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final Switchboard switchboard;
  private final RandomGenerator random;

  /** What the others answer instead of success, if anything. */
  volatile Optional<AwsException> refusal = Optional.empty();

  /** A call that reached another service. */
  record Asked(String operation, CallContext context, SdkPojo request) {}

  EventsBench(StorageEngine engine, VirtualClock clock) {
    this.clock = clock;
    // Another run of the server, which begins at another time, has other ids.
    this.random = new Random(clock.now().toEpochMilli());
    this.pushes = new Pushes(engine, clock, random, Trail.NONE);
    this.events =
        new Events(
            engine,
            clock,
            random,
            pushes,
            ENDPOINT,
            (role, name) -> new Caller.RoleSession(role, "AROA0000000000000000A", name));
    this.switchboard =
        new Switchboard(
            List.of(
                events.binding(),
                ServiceBinding.of("lambda")
                    .on(
                        "Invoke",
                        InvokeRequest::builder,
                        taking("Invoke", InvokeResponse.builder().build()))
                    .build(),
                ServiceBinding.of("sqs")
                    .on(
                        "SendMessage",
                        SendMessageRequest::builder,
                        taking("SendMessage", SendMessageResponse.builder().build()))
                    .build(),
                ServiceBinding.of("sns")
                    .on(
                        "Publish",
                        PublishRequest::builder,
                        taking("Publish", PublishResponse.builder().build()))
                    .build(),
                ServiceBinding.of("kinesis")
                    .on(
                        "PutRecord",
                        PutRecordRequest::builder,
                        taking("PutRecord", PutRecordResponse.builder().build()))
                    .build(),
                ServiceBinding.of("firehose")
                    .on(
                        "PutRecord",
                        software.amazon.awssdk.services.firehose.model.PutRecordRequest::builder,
                        taking(
                            "PutRecord",
                            software.amazon.awssdk.services.firehose.model.PutRecordResponse
                                .builder()
                                .build()))
                    .build(),
                ServiceBinding.of("logs")
                    .on(
                        "CreateLogStream",
                        CreateLogStreamRequest::builder,
                        taking("CreateLogStream", CreateLogStreamResponse.builder().build()))
                    .on(
                        "PutLogEvents",
                        PutLogEventsRequest::builder,
                        taking("PutLogEvents", PutLogEventsResponse.builder().build()))
                    .build()),
            (context, service, operation, request) -> new Authorizer.Decision.Allowed());
    pushes.start(switchboard, ENDPOINT);
    events.start(switchboard);
  }

  private <I extends SdkPojo, O extends SdkPojo> Handler<I, O> taking(String operation, O answer) {
    return (context, request) -> {
      asked.add(new Asked(operation, context, request));
      // A dead letter is taken, whatever is refused besides.
      boolean letter =
          request instanceof SendMessageRequest message && message.queueUrl().endsWith("/dead");
      if (refusal.isPresent() && !letter) {
        throw refusal.get();
      }
      return answer;
    };
  }

  static String arn(String service, String resource) {
    return ARNS.formatted(service, resource);
  }

  CallContext context() {
    return context(new Caller.Root(PLACE.account()));
  }

  CallContext context(Caller caller) {
    return new CallContext(
        caller,
        PLACE,
        RequestId.random(random),
        ENDPOINT,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  <O> O call(SdkPojo request, Class<O> answer) {
    String name = request.getClass().getSimpleName();
    return answer.cast(
        switchboard.call(
            context(), "events", name.substring(0, name.length() - "Request".length()), request));
  }

  void call(SdkPojo request) {
    call(request, SdkPojo.class);
  }

  /** Calls in another account or region. */
  void at(AccountRegion place, List<SdkPojo> requests) {
    for (SdkPojo request : requests) {
      String name = request.getClass().getSimpleName();
      switchboard.call(
          new CallContext(
              new Caller.Root(place.account()),
              place,
              RequestId.random(random),
              ENDPOINT,
              Optional.empty(),
              Optional.empty(),
              Optional.empty()),
          "events",
          name.substring(0, name.length() - "Request".length()),
          request);
    }
  }

  void rule(String name, String pattern, Target... targets) {
    call(PutRuleRequest.builder().name(name).eventPattern(pattern).build());
    if (targets.length > 0) {
      call(PutTargetsRequest.builder().rule(name).targets(targets).build());
    }
  }

  PutEventsResponse put(String source, String detail) {
    return call(
        PutEventsRequest.builder()
            .entries(
                PutEventsRequestEntry.builder()
                    .source(source)
                    .detailType("Test")
                    .detail(detail)
                    .build())
            .build(),
        PutEventsResponse.class);
  }

  /** The bodies of the messages that were sent to a queue. */
  List<String> sent(String queue) {
    return messages(queue).stream().map(SendMessageRequest::messageBody).toList();
  }

  List<SendMessageRequest> messages(String queue) {
    return asked.stream()
        .map(Asked::request)
        .filter(SendMessageRequest.class::isInstance)
        .map(SendMessageRequest.class::cast)
        .filter(message -> message.queueUrl().endsWith("/" + queue))
        .toList();
  }

  /** The text of a message's attribute. */
  static String attribute(SendMessageRequest message, String name) {
    return Optional.ofNullable(message.messageAttributes().get(name)).orElseThrow().stringValue();
  }

  static Target queue(String name) {
    return Target.builder().id(name).arn(arn("sqs", name)).build();
  }

  /** Waits until nothing is due now. */
  void settle() {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (isBusy()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not quiet: " + events.pending() + pushes.pending());
      }
      Thread.onSpinWait();
    }
  }

  private boolean isBusy() {
    long begun = events.begun() + pushes.begun();
    return java.util.stream.Stream.concat(events.pending().stream(), pushes.pending().stream())
            .anyMatch((Pending one) -> one.isBefore(clock.now()))
        || begun != events.begun() + pushes.begun();
  }

  /** Moves the clock on in steps, and waits after each. */
  void advance(Duration step, int times) {
    for (int i = 0; i < times; i++) {
      clock.advance(step);
      settle();
    }
  }

  @Override
  public void close() {
    events.close();
    pushes.close();
  }
}
