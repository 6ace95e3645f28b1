package dev.forebay.logs;

import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Region;
import dev.forebay.model.RequestId;
import dev.forebay.model.VirtualClock;
import dev.forebay.model.trail.Trail;
import dev.forebay.push.Pushes;
import dev.forebay.storage.StorageEngine;
import dev.forebay.wire.Authorizer;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.EventStream;
import dev.forebay.wire.Handler;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.Switchboard;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/** The service on a switchboard, over an engine that the test opens. */
final class LogsBench implements AutoCloseable {
  static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
  static final long NOW = START.toEpochMilli();
  static final AccountRegion PLACE =
      new AccountRegion(new AccountId("123456789012"), new Region("eu-central-1"));
  static final CallContext CALL = call(new Caller.Root(PLACE.account()));

  final VirtualClock clock;
  final Logs logs;
  final AtomicReference<Authorizer> authorizer =
      new AtomicReference<>((context, service, op, request) -> new Authorizer.Decision.Allowed());

  /** What has reached functions and streams, in order. */
  final List<Asked> asked = new CopyOnWriteArrayList<>();

  /** What functions and streams answer instead of success, if anything. */
  volatile Optional<AwsException> refusal = Optional.empty();

  final Pushes pushes;
  private final Switchboard switchboard;

  /** A call that reached another service. */
  record Asked(CallContext context, SdkPojo request) {}

  LogsBench(StorageEngine engine, VirtualClock clock) {
    this.clock = clock;
    this.pushes = new Pushes(engine, clock, RandomGenerator.of("SplittableRandom"), Trail.NONE);
    Authorizer current =
        (context, service, op, request) -> authorizer.get().decide(context, service, op, request);
    this.logs = new Logs(engine, clock, RandomGenerator.of("SplittableRandom"), current);
    this.switchboard =
        new Switchboard(
            List.of(
                logs.binding(),
                ServiceBinding.of("lambda")
                    .on("Invoke", InvokeRequest::builder, taking(InvokeResponse.builder().build()))
                    .build(),
                ServiceBinding.of("firehose")
                    .on(
                        "PutRecord",
                        software.amazon.awssdk.services.firehose.model.PutRecordRequest::builder,
                        taking(
                            software.amazon.awssdk.services.firehose.model.PutRecordResponse
                                .builder()
                                .build()))
                    .build(),
                ServiceBinding.of("kinesis")
                    .on(
                        "PutRecord",
                        PutRecordRequest::builder,
                        taking(PutRecordResponse.builder().build()))
                    .build()),
            current);
    pushes.start(switchboard, CALL.endpoint());
    logs.start(
        switchboard,
        pushes,
        (role, name) -> new Caller.RoleSession(role, "AROA0000000000000000A", name));
  }

  private <I extends SdkPojo, O extends SdkPojo> Handler<I, O> taking(O answer) {
    return (context, request) -> {
      if (refusal.isPresent()) {
        throw refusal.get();
      }
      asked.add(new Asked(context, request));
      return answer;
    };
  }

  /** Waits until nothing is under way. */
  void settle() {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (isBusy()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not quiet: " + logs.pending() + pushes.pending());
      }
      Thread.onSpinWait();
    }
  }

  private boolean isBusy() {
    long begun = logs.begun() + pushes.begun();
    return !logs.pending().isEmpty()
        || pushes.pending().stream().anyMatch(one -> one.isBefore(clock.now()))
        || begun != logs.begun() + pushes.begun();
  }

  /** Makes a call that answers with events. */
  void stream(CallContext context, String operation, SdkPojo request, EventStream events) {
    switchboard.stream(context, "logs", operation, request, events);
  }

  static CallContext call(Caller caller) {
    return new CallContext(
        caller,
        PLACE,
        new RequestId("6f2f3d9e-0000-4000-8000-000000000001"),
        URI.create("http://localhost:4566"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Makes the call whose name is that of the request's class. */
  <O extends SdkPojo> O call(SdkPojo request, Class<O> response) {
    String name = request.getClass().getSimpleName();
    return response.cast(
        switchboard.call(
            CALL, "logs", name.substring(0, name.length() - "Request".length()), request));
  }

  void call(SdkPojo request) {
    call(request, SdkPojo.class);
  }

  void create(String group, String... streams) {
    call(CreateLogGroupRequest.builder().logGroupName(group).build());
    for (String stream : streams) {
      call(CreateLogStreamRequest.builder().logGroupName(group).logStreamName(stream).build());
    }
  }

  PutLogEventsResponse put(String group, String stream, LogLine... lines) {
    return call(
        PutLogEventsRequest.builder()
            .logGroupName(group)
            .logStreamName(stream)
            .logEvents(
                java.util.Arrays.stream(lines)
                    .map(line ->
                        InputLogEvent.builder()
                            .timestamp(line.timestamp())
                            .message(line.message())
                            .build())
                    .toList())
            .build(),
        PutLogEventsResponse.class);
  }

  static LogLine line(long secondsFromStart, String message) {
    return new LogLine(NOW + secondsFromStart * 1000, message);
  }

  @Override
  public void close() {
    logs.close();
    pushes.close();
  }
}
