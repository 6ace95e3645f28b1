package dev.forebay.server.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.forebay.model.trail.Way;
import dev.forebay.server.admin.AdminAnswer;
import dev.forebay.server.admin.AdminPage;
import dev.forebay.server.admin.AdminRequest;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code GET /_forebay/events}: the way of events, step by step. Thread-safe. */
public final class EventsPage {
  private static final String PATH = "/_forebay/events";
  private static final Set<String> PARAMETERS =
      Set.of(
          "messageId", "sequenceNumber", "requestId", "mapping", "function", "from", "to", "limit");
  private static final int STANDARD_LIMIT = 100;
  private static final int MOST = 1_000;
  private static final int MOST_COMPANIONS = 100;

  private final EventLog log;

  /** A page of this log. */
  public EventsPage(EventLog log) {
    this.log = log;
  }

  /** The page. */
  public AdminPage page() {
    return new AdminPage("GET", PATH, PARAMETERS, this::answer);
  }

  /**
   * The answer.
   *
   * @param kept how many steps are kept at most: events.keep
   * @param dropped how many older ones were dropped, since the start or the last reset
   * @param since when the oldest of those that are kept was taken; absent when there is none
   * @param more how many other events match, which the limit leaves out
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonPropertyOrder({"kept", "dropped", "since", "more", "events"})
  record Answer(long kept, long dropped, @Nullable String since, int more, List<Event> events) {}

  /**
   * An event.
   *
   * @param way by which it came: synchronous, asynchronous, mapped, queued or pushed
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonPropertyOrder({"id", "way", "function", "mapping", "source", "shard", "target", "steps"})
  record Event(
      String id,
      String way,
      @Nullable String function,
      @Nullable String mapping,
      @Nullable String source,
      @Nullable String shard,
      @Nullable String target,
      List<Taken> steps) {}

  /**
   * A step that it took.
   *
   * @param text what happened, and why
   * @param with the others in the batch, up to a hundred
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonPropertyOrder({"at", "step", "text", "requestId", "with"})
  record Taken(
      String at,
      String step,
      String text,
      @Nullable String requestId,
      @Nullable List<String> with) {}

  private AdminAnswer answer(AdminRequest request) {
    EventLog.Kept kept = log.kept();
    EventQuery.Found found = query(request).answer(kept.entries());
    List<Event> events = new ArrayList<>();
    found.events().forEach((key, steps) -> events.add(event(key, steps)));
    return AdminAnswer.json(
        new Answer(log.most(), kept.dropped(), since(kept), found.more(), events));
  }

  private static @Nullable String since(EventLog.Kept kept) {
    Iterator<EventLog.Entry> entries = kept.entries().iterator();
    return entries.hasNext() ? entries.next().at().toString() : null;
  }

  private static EventQuery query(AdminRequest request) {
    return new EventQuery(
        request.parameter("messageId"),
        request.parameter("sequenceNumber"),
        request.parameter("requestId"),
        request.parameter("mapping"),
        request.parameter("function"),
        instant(request, "from"),
        instant(request, "to"),
        limit(request));
  }

  private static Optional<Instant> instant(AdminRequest request, String name) {
    Optional<String> text = request.parameter(name);
    try {
      return text.map(Instant::parse);
    } catch (DateTimeParseException e) {
      throw AdminRequest.invalid(
          name + " must be an instant such as 2026-01-31T12:00:00Z, and not '" + text.get() + "'");
    }
  }

  private static int limit(AdminRequest request) {
    String text = request.parameter("limit").orElse(Integer.toString(STANDARD_LIMIT));
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MOST) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // Said below, as for any other number.
    }
    throw AdminRequest.invalid("limit must be 1 to " + MOST + ", and not '" + text + "'");
  }

  private static Event event(EventQuery.EventKey key, List<EventLog.Entry> entries) {
    List<Taken> steps = entries.stream().map(entry -> taken(key.id(), entry)).toList();
    return switch (key.way()) {
      case Way.Synchronous(String function) ->
          new Event(key.id(), "synchronous", function, null, null, null, null, steps);
      case Way.Asynchronous(String function) ->
          new Event(key.id(), "asynchronous", function, null, null, null, null, steps);
      case Way.Mapped(String mapping, String source, String shard, String function) ->
          new Event(
              key.id(),
              "mapped",
              function,
              mapping,
              source,
              shard.isEmpty() ? null : shard,
              null,
              steps);
      case Way.Queued(String queue) ->
          new Event(key.id(), "queued", null, null, queue, null, null, steps);
      case Way.Pushed(String source, String target) ->
          new Event(key.id(), "pushed", null, null, source, null, target, steps);
    };
  }

  private static Taken taken(String id, EventLog.Entry entry) {
    List<String> others =
        entry.events().stream().filter(other -> !other.equals(id)).limit(MOST_COMPANIONS).toList();
    return new Taken(
        entry.at().toString(),
        entry.name(),
        entry.text(),
        entry.requestId().orElse(null),
        others.isEmpty() ? null : others);
  }
}
