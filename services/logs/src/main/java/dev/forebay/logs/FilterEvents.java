package dev.forebay.logs;

import dev.forebay.logs.pattern.FilterPattern;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;

/**
 * Searches streams of a group, interleaved in order of time. A stream is opened only when the merge
 * reaches its first event, so old streams cost nothing. A call that has looked at many events
 * answers with what it found so far and a token, as AWS does. Confined to one thread.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html">
 *     FilterLogEvents</a>
 */
final class FilterEvents {
  private static final int LOOKED_AT = 100_000;

  private final LogTables tables;
  private final FilterPattern pattern;
  private final long start;
  private final long end;
  private final Position after;
  private final int limit;
  private final PriorityQueue<Source> sources =
      new PriorityQueue<>(Comparator.comparing(Source::at));

  /** A stream that is being read, or will be; {@code at} is no later than its next event. */
  private record Source(LogStreamRow stream, Position at, Optional<EventReader> reader) {}

  /**
   * A search.
   *
   * @param start first time, inclusive
   * @param end last time, inclusive
   * @param after where an earlier call stopped
   * @param limit most events of a page
   */
  FilterEvents(
      LogTables tables, FilterPattern pattern, long start, long end, Position after, int limit) {
    this.tables = tables;
    this.pattern = pattern;
    this.start = start;
    this.end = end;
    this.after = after;
    this.limit = limit;
  }

  FilterLogEventsResponse page(List<LogStreamRow> streams) {
    long from = Math.max(start, after.timestamp());
    for (LogStreamRow stream : streams) {
      if (!stream.isEmpty() && stream.firstEvent() <= end && stream.lastEventCeiling() >= from) {
        sources.add(new Source(stream, new Position(stream.firstEvent(), 0, -1), Optional.empty()));
      }
    }
    List<FilteredLogEvent> found = new ArrayList<>();
    Position last = after;
    long bytes = 0;
    int lookedAt = 0;
    for (Source source = advance(); source != null; source = advance()) {
      StoredEvent event = source.reader().orElseThrow().peek().orElseThrow();
      if (pattern.matches(event.message())) {
        bytes += GetEvents.size(event);
        if (found.size() == limit || (bytes > GetEvents.PAGE_BYTES && !found.isEmpty())) {
          return answer(found, Optional.of(last));
        }
        found.add(output(source.stream(), event));
      }
      last = event.position();
      source.reader().orElseThrow().next();
      put(source.stream(), source.reader().orElseThrow());
      if (++lookedAt == LOOKED_AT) {
        return answer(found, Optional.of(last));
      }
    }
    return answer(found, Optional.empty());
  }

  /** Takes the source whose next event is the first of all, opening streams on the way. */
  private @org.jspecify.annotations.Nullable Source advance() {
    for (Source source = sources.poll(); source != null; source = sources.poll()) {
      if (source.reader().isPresent()) {
        return source;
      }
      put(
          source.stream(),
          EventReader.forward(
              tables,
              new EventReader.Window(source.stream().id(), start, end, after, Optional.empty())));
    }
    return null;
  }

  private void put(LogStreamRow stream, EventReader reader) {
    reader
        .peek()
        .ifPresent(event -> sources.add(new Source(stream, event.position(), Optional.of(reader))));
  }

  private static FilterLogEventsResponse answer(
      List<FilteredLogEvent> found, Optional<Position> next) {
    return FilterLogEventsResponse.builder()
        .events(found)
        .searchedLogStreams(List.of())
        .nextToken(next.map(Position::toText).orElse(null))
        .build();
  }

  private static FilteredLogEvent output(LogStreamRow stream, StoredEvent event) {
    return FilteredLogEvent.builder()
        .logStreamName(stream.name())
        .timestamp(event.timestamp())
        .message(event.message())
        .ingestionTime(event.ingested())
        .eventId(event.position().toText())
        .build();
  }
}
