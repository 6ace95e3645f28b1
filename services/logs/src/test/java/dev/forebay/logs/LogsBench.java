package dev.forebay.logs;

import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Region;
import dev.forebay.model.RequestId;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.wire.Authorizer;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.Switchboard;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsResponse;

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
  private final Switchboard switchboard;

  LogsBench(StorageEngine engine, VirtualClock clock) {
    this.clock = clock;
    Authorizer current =
        (context, service, op, request) -> authorizer.get().decide(context, service, op, request);
    this.logs = new Logs(engine, clock, RandomGenerator.of("SplittableRandom"), current);
    this.switchboard = new Switchboard(List.of(logs.binding()), current);
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
  }
}
