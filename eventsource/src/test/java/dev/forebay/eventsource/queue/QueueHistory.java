package dev.forebay.eventsource.queue;

import dev.forebay.eventsource.batch.Attempted;
import dev.forebay.eventsource.batch.Batch;
import dev.forebay.eventsource.batch.BatchLimits;
import dev.forebay.eventsource.batch.Lane;
import dev.forebay.eventsource.batch.Outcome;
import dev.forebay.eventsource.batch.Plan;
import dev.forebay.eventsource.batch.Step;
import dev.forebay.eventsource.batch.Verdict;
import dev.forebay.eventsource.source.SourceRecord;
import dev.forebay.model.Bytes;
import dev.forebay.model.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * One history of a mapping and its queue: messages arrive, several pollers take them, functions
 * fail and are throttled, time passes, and the process is killed at any point, all decided by a
 * seed. It is checked that no message is deleted without success, that each meets its end, and that
 * of a FIFO queue's group one batch is in flight at a time.
 */
final class QueueHistory {
  private static final int STEPS = 200;
  private static final int MOST_DRAINING = 20_000;
  private static final Duration VISIBILITY = Duration.ofSeconds(30);
  private static final int MAX_RECEIVES = 4;

  private final SplittableRandom random;
  private final boolean fifo;
  private final boolean crashes;
  private final QueueRules rules;
  private final Plan plan;
  private final SimulatedQueue queue;
  private final List<Lane> pollers;
  private final Map<Integer, Batch> running = new HashMap<>();
  private final Set<String> sent = new HashSet<>();
  private final Set<String> poisonous = new HashSet<>();
  private final Set<String> processed = new HashSet<>();
  private final Set<String> deleted = new HashSet<>();
  private final Map<String, Instant> lastStart = new HashMap<>();
  private double flakiness;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  QueueHistory(long seed) {
    random = new SplittableRandom(seed);
    fifo = random.nextBoolean();
    crashes = random.nextInt(3) == 0;
    flakiness = random.nextDouble() * 0.5;
    rules = new QueueRules(random.nextBoolean(), VISIBILITY);
    Duration window =
        fifo || random.nextBoolean() ? Duration.ZERO : Duration.ofSeconds(1 + random.nextInt(5));
    plan =
        new Plan(
            new BatchLimits(
                1 + random.nextInt(10), window, random.nextBoolean() ? 12 : BatchLimits.EVENT),
            rules,
            Optional.empty());
    queue = new SimulatedQueue(VISIBILITY, MAX_RECEIVES, fifo);
    pollers = new ArrayList<>(Collections.nCopies(1 + random.nextInt(5), Lane.EMPTY));
  }

