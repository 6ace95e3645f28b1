package dev.forebay.logs;

import dev.forebay.logs.pattern.FilterPattern;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.push.Push;
import dev.forebay.push.Pushes;
import dev.forebay.push.RetryPolicy;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.TableSpace.RowKey;
import dev.forebay.storage.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Shows a group's filters some of what is stored and not yet seen, and hands what they want to
 * {@link Pushes}. Only then is it marked as seen, so that nothing is lost; an event may come twice
 * after a crash. What a destination does not take for a passing reason is tried for a day ("Log
 * group-level subscription filters"); what it refuses is dropped. Thread-safe.
 */
final class Forwarder {
  private static final int CHUNKS = 200;
  private static final RetryPolicy RETRY = RetryPolicy.exponential(185, Duration.ofHours(24));

  private final Pushes pushes;
  private final SubscriptionTargets targets;

  Forwarder(Pushes pushes, SubscriptionTargets targets) {
    this.pushes = pushes;
    this.targets = targets;
  }

  /** Takes the next chunks of the group; says whether there were any. */
  boolean step(LogTables tables, long groupId) {
    List<Outbound> next = tables.outbound(groupId, CHUNKS);
    if (next.isEmpty()) {
      return false;
    }
    List<Push> found =
        tables
            .group(next.getFirst().group())
            .map(Stored::value)
            .filter(group -> group.id() == groupId)
            .map(group -> pushes(tables, group, next))
            .orElse(List.of());
    if (!found.isEmpty()) {
      pushes.deliver(found);
    }
    List<Transaction.Write> seen = new ArrayList<>();
    next.forEach(one -> seen.add(new Transaction.Delete(one.key())));
    tables.commit(List.of(), seen);
    return true;
  }

  private List<Push> pushes(LogTables tables, LogGroupRow group, List<Outbound> next) {
    Map<RowKey, Row> rows = new HashMap<>();
    tables
        .rows(next.stream().map(Outbound::chunk).toList())
        .forEach(row -> rows.put(row.key(), row));
    Map<String, List<StoredEvent>> streams = new LinkedHashMap<>();
    for (Outbound one : next) {
      Row row = rows.get(one.chunk());
      // Its stream may have been deleted.
      if (row != null) {
        EventChunk.decode(one.first(), one.sequence(), row.value())
            .addTo(streams.computeIfAbsent(one.stream(), _ -> new ArrayList<>()));
      }
    }
    List<Push> found = new ArrayList<>();
    streams.forEach((stream, events) -> {
      events.sort(Comparator.comparing(StoredEvent::position));
      group
          .subscriptions()
          .forEach(filter -> found.addAll(wanted(tables.place(), group, filter, stream, events)));
    });
    return found;
  }

  private List<Push> wanted(
      AccountRegion place,
      LogGroupRow group,
      SubscriptionRow filter,
      String stream,
      List<StoredEvent> events) {
    FilterPattern pattern = FilterPattern.parse(filter.pattern());
    List<SubscriptionRecord.Event> wanted = new ArrayList<>();
    for (StoredEvent event : events) {
      if (event.ingested() >= filter.created()) {
        pattern
            .extract(event.message())
            .ifPresent(fields -> wanted.add(new SubscriptionRecord.Event(event, fields)));
      }
    }
    Arn destination = Arn.parse(filter.destination()).orElseThrow();
    SubscriptionTargets.Target target = targets.target(place, group.name(), filter);
    return new SubscriptionRecord(
            place.account().value(), group.name(), stream, Optional.of(filter.name()))
        .cut(wanted, target.mostBytes()).stream()
            .map(batch ->
                new Push(
                    batch.id(),
                    destination,
                    target.sender(),
                    target.delivery(batch.data(), stream),
                    RETRY,
                    Optional.empty()))
            .toList();
  }
}
