package dev.forebay.eventsource.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.eventsource.batch.Batch;
import dev.forebay.eventsource.batch.BatchLimits;
import dev.forebay.eventsource.batch.GivenUp;
import dev.forebay.eventsource.batch.Lane;
import dev.forebay.eventsource.batch.Outcome;
import dev.forebay.eventsource.batch.Plan;
import dev.forebay.eventsource.batch.Step;
import dev.forebay.eventsource.batch.Verdict;
import dev.forebay.eventsource.source.ReadFrom;
import dev.forebay.eventsource.source.SequenceNumber;
import dev.forebay.eventsource.source.Shard;
import dev.forebay.eventsource.source.SourceRecord;
import dev.forebay.eventsource.window.Tumbling;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * One history of a mapping and its stream: records arrive, the stream is resharded, functions fail
 * and are throttled, time passes, and the process is killed at any point, all decided by a seed.
 * After every step it is checked that no record was skipped, that records of a key stay in order,
 * that retries and ages keep to their bounds, and at the end that every record has met its end.
 */
final class ShardHistory {
  private static final Duration RETENTION = Duration.ofHours(24);
  private static final int STEPS = 100;
  private static final int MOST_DRAINING = 20_000;

  private final SplittableRandom random;
  private final SimulatedStream stream;
  private final SimulatedFunction function;
  private final StreamRules rules;
  private final Plan plan;
  private final boolean crashes;
  private final boolean filters;
  private int factor;
  private boolean sameFactor = true;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  // What survives a crash.
  private final Map<String, ShardCheckpoint> durable = new HashMap<>();
  // What does not.
  private final SortedMap<String, ShardWork> memory = new TreeMap<>();
  private final Map<String, Step.Invoke> running = new HashMap<>();
  private final Set<String> endedInThisLife = new HashSet<>();

  // What an observer has seen.
  private final List<SourceRecord> all = new ArrayList<>();
  private final Map<String, List<SourceRecord>> byKey = new HashMap<>();
  private final Set<String> unwanted = new HashSet<>();
  private final Map<String, Set<String>> ends = new HashMap<>();
  private final Map<String, Integer> failures = new HashMap<>();
  private final Map<String, Set<String>> countedInWindow = new HashMap<>();
  private int lives = 1;

  ShardHistory(long seed) {
    random = new SplittableRandom(seed);
    stream = new SimulatedStream(random);
    Optional<Integer> retries =
        random.nextInt(3) == 0 ? Optional.empty() : Optional.of(random.nextInt(4));
    Duration age = random.nextBoolean() ? RETENTION : Duration.ofSeconds(60 + random.nextInt(600));
    rules = new StreamRules(retries, age, random.nextBoolean(), random.nextBoolean());
    Duration window = random.nextInt(3) == 0 ? Duration.ofSeconds(5) : Duration.ZERO;
    long bytes = random.nextInt(4) == 0 ? 60 : BatchLimits.EVENT;
    plan =
        new Plan(
            new BatchLimits(1 + random.nextInt(12), window, bytes),
            rules,
            random.nextInt(3) == 0
                ? Optional.of(new Tumbling(Duration.ofSeconds(30)))
                : Optional.empty());
    function = new SimulatedFunction(random, rules.reportItemFailures());
    factor = 1 + random.nextInt(4);
    crashes = random.nextInt(4) > 0;
    filters = random.nextInt(3) == 0;
  }

  void run() {
    for (int step = 0; step < STEPS; step++) {
      try {
        step();
      } catch (Crash crash) {
        // Nothing but what is durable is left.
      }
    }
    function.calm();
    drain();
    for (SourceRecord record : all) {
      assertThat(ends.get(record.id())).as("the end of record %s", record.id()).isNotNull();
      if (lives == 1) {
        assertThat(ends.get(record.id())).as("ends of record %s", record.id()).hasSize(1);
      }
    }
  }

  private void step() {
    switch (random.nextInt(12)) {
      case 0, 1 -> put();
      case 2 -> now = now.plusMillis(random.nextInt(3_000));
      case 3 -> read();
      case 4 -> {
        if (random.nextInt(8) == 0) {
          stream.reshard();
        } else if (random.nextInt(8) == 0) {
          now = now.plusSeconds(random.nextInt(120));
        }
      }
      case 5 -> maybeCrash(12);
      default -> work();
    }
  }

  private void put() {
    for (int count = random.nextInt(6); count >= 0; count--) {
      SourceRecord record = stream.put(now);
      all.add(record);
      byKey.computeIfAbsent(record.key(), key -> new ArrayList<>()).add(record);
      if (filters && random.nextInt(3) == 0) {
        unwanted.add(record.id());
      }
      if (random.nextInt(15) == 0) {
        function.poison(record);
      }
    }
  }

