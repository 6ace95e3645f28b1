package dev.forebay.eventsource.engine;

import dev.forebay.eventsource.batch.Batch;
import dev.forebay.eventsource.batch.GivenUp;
import dev.forebay.eventsource.batch.Outcome;
import dev.forebay.eventsource.batch.Verdict;
import dev.forebay.eventsource.source.SourceRecord;
import dev.forebay.model.RequestId;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts each mapping's events on their way, and passes all on. Thread-safe. */
final class CountedTrail implements RecordTrail {
  private final RecordTrail next;
  private final Map<String, Map<EventCount, LongAdder>> counts = new ConcurrentHashMap<>();

  CountedTrail(RecordTrail next) {
    this.next = next;
  }

  /** The counts of every mapping, by its id, as they are now. */
  Map<String, Map<EventCount, Long>> counts() {
    Map<String, Map<EventCount, Long>> all = new HashMap<>();
    counts.forEach((mapping, adders) -> {
      Map<EventCount, Long> one = new EnumMap<>(EventCount.class);
      adders.forEach((count, adder) -> one.put(count, adder.sum()));
      all.put(mapping, one);
    });
    return all;
  }

  /** Drops the counts of a mapping that is gone. */
  void forget(String mapping) {
    counts.remove(mapping);
  }

  /** Drops all counts. */
  void forgetAll() {
    counts.clear();
  }

  private void add(Origin origin, EventCount count, long events) {
    Map<EventCount, LongAdder> adders =
        counts.computeIfAbsent(origin.way().mapping(), mapping -> zeros());
    Objects.requireNonNull(adders.get(count)).add(events);
  }

  /** All counts at zero; the map does not change from then on. */
  private static Map<EventCount, LongAdder> zeros() {
    Map<EventCount, LongAdder> zeros = new EnumMap<>(EventCount.class);
    for (EventCount count : EventCount.values()) {
      zeros.put(count, new LongAdder());
    }
    return Collections.unmodifiableMap(zeros);
  }

  @Override
  public void received(Origin origin, List<SourceRecord> records, String why) {
    add(origin, EventCount.POLLED, records.size());
    next.received(origin, records, why);
  }

  @Override
  public void filtered(Origin origin, String id, String why) {
    add(origin, EventCount.POLLED, 1);
    add(origin, EventCount.FILTERED_OUT, 1);
    next.filtered(origin, id, why);
  }

  @Override
  public void invoked(Origin origin, RequestId requestId, Batch batch) {
    next.invoked(origin, requestId, batch);
  }

  @Override
  public void ended(
      Origin origin, RequestId requestId, Batch batch, Outcome outcome, Verdict verdict) {
    switch (outcome) {
      case Outcome.NotRun notRun -> {}
      case Outcome.Failed failed -> ran(origin, batch, verdict);
      case Outcome.Answered answered -> ran(origin, batch, verdict);
    }
    dropped(origin, verdict);
    next.ended(origin, requestId, batch, outcome, verdict);
  }

  private void ran(Origin origin, Batch batch, Verdict verdict) {
    add(origin, EventCount.INVOKED, batch.size());
    add(origin, EventCount.FAILED_INVOKE, batch.size() - verdict.succeeded().size());
  }

  private void dropped(Origin origin, Verdict verdict) {
    verdict.givenUp().forEach(given -> add(origin, EventCount.DROPPED, given.records().size()));
  }

  @Override
  public void parted(Origin origin, Batch batch, Verdict verdict) {
    dropped(origin, verdict);
    next.parted(origin, batch, verdict);
  }

  @Override
  public void settled(Origin origin, List<SourceRecord> records) {
    if (!origin.isStream()) {
      add(origin, EventCount.DELETED, records.size());
    }
    next.settled(origin, records);
  }

  @Override
  public void delivered(Origin origin, GivenUp records, String destination) {
    add(origin, EventCount.ON_FAILURE_DESTINATION_DELIVERED, records.records().size());
    next.delivered(origin, records, destination);
  }

  @Override
  public void undeliverable(Origin origin, GivenUp records, String reason) {
    next.undeliverable(origin, records, reason);
  }
}
