package dev.forebay.server.events;

import dev.forebay.model.trail.Way;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What somebody wants to know of the {@link EventLog}; what is empty is not asked for. Immutable.
 *
 * @param messageId of a message in a queue
 * @param sequenceNumber of a record in a stream
 * @param requestId of an invocation, also of one with a batch that the event was in
 * @param mapping UUID of an event source mapping
 * @param function its name or ARN
 * @param from events with a step at this instant or later
 * @param to events with a step at this instant or earlier
 * @param limit events at most, 1 or more
 */
record EventQuery(
    Optional<String> messageId,
    Optional<String> sequenceNumber,
    Optional<String> requestId,
    Optional<String> mapping,
    Optional<String> function,
    Optional<Instant> from,
    Optional<Instant> to,
    int limit) {

  /** An event and the way that it goes by. */
  record EventKey(Way way, String id) {}

  /**
   * What was found. Immutable.
   *
   * @param events the newest first, each with all of its steps in order
   * @param more how many others match, which the limit leaves out
   */
  record Found(Map<EventKey, List<EventLog.Entry>> events, int more) {}

  /** The events that are asked for. */
  Found answer(Iterable<EventLog.Entry> entries) {
    Map<EventKey, List<EventLog.Entry>> found = new LinkedHashMap<>();
    List<EventKey> keys = new ArrayList<>(matching(entries));
    for (int i = keys.size() - 1; i >= Math.max(0, keys.size() - limit); i--) {
      found.put(keys.get(i), new ArrayList<>());
    }
    for (EventLog.Entry entry : entries) {
      for (String id : entry.events()) {
        List<EventLog.Entry> steps = found.get(new EventKey(entry.way(), id));
        if (steps != null) {
          steps.add(entry);
        }
      }
    }
    return new Found(found, keys.size() - found.size());
  }

  /** In the order of their first steps. */
  private Set<EventKey> matching(Iterable<EventLog.Entry> entries) {
    // An event comes where its first step is, though another one may be what is asked for.
    Set<EventKey> wanted = new LinkedHashSet<>();
    for (EventLog.Entry entry : entries) {
      if (isOfWay(entry.way()) && isOfTime(entry.at())) {
        for (String id : entry.events()) {
          if (isOfEvent(entry, id)) {
            wanted.add(new EventKey(entry.way(), id));
          }
        }
      }
    }
    return wanted;
  }

  private boolean isOfEvent(EventLog.Entry entry, String id) {
    return (messageId.isEmpty() || (isMessage(entry.way()) && messageId.get().equals(id)))
        && (sequenceNumber.isEmpty() || (isRecord(entry.way()) && sequenceNumber.get().equals(id)))
        && (requestId.isEmpty()
            || requestId.get().equals(id)
            || requestId.equals(entry.requestId()));
  }

  private static boolean isMessage(Way way) {
    return switch (way) {
      case Way.Queued queued -> true;
      case Way.Mapped mapped -> mapped.shard().isEmpty();
      case Way.Synchronous synchronous -> false;
      case Way.Asynchronous asynchronous -> false;
      case Way.Pushed pushed -> true;
    };
  }

  private static boolean isRecord(Way way) {
    return way instanceof Way.Mapped mapped && !mapped.shard().isEmpty();
  }

  private boolean isOfWay(Way way) {
    return switch (way) {
      case Way.Synchronous(String arn) -> mapping.isEmpty() && isOfFunction(arn);
      case Way.Asynchronous(String arn) -> mapping.isEmpty() && isOfFunction(arn);
      case Way.Mapped(String uuid, String source, String shard, String arn) ->
          (mapping.isEmpty() || mapping.get().equals(uuid)) && isOfFunction(arn);
      case Way.Queued queued -> mapping.isEmpty() && function.isEmpty();
      case Way.Pushed(String source, String target) -> mapping.isEmpty() && isOfFunction(target);
    };
  }

  private boolean isOfFunction(String arn) {
    if (function.isEmpty()) {
      return true;
    }
    String wanted = function.get();
    return arn.equals(wanted)
        || arn.startsWith(wanted + ":")
        || (arn + ":").contains(":function:" + wanted + ":");
  }

  private boolean isOfTime(Instant at) {
    return from.filter(at::isBefore).isEmpty() && to.filter(at::isAfter).isEmpty();
  }
}
