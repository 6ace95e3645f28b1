package dev.forebay.logs;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;

/**
 * Pages through one stream in both directions. A token names a position and a direction; at the
 * end, the token that comes back is the one that was given. Immutable.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html">
 *     GetLogEvents</a>
 */
record GetEvents(LogTables tables, long streamId, long keptSince) {
  /** Of a page, as AWS counts. */
  static final int PAGE_BYTES = 1 << 20;

  /** Of a page. */
  static final int PAGE_EVENTS = 10_000;

  /** Where to go on, and which way. */
  private record Token(Position position, boolean backward) {
    static Optional<Token> parse(@Nullable String text) {
      if (text == null) {
        return Optional.empty();
      }
      boolean wellFormed =
          text.length() == 60
              && (text.startsWith("f/") || text.startsWith("b/"))
              && text.endsWith("/s");
      Position position =
          Optional.of(text)
              .filter(token -> wellFormed)
              .flatMap(token -> Position.parse(token.substring(2, 58)))
              .orElseThrow(LogsErrors::badToken);
      return Optional.of(new Token(position, text.startsWith("b/")));
    }
  }

  GetLogEventsResponse page(GetLogEventsRequest request) {
    Optional<Token> token = Token.parse(request.nextToken());
    boolean fromHead = Boolean.TRUE.equals(request.startFromHead());
    boolean backward = token.map(Token::backward).orElse(!fromHead);
    int limit = request.limit() == null ? PAGE_EVENTS : request.limit();
    EventReader.Window window = window(request, token);
    List<StoredEvent> events =
        read(
            backward ? EventReader.backward(tables, window) : EventReader.forward(tables, window),
            limit);
    if (backward) {
      events = events.reversed();
    }
    Position first;
    Position last;
    if (!events.isEmpty()) {
      first = events.getFirst().position();
      last = events.getLast().position();
    } else {
      Position here = token.map(Token::position).orElse(Position.START);
      first = backward ? here : here.next();
      last = backward && token.isPresent() ? before(here) : here;
    }
    return GetLogEventsResponse.builder()
        .events(events.stream().map(GetEvents::output).toList())
        .nextForwardToken("f/" + last.toText() + "/s")
        .nextBackwardToken("b/" + first.toText() + "/s")
        .build();
  }

  // "f" continues after its position, so to include the event at a "b" position it starts before.
  private static Position before(Position position) {
    return position.index() >= 0
        ? new Position(position.timestamp(), position.sequence(), position.index() - 1)
        : position;
  }

  private EventReader.Window window(GetLogEventsRequest request, Optional<Token> token) {
    long start = request.startTime() == null ? 0 : request.startTime();
    long end = request.endTime() == null ? Long.MAX_VALUE : request.endTime() - 1;
    return new EventReader.Window(
        streamId,
        Math.max(start, keptSince),
        end,
        token.filter(t -> !t.backward()).map(Token::position).orElse(Position.START),
        token.filter(Token::backward).map(Token::position));
  }

  private static List<StoredEvent> read(EventReader reader, int limit) {
    List<StoredEvent> events = new ArrayList<>();
    long bytes = 0;
    for (Optional<StoredEvent> next = reader.peek();
        next.isPresent() && events.size() < limit;
        next = reader.peek()) {
      bytes += size(next.get());
      if (bytes > PAGE_BYTES && !events.isEmpty()) {
        break;
      }
      events.add(next.get());
      reader.next();
    }
    return events;
  }

  /** As AWS counts. */
  static long size(StoredEvent event) {
    return StoredEvent.OVERHEAD + (long) event.message().getBytes(StandardCharsets.UTF_8).length;
  }

  private static OutputLogEvent output(StoredEvent event) {
    return OutputLogEvent.builder()
        .timestamp(event.timestamp())
        .message(event.message())
        .ingestionTime(event.ingested())
        .build();
  }
}
