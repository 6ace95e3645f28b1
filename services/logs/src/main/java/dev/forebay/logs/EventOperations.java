package dev.forebay.logs;

import dev.forebay.logs.pattern.FilterPattern;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Clock;
import dev.forebay.wire.CallContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.RejectedLogEventsInfo;

/** PutLogEvents, GetLogEvents and FilterLogEvents. Thread-safe. */
final class EventOperations {
  private static final int MAX_BYTES = 1_048_576;
  private static final int MAX_EVENTS = 10_000;
  private static final int MAX_STREAMS = 100;
  private static final Duration MAX_SPAN = Duration.ofHours(24);
  private static final Duration MAX_AGE = Duration.ofDays(14);
  private static final Duration MAX_AHEAD = Duration.ofHours(2);
  private static final int ATTEMPTS = 20;

  private final Function<AccountRegion, LogTables> tables;
  private final Sequence sequence;
  private final Followers followers;
  private final LogWriter writer;
  private final Clock clock;

  EventOperations(
      Function<AccountRegion, LogTables> tables,
      Sequence sequence,
      Followers followers,
      LogWriter writer,
      Clock clock) {
    this.tables = tables;
    this.sequence = sequence;
    this.followers = followers;
    this.writer = writer;
    this.clock = clock;
  }