  /** Until all is at its end: reads, works, and lets time pass when there is nothing to do. */
  private void drain() {
    for (int step = 0; step < MOST_DRAINING; step++) {
      if (ends.size() == all.size() && running.isEmpty() && noWindowIsOpen()) {
        return;
      }
      read();
      for (int count = 0; count < 4; count++) {
        try {
          work();
        } catch (Crash crash) {
          // Nothing but what is durable is left.
        }
      }
      now = now.plusMillis(random.nextInt(step > 25 ? 10_800_000 : 2_000));
    }
    throw new AssertionError(
        "after so many steps only " + ends.size() + " of " + all.size() + " are at their end");
  }

  private boolean noWindowIsOpen() {
    return memory.values().stream()
        .allMatch(work -> work.lanes().stream().allMatch(lane -> lane.window().isEmpty()));
  }

  private void maybeCrash(int oneIn) {
    if (crashes && random.nextInt(oneIn) == 0) {
      lives++;
      memory.clear();
      running.clear();
      endedInThisLife.clear();
      if (random.nextInt(10) == 0) {
        factor = 1 + random.nextInt(4);
        sameFactor = false;
      }
      throw new Crash();
    }
  }

  /** The process was killed. */
  private static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1;

    Crash() {
      super("killed", null, false, false);
    }
  }

  private List<Shard> readable() {
    Set<String> ended = new HashSet<>();
    durable.forEach((id, checkpoint) -> {
      if (checkpoint.ended()) {
        ended.add(id);
      }
    });
    return ShardOrder.readable(stream.shards(), ended);
  }

  private ShardWork open(String shard) {
    return memory.computeIfAbsent(
        shard,
        id ->
            ShardWork.resume(
                durable.getOrDefault(id, ShardCheckpoint.start(new ReadFrom.TrimHorizon())),
                factor));
  }

  private void read() {
    List<Shard> readable = readable();
    if (readable.isEmpty()) {
      return;
    }
    String shard = readable.get(random.nextInt(readable.size())).id();
    ShardWork work = open(shard);
    int most = 1 + random.nextInt(20);
    List<SourceRecord> records = stream.read(shard, work.progress().readFrom(), most);
    if (!records.isEmpty()) {
      List<SourceRecord> wanted = new ArrayList<>();
      for (SourceRecord record : records) {
        if (unwanted.contains(record.id())) {
          ends.computeIfAbsent(record.id(), id -> new HashSet<>()).add("filtered");
        } else if (!work.progress().isDone(record)) {
          wanted.add(record);
        }
      }
      work = work.read(SequenceNumber.of(records.getLast()), wanted);
    } else if (!stream.part(shard).isOpen()) {
      work = work.closed();
    }
    memory.put(shard, work);
    save(shard);
  }

  private void work() {
    if (memory.isEmpty()) {
      return;
    }
    List<String> shards = List.copyOf(memory.keySet());
    String shard = shards.get(random.nextInt(shards.size()));
    int lane = random.nextInt(factor);
    turn(shard, lane);
  }

  private void turn(String shard, int lane) {
    String place = shard + "/" + lane;
    ShardWork work = open(shard);
    Step.Invoke invoked = running.remove(place);
    if (invoked != null) {
      ended(shard, lane, invoked);
      return;
    }
    Lane state = work.lanes().get(lane).at(now, plan);
    work = work.moved(lane, state);
    memory.put(shard, work);
    switch (state.next(now, plan)) {
      case Step.Fetch(int most, Optional<Instant> until) -> {
        assertThat(most).as("records asked for").isPositive();
        boolean dry =
            work.progress().waiting(lane, 1).isEmpty()
                && stream.read(shard, work.progress().readFrom(), 1).isEmpty();
        if (work.ended() && dry) {
          memory.put(shard, work.laneEnded(lane));
        } else if (dry || !work.progress().waiting(lane, 1).isEmpty()) {
          memory.put(shard, work.fetched(lane, 1 + random.nextInt(most), now, now));
        }
      }
      case Step.Invoke invoke -> begin(shard, place, invoke);
      case Step.Part(Batch batch, Verdict verdict) -> {
        end(batch, verdict);
        maybeCrash(30);
        memory.put(shard, work.moved(lane, state.parted(verdict), verdict));
        save(shard);
      }
      case Step.Wait wait -> assertThat(wait.until()).as("waits for").isAfter(now);
      case Step.End end -> save(shard);
    }
  }

  private void begin(String shard, String place, Step.Invoke invoke) {
    List<SourceRecord> records = invoke.batch().records();
    assertThat(records.size()).isLessThanOrEqualTo(plan.limits().size());
    assertThat(records.isEmpty() && plan.tumbling().isEmpty()).as("an empty batch").isFalse();
    if (records.size() > 1) {
      assertThat(records.stream().mapToLong(SourceRecord::size).sum())
          .isLessThanOrEqualTo(plan.limits().bytes());
    }
    rules
        .maximumRetries()
        .ifPresent(most ->
            assertThat(invoke.batch().tries().counted())
                .as("tries before this one")
                .isLessThanOrEqualTo(most));
    for (SourceRecord record : records) {
      check(!unwanted.contains(record.id()), "invoked with the unwanted", record);
      check(!endedInThisLife.contains(record.id()), "invoked again with", record);
      check(record.arrived().plus(rules.age()).isAfter(now), "invoked with the aged", record);
      check(stream.part(shard).records().contains(record), "invoked with a stranger", record);
    }
    checkOrder(records);
    invoke
        .window()
        .ifPresent(call -> {
          for (SourceRecord record : records) {
            assertThat(record.arrived())
                .isBetween(call.window().start(), call.window().end().minusNanos(1));
          }
          if (call.isFinal() && sameFactor) {
            assertThat(SimulatedFunction.count(call.window().state()))
                .as("records counted in the window of %s", call.window().start())
                .isEqualTo(
                    countedInWindow.getOrDefault(place + call.window().start(), Set.of()).size());
          }
        });
    running.put(place, invoke);
    maybeCrash(30);
  }

  /** Whatever came earlier with the same key must have met its end. */
  private void checkOrder(List<SourceRecord> records) {
    Set<String> inBatch = new HashSet<>();
    for (SourceRecord record : records) {
      for (SourceRecord earlier : all) {
        if (earlier.id().equals(record.id())) {
          break;
        }
        if (earlier.key().equals(record.key())
            && !unwanted.contains(earlier.id())
            && !inBatch.contains(earlier.id())) {
          assertThat(ends)
              .as("ends before record %s starts", record.id())
              .containsKey(earlier.id());
        }
      }
      inBatch.add(record.id());
    }
  }

  private void ended(String shard, int lane, Step.Invoke invoke) {
    Outcome outcome = function.invoke(invoke);
    maybeCrash(30);
    ShardWork work = open(shard);
    Lane.Turn turn = work.lanes().get(lane).after(outcome, now, plan);
    if (outcome instanceof Outcome.Failed) {
      for (SourceRecord record : invoke.batch().records()) {
        int count = failures.merge(record.id(), 1, Integer::sum);
        if (sameFactor && !rules.bisect() && !rules.reportItemFailures()) {
          rules
              .maximumRetries()
              .ifPresent(most -> assertThat(count).isLessThanOrEqualTo(most + lives));
        }
      }
    }
    end(invoke.batch(), turn.verdict());
    maybeCrash(30);
    invoke
        .window()
        .ifPresent(call ->
            turn.verdict()
                .succeeded()
                .forEach(record ->
                    countedInWindow
                        .computeIfAbsent(
                            shard + "/" + lane + call.window().start(), key -> new HashSet<>())
                        .add(record.id())));
    memory.put(shard, work.moved(lane, turn.lane(), turn.verdict()));
    save(shard);
    maybeCrash(30);
  }

  /** Every record of the batch is in exactly one place, and those at their end are noted. */
  private void end(Batch batch, Verdict verdict) {
    List<SourceRecord> order = new ArrayList<>(verdict.succeeded());
    verdict.succeeded().forEach(record -> note(record, "succeeded"));
    for (GivenUp given : verdict.givenUp()) {
      order.addAll(given.records());
      given.records().forEach(record -> note(record, "given up"));
      switch (given.condition()) {
        case RETRIES ->
            assertThat(given.invokeCount()).isEqualTo(rules.maximumRetries().orElseThrow() + 1);
        case AGE ->
            given
                .records()
                .forEach(record ->
                    assertThat(record.arrived().plus(rules.age())).isBeforeOrEqualTo(now));
      }
    }
    verdict.again().forEach(again -> order.addAll(again.records()));
    assertThat(verdict.left()).isEmpty();
    assertThat(order).isEqualTo(batch.records());
  }

  private static void check(boolean holds, String wrong, SourceRecord record) {
    if (!holds) {
      throw new AssertionError(wrong + " " + record);
    }
  }

  private void note(SourceRecord record, String end) {
    check(endedInThisLife.add(record.id()), "a second end of", record);
    ends.computeIfAbsent(record.id(), id -> new HashSet<>()).add(end);
  }

  /** Writes the checkpoint, as the engine does, and checks that it misses no record. */
  private void save(String shard) {
    ShardCheckpoint checkpoint = open(shard).checkpoint();
    for (SourceRecord record : stream.part(shard).records()) {
      if (!ends.containsKey(record.id())) {
        check(
            !checkpoint.ended()
                && checkpoint.done().stream().noneMatch(done -> done.has(record))
                && SimulatedStream.isFrom(record, checkpoint.readFrom()),
            "a restart would miss",
            record);
      }
    }
    durable.put(shard, checkpoint);
    if (checkpoint.ended()) {
      memory.remove(shard);
    }
  }
}
