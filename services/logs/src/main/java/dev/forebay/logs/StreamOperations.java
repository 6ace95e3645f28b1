package dev.forebay.logs;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Clock;
import dev.forebay.wire.CallContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogStreamResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogStream;
import software.amazon.awssdk.services.cloudwatchlogs.model.OrderBy;

/** Makes, describes and deletes log streams. Thread-safe. */
final class StreamOperations {
  private static final int PAGE = 50;

  private final Function<AccountRegion, LogTables> tables;
  private final Housekeeping housekeeping;
  private final LogWriter writer;
  private final Clock clock;

  StreamOperations(
      Function<AccountRegion, LogTables> tables,
      Housekeeping housekeeping,
      LogWriter writer,
      Clock clock) {
    this.tables = tables;
    this.housekeeping = housekeeping;
    this.writer = writer;
    this.clock = clock;
  }

  CreateLogStreamResponse create(CallContext context, CreateLogStreamRequest request) {
    LogGroups groups = new LogGroups(tables.apply(context.place()));
    if (!groups.create(
        request.logGroupName(), request.logStreamName(), clock.now().toEpochMilli())) {
      throw LogsErrors.exists("log stream");
    }
    return CreateLogStreamResponse.builder().build();
  }

  DeleteLogStreamResponse delete(CallContext context, DeleteLogStreamRequest request) {
    new LogGroups(tables.apply(context.place()))
        .delete(request.logGroupName(), request.logStreamName());
    housekeeping.wake();
    return DeleteLogStreamResponse.builder().build();
  }

  /** A stream with the times of its first and last event. */
  private record Timed(LogStreamRow stream, Optional<Long> first, Optional<Long> last) {}

  DescribeLogStreamsResponse describe(CallContext context, DescribeLogStreamsRequest request) {
    boolean byTime = request.orderBy() == OrderBy.LAST_EVENT_TIME;
    if (byTime && request.logStreamNamePrefix() != null) {
      throw LogsErrors.invalid("Cannot order by LastEventTime with a logStreamNamePrefix.");
    }
    writer.flush();
    LogTables place = tables.apply(context.place());
    String groupName =
        GroupReference.either(
            request.logGroupName(), request.logGroupIdentifier(), context.place());
    LogGroupRow group = new LogGroups(place).existing(groupName).value();
    int limit = request.limit() == null ? PAGE : request.limit();
    boolean descending = Boolean.TRUE.equals(request.descending());
    Optional<String> after = PageToken.read(request.nextToken());
    String prefix = request.logStreamNamePrefix() == null ? "" : request.logStreamNamePrefix();
    List<Timed> page =
        byTime || descending
            ? sortedPage(place, group, prefix, byTime, descending, after, limit + 1)
            : place.streams(group.id(), prefix, after, limit + 1).stream()
                .map(row -> timed(place, row.value()))
                .toList();
    List<Timed> shown = page.subList(0, Math.min(limit, page.size()));
    return DescribeLogStreamsResponse.builder()
        .logStreams(
            shown.stream().map(stream -> described(context.place(), groupName, stream)).toList())
        .nextToken(page.size() > limit ? token(shown.getLast(), byTime) : null)
        .build();
  }

  private static @Nullable String token(Timed last, boolean byTime) {
    return PageToken.write((byTime ? last.last().orElse(-1L) + " " : "") + last.stream().name());
  }

  private static List<Timed> sortedPage(
      LogTables place,
      LogGroupRow group,
      String prefix,
      boolean byTime,
      boolean descending,
      Optional<String> after,
      int limit) {
    List<Timed> all = new ArrayList<>();
    for (Stored<LogStreamRow> row : place.allStreams(group.id(), prefix)) {
      all.add(byTime ? timed(place, row.value()) : untimed(row.value()));
    }
    Comparator<Timed> order = Comparator.comparing((Timed stream) -> stream.stream().name());
    if (byTime) {
      order =
          Comparator.comparingLong((Timed stream) -> stream.last().orElse(-1L))
              .thenComparing(order);
    }
    Comparator<Timed> wanted = descending ? order.reversed() : order;
    Optional<Timed> last = after.map(text -> marker(text, byTime));
    return all.stream()
        .filter(stream -> last.isEmpty() || wanted.compare(stream, last.get()) > 0)
        .sorted(wanted)
        .limit(limit)
        .map(stream -> byTime ? stream : timed(place, stream.stream()))
        .toList();
  }

  private static Timed marker(String text, boolean byTime) {
    if (!byTime) {
      return untimed(LogStreamRow.fresh(0, text, 0));
    }
    int space = text.indexOf(' ');
    if (space < 0 || !text.substring(0, space).matches("-?[0-9]{1,18}")) {
      throw LogsErrors.badToken();
    }
    return new Timed(
        LogStreamRow.fresh(0, text.substring(space + 1), 0),
        Optional.empty(),
        Optional.of(Long.parseLong(text.substring(0, space))));
  }

  private static Timed untimed(LogStreamRow stream) {
    return new Timed(stream, Optional.empty(), Optional.empty());
  }

  private static Timed timed(LogTables place, LogStreamRow stream) {
    if (stream.isEmpty()) {
      return untimed(stream);
    }
    EventReader.Window all =
        new EventReader.Window(stream.id(), 0, Long.MAX_VALUE, Position.START, Optional.empty());
    return new Timed(
        stream,
        EventReader.forward(place, all).peek().map(StoredEvent::timestamp),
        EventReader.backward(place, all).peek().map(StoredEvent::timestamp));
  }

  // AWS still answers the deprecated member, with zero, and Terraform and the CLI print it.
  @SuppressWarnings("deprecation")
  private static LogStream described(AccountRegion place, String group, Timed timed) {
    LogStreamRow stream = timed.stream();
    return LogStream.builder()
        .logStreamName(stream.name())
        .creationTime(stream.created())
        .firstEventTimestamp(timed.first().orElse(null))
        .lastEventTimestamp(timed.last().orElse(null))
        .lastIngestionTime(stream.isEmpty() ? null : stream.lastIngestion())
        .uploadSequenceToken(new Position(stream.lastIngestion(), 0, 0).toText())
        .arn(GroupReference.arn(place, group) + ":log-stream:" + stream.name())
        .storedBytes(0L)
        .build();
  }
}
