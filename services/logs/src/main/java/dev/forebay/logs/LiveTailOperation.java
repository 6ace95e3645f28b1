package dev.forebay.logs;

import dev.forebay.logs.pattern.FilterPattern;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Clock;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.EventStream;
import dev.forebay.wire.Peer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.cloudwatchlogs.model.LiveTailSessionMetadata;
import software.amazon.awssdk.services.cloudwatchlogs.model.LiveTailSessionStart;
import software.amazon.awssdk.services.cloudwatchlogs.model.LiveTailSessionUpdate;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartLiveTailRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartLiveTailResponse;

/**
 * StartLiveTail: what is logged from now on, an update a second, for three hours of the clock.
 * Thread-safe.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartLiveTail.html">
 *     StartLiveTail</a>
 */
final class LiveTailOperation {
  private static final Duration LIFE = Duration.ofHours(3);
  private static final Duration PACE = Duration.ofSeconds(1);

  private final Function<AccountRegion, LogTables> tables;
  private final LiveTails tails;
  private final Clock clock;
  private final RandomGenerator random;

  LiveTailOperation(
      Function<AccountRegion, LogTables> tables,
      LiveTails tails,
      Clock clock,
      RandomGenerator random) {
    this.tables = tables;
    this.tails = tails;
    this.clock = clock;
    this.random = random;
  }

  void start(CallContext context, StartLiveTailRequest request, EventStream events) {
    LiveTail tail =
        tails.open(new LiveTail(wanted(context, request))).orElseThrow(LogsErrors::limit);
    Peer.Watch watch = context.peer().whenGone(tail::end);
    try {
      run(tail, context, request, events);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      watch.close();
      tails.close(tail);
    }
  }

  private LiveTail.Wanted wanted(CallContext context, StartLiveTailRequest request) {
    List<String> names = request.hasLogStreamNames() ? request.logStreamNames() : List.of();
    List<String> prefixes =
        request.hasLogStreamNamePrefixes() ? request.logStreamNamePrefixes() : List.of();
    if (!names.isEmpty() && !prefixes.isEmpty()) {
      throw LogsErrors.invalid(
          "LogStreamNames and LogStreamNamePrefixes are mutually exclusive parameters.");
    }
    if ((!names.isEmpty() || !prefixes.isEmpty()) && request.logGroupIdentifiers().size() > 1) {
      throw LogsErrors.invalid(
          "LogStreamNames and LogStreamNamePrefixes can only be given with one log group.");
    }
    LogGroups groups = new LogGroups(tables.apply(context.place()));
    Map<String, String> found = new HashMap<>();
    for (String identifier : request.logGroupIdentifiers()) {
      if (!identifier.startsWith("arn:")) {
        throw LogsErrors.invalid("A log group must be given by its ARN: " + identifier);
      }
      String name =
          GroupReference.ofArn(identifier, context.place()).orElseThrow(LogsErrors::noSuchGroup);
      found.put(groups.existing(name).value().name(), identifier);
    }
    return new LiveTail.Wanted(
        context.place(),
        found,
        names,
        prefixes,
        request.logEventFilterPattern() == null
            ? FilterPattern.EVERYTHING
            : LogsErrors.parsed(request.logEventFilterPattern()));
  }

  private void run(
      LiveTail tail, CallContext context, StartLiveTailRequest request, EventStream events)
      throws InterruptedException {
    Instant end = clock.now().plus(LIFE);
    events.start(StartLiveTailResponse.builder().build());
    events.send(
        "sessionStart",
        LiveTailSessionStart.builder()
            .requestId(context.requestId().value())
            .sessionId(new UUID(random.nextLong(), random.nextLong()).toString())
            .logGroupIdentifiers(request.logGroupIdentifiers())
            .logStreamNames(request.hasLogStreamNames() ? request.logStreamNames() : List.of())
            .logStreamNamePrefixes(
                request.hasLogStreamNamePrefixes() ? request.logStreamNamePrefixes() : List.of())
            .logEventFilterPattern(
                request.logEventFilterPattern() == null ? "" : request.logEventFilterPattern())
            .build());
    while (clock.now().isBefore(end)) {
      LiveTail.Update update = tail.take(PACE);
      if (tail.hasEnded()) {
        return;
      }
      events.send(
          "sessionUpdate",
          LiveTailSessionUpdate.builder()
              .sessionMetadata(LiveTailSessionMetadata.builder().sampled(update.sampled()).build())
              .sessionResults(update.events())
              .build());
    }
    throw new AwsException(
        "SessionTimeoutException", 400, "The Live Tail session has reached its three hours.");
  }
}