  PutLogEventsResponse put(CallContext context, PutLogEventsRequest request) {
    List<InputLogEvent> input = request.logEvents();
    checkBatch(input);
    List<LogLine> lines =
        input.stream().map(event -> new LogLine(event.timestamp(), event.message())).toList();
    long bytes = EventChunk.countBytes(lines);
    if (bytes > MAX_BYTES) {
      throw LogsErrors.invalid(
          "Upload too large: " + bytes + " bytes exceeds limit of " + MAX_BYTES);
    }
    LogTables place = tables.apply(context.place());
    LogGroups groups = new LogGroups(place);
    Appends appends = new Appends(place, sequence, followers);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Stored<LogGroupRow> group = groups.existing(request.logGroupName());
      Stored<LogStreamRow> stream = groups.existing(group, request.logStreamName());
      long now = clock.now().toEpochMilli();
      Accepted accepted = Accepted.of(lines, group.value(), now);
      if (accepted.lines().isEmpty()
          || appends
              .store(List.of(new Appends.Append(group, stream, accepted.lines())), now)
              .getFirst()) {
        return PutLogEventsResponse.builder()
            .nextSequenceToken(new Position(now, sequence.next(now), 0).toText())
            .rejectedLogEventsInfo(accepted.rejected().orElse(null))
            .build();
      }
    }
    throw LogsErrors.contended();
  }

  private static void checkBatch(List<InputLogEvent> events) {
    if (events.isEmpty() || events.size() > MAX_EVENTS) {
      throw LogsErrors.invalid(
          "1 validation error detected: Value at 'logEvents' failed to satisfy constraint: Member"
              + " must have length between 1 and "
              + MAX_EVENTS);
    }
    long previous = 0;
    for (InputLogEvent event : events) {
      if (event.timestamp() == null || event.timestamp() < 0 || event.message() == null) {
        throw LogsErrors.invalid("Each log event must have a timestamp and a message.");
      }
      if (event.timestamp() < previous) {
        throw LogsErrors.invalid(
            "Log events in a single PutLogEvents request must be in chronological order.");
      }
      previous = event.timestamp();
    }
    if (previous - events.getFirst().timestamp() > MAX_SPAN.toMillis()) {
      throw LogsErrors.invalid(
          "The batch of log events in a single PutLogEvents request cannot span more than 24"
              + " hours.");
    }
  }

  /** The events of a batch that are neither too old nor too new, and where the others are. */
  private record Accepted(List<LogLine> lines, Optional<RejectedLogEventsInfo> rejected) {
    static Accepted of(List<LogLine> lines, LogGroupRow group, long now) {
      int tooOld = countBefore(lines, now - MAX_AGE.toMillis());
      int expired = countBefore(lines, group.keptSince(now));
      int tooNew = countBefore(lines, now + MAX_AHEAD.toMillis() + 1);
      int from = Math.max(tooOld, expired);
      if (from == 0 && tooNew == lines.size()) {
        return new Accepted(lines, Optional.empty());
      }
      RejectedLogEventsInfo.Builder rejected = RejectedLogEventsInfo.builder();
      if (tooOld > 0) {
        rejected.tooOldLogEventEndIndex(tooOld);
      }
      if (expired > tooOld) {
        rejected.expiredLogEventEndIndex(expired);
      }
      if (tooNew < lines.size()) {
        rejected.tooNewLogEventStartIndex(tooNew);
      }
      List<LogLine> accepted = from < tooNew ? lines.subList(from, tooNew) : List.of();
      return new Accepted(accepted, Optional.of(rejected.build()));
    }

    private static int countBefore(List<LogLine> lines, long millis) {
      return (int) lines.stream().takeWhile(line -> line.timestamp() < millis).count();
    }
  }

  GetLogEventsResponse get(CallContext context, GetLogEventsRequest request) {
    writer.flush();
    LogTables place = tables.apply(context.place());
    LogGroups groups = new LogGroups(place);
    Stored<LogGroupRow> group =
        groups.existing(
            GroupReference.either(
                request.logGroupName(), request.logGroupIdentifier(), context.place()));
    Stored<LogStreamRow> stream = groups.existing(group, request.logStreamName());
    long keptSince = group.value().keptSince(clock.now().toEpochMilli());
    return new GetEvents(place, stream.value().id(), keptSince).page(request);
  }

  FilterLogEventsResponse filter(CallContext context, FilterLogEventsRequest request) {
    writer.flush();
    LogTables place = tables.apply(context.place());
    LogGroups groups = new LogGroups(place);
    Stored<LogGroupRow> group =
        groups.existing(
            GroupReference.either(
                request.logGroupName(), request.logGroupIdentifier(), context.place()));
    long keptSince = group.value().keptSince(clock.now().toEpochMilli());
    return new FilterEvents(
            place,
            pattern(request),
            Math.max(request.startTime() == null ? 0 : request.startTime(), keptSince),
            request.endTime() == null ? Long.MAX_VALUE : request.endTime(),
            position(request),
            request.limit() == null ? GetEvents.PAGE_EVENTS : request.limit())
        .page(streams(request, place, groups, group));
  }

  private static List<LogStreamRow> streams(
      FilterLogEventsRequest request,
      LogTables place,
      LogGroups groups,
      Stored<LogGroupRow> group) {
    if (!request.hasLogStreamNames()) {
      String prefix = request.logStreamNamePrefix() == null ? "" : request.logStreamNamePrefix();
      return place.allStreams(group.value().id(), prefix).stream().map(Stored::value).toList();
    }
    if (request.logStreamNamePrefix() != null) {
      throw LogsErrors.invalid(
          "LogStreamNames and LogStreamNamePrefix are mutually exclusive parameters.");
    }
    if (request.logStreamNames().size() > MAX_STREAMS) {
      throw LogsErrors.invalid("At most " + MAX_STREAMS + " log streams can be named.");
    }
    return request.logStreamNames().stream()
        .distinct()
        .map(name -> groups.existing(group, name).value())
        .toList();
  }

  private static Position position(FilterLogEventsRequest request) {
    return request.nextToken() == null
        ? Position.START
        : Position.parse(request.nextToken()).orElseThrow(LogsErrors::badToken);
  }

  private static FilterPattern pattern(FilterLogEventsRequest request) {
    return request.filterPattern() == null
        ? FilterPattern.EVERYTHING
        : LogsErrors.parsed(request.filterPattern());
  }
}