  void run() {
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(8)) {
        case 0 -> send();
        case 1 -> now = now.plusMillis(random.nextInt(4_000));
        case 2 -> {
          if (crashes && random.nextInt(20) == 0) {
            crash();
          }
        }
        default -> turn(random.nextInt(pollers.size()));
      }
    }
    flakiness = 0;
    int steps = 0;
    while (!queue.isEmpty() || !running.isEmpty() || busy()) {
      check(steps++ < MOST_DRAINING, "the queue is not emptied");
      turn(random.nextInt(pollers.size()));
      now = now.plusMillis(random.nextInt(4_000));
      queue.receive(0, now);
    }
    for (String id : sent) {
      check(deleted.contains(id) != queue.dead().contains(id), "no end, or two, of " + id);
      check(!deleted.contains(id) || processed.contains(id), "deleted without success: " + id);
      check(!poisonous.contains(id) || queue.dead().contains(id), "a poisonous one: " + id);
    }
  }

  private boolean busy() {
    return pollers.stream()
        .anyMatch(lane -> !lane.equals(Lane.EMPTY) && lane.firstUnfinished().isPresent());
  }

  private static void check(boolean holds, String wrong) {
    if (!holds) {
      throw new AssertionError(wrong);
    }
  }

  private void send() {
    for (int count = random.nextInt(5); count >= 0; count--) {
      String id = queue.send(fifo ? "group-" + random.nextInt(4) : "", now);
      sent.add(id);
      if (random.nextInt(12) == 0) {
        poisonous.add(id);
      }
    }
  }

  private void crash() {
    running.clear();
    Collections.fill(pollers, Lane.EMPTY);
  }

  private void turn(int poller) {
    Batch invoked = running.remove(poller);
    if (invoked != null) {
      ended(poller, invoked);
      return;
    }
    Lane lane = pollers.get(poller).at(now, plan);
    pollers.set(poller, lane);
    switch (lane.next(now, plan)) {
      case Step.Fetch(int most, Optional<Instant> until) ->
          pollers.set(poller, lane.received(queue.receive(Math.min(10, most), now), now, now));
      case Step.Invoke invoke -> begin(poller, invoke.batch());
      case Step.Part(Batch batch, Verdict verdict) -> {
        check(verdict.left().equals(batch.records()), "messages that reappear are left");
        pollers.set(poller, lane.parted(verdict));
      }
      case Step.Wait wait -> check(wait.until().isAfter(now), "waits for what is past");
      case Step.End end -> throw new AssertionError("a queue has no end");
    }
  }

  private void begin(int poller, Batch batch) {
    check(batch.size() > 0 && batch.size() <= plan.limits().size(), "size " + batch.size());
    for (SourceRecord record : batch.records()) {
      check(now.isBefore(record.arrived().plus(VISIBILITY)), "invoked with what has reappeared");
    }
    if (fifo) {
      Set<String> groups = new HashSet<>();
      batch.records().forEach(record -> groups.add(record.key()));
      for (Batch other : running.values()) {
        for (SourceRecord record : other.records()) {
          check(
              !groups.contains(record.key()) || !now.isBefore(record.arrived().plus(VISIBILITY)),
              "two batches of one group");
        }
      }
    }
    batch.records().forEach(record -> lastStart.put(record.id(), now));
    running.put(poller, batch);
  }

  private void ended(int poller, Batch batch) {
    Outcome outcome = invoke(batch);
    Lane.Turn turn = pollers.get(poller).after(outcome, now, plan);
    Verdict verdict = turn.verdict();
    check(verdict.givenUp().isEmpty(), "a queue gives nothing up");
    List<String> ids = new ArrayList<>();
    verdict.succeeded().forEach(record -> ids.add(record.id()));
    verdict.left().forEach(record -> ids.add(record.id()));
    verdict.again().forEach(again -> again.records().forEach(record -> ids.add(record.id())));
    check(
        ids.size() == batch.size() && new HashSet<>(ids).size() == batch.size(),
        "a record is in none or two of the lists");
    if (crashes && random.nextInt(20) == 0) {
      crash();
      return;
    }
    for (SourceRecord record : verdict.succeeded()) {
      if (queue.delete(record)) {
        deleted.add(record.id());
      }
    }
    pollers.set(poller, turn.lane());
  }

  private Outcome invoke(Batch batch) {
    if (random.nextDouble() < flakiness / 2) {
      return new Outcome.NotRun("throttled");
    }
    Attempted attempt = new Attempted(RequestId.random(random), 200, "$LATEST", Optional.empty());
    List<String> bad =
        batch.records().stream()
            .map(SourceRecord::id)
            .filter(id -> poisonous.contains(id) || random.nextDouble() < flakiness / 8)
            .toList();
    if (!bad.isEmpty() && !rules.reportItemFailures()) {
      return new Outcome.Failed(attempt, "bad luck");
    }
    batch.records().stream()
        .map(SourceRecord::id)
        .filter(id -> !bad.contains(id))
        .forEach(processed::add);
    StringBuilder failures = new StringBuilder();
    for (String id : bad) {
      failures.append(failures.isEmpty() ? "" : ",");
      failures.append("{\"itemIdentifier\":\"").append(id).append("\"}");
    }
    return new Outcome.Answered(attempt, Bytes.utf8("{\"batchItemFailures\":[" + failures + "]}"));
  }
}
