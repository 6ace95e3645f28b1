package dev.forebay.invocation.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.invocation.AsyncOptions;
import dev.forebay.model.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a history saw of one event, and what must hold of that at every step. It sees what an
 * onlooker sees: the runs, what was handed out, the row that a step left. Confined to the test's
 * thread.
 */
final class EventLedger {
  /** More than runs of other events can delay a step. */
  private static final Duration SLACK = Duration.ofMinutes(3);

  private final Instant acceptedAt;
  private final Duration retryDelay;
  private final Map<Parcel.Kind, Integer> delivered = new EnumMap<>(Parcel.Kind.class);
  private final Map<Parcel.Kind, Integer> refused = new EnumMap<>(Parcel.Kind.class);
  private final Set<Bytes> bodies = new HashSet<>();
  private final List<World> sinceTaken = new ArrayList<>();
  private int runs;
  private int mostRetries;
  private int crashedSteps;
  private int ends;
  private int heldBack;
  private Instant notBefore;
  private Instant notAfter;
  private Optional<Progress> row = Optional.empty();
  private Optional<Set<Parcel.Kind>> due = Optional.empty();
  private boolean lastMayEnd;

  /** What a step saw of the function. */
  record World(AsyncOptions options, boolean isGone, boolean isBlocked, boolean isUnavailable) {}

  /** A run within a step: whether it succeeded, and when it ended. */
  record Run(boolean succeeded, Instant endedAt) {}

  /**
   * A step.
   *
   * @param step what it said; empty after a crash
   * @param run the run within it
   * @param row what it left
   * @param succeeded ends in success that it counted
   * @param dropped events given up that it counted
   */
  record Seen(
      Optional<Journey.Step> step,
      Optional<Run> run,
      Optional<Progress> row,
      long succeeded,
      long dropped,
      World world,
      Instant now) {}

  EventLedger(Instant acceptedAt, Duration retryDelay) {
    this.acceptedAt = acceptedAt;
    this.retryDelay = retryDelay;
    this.notBefore = acceptedAt;
    this.notAfter = acceptedAt.plus(SLACK);
  }

  int runs() {
    return runs;
  }

  void taken(Instant now, World world) {
    assertThat(now).as("not taken too soon").isAfterOrEqualTo(notBefore);
    assertThat(now).as("not left lying").isBeforeOrEqualTo(notAfter);
    mostRetries = Math.max(mostRetries, world.options().maximumRetryAttempts());
    sinceTaken.add(world);
  }

  void runs(Instant now, World world) {
    runs++;
    assertThat(ends).as("an event that ended does not run").isZero();
    assertThat(row.flatMap(Progress::ending)).as("nor one whose end is decided").isEmpty();
    row.ifPresent(known -> assertThat(now).isAfterOrEqualTo(known.notBefore()));
    assertThat(now)
        .as("a run within the maximum age")
        .isBeforeOrEqualTo(acceptedAt.plus(world.options().maximumEventAge()));
    assertThat(world.isGone() || world.isBlocked() || world.isUnavailable()).isFalse();
    assertThat(runs).isLessThanOrEqualTo(mostRetries + 1 + crashedSteps);
  }

  void handedOut(Parcel parcel) {
    delivered.merge(parcel.kind(), 1, Integer::sum);
    if (parcel.kind() != Parcel.Kind.DEAD_LETTER) {
      bodies.add(parcel.body());
    }
  }

  void refused(Parcel parcel) {
    refused.merge(parcel.kind(), 1, Integer::sum);
  }

  /** The process ended after this event was taken, and before anything was done with it. */
  void takenInVain(Instant hiddenUntil) {
    heldBack = 0;
    notBefore = acceptedAt;
    notAfter = hiddenUntil.plus(SLACK);
  }

  void after(Seen seen) {
    boolean crashed = seen.step().isEmpty();
    int counted = row.map(Progress::runs).orElse(0);
    checkRow(seen, counted);
    checkEnd(seen, counted);
    crashedSteps += crashed ? 1 : 0;
    plan(seen);
    row = seen.row();
  }

  private void checkRow(Seen seen, int counted) {
    if (seen.row().isEmpty()) {
      return;
    }
    Progress now = seen.row().get();
    int ran = seen.run().isPresent() ? 1 : 0;
    assertThat(now.runs()).as("a count that is never set back").isBetween(counted, counted + ran);
    if (now.runs() > counted && now.ending().isEmpty()) {
      Instant ended = seen.run().orElseThrow().endedAt();
      assertThat(now.notBefore())
          .as("the pause after error %s", now.runs())
          .isEqualTo(ended.plus(retryDelay.multipliedBy(now.runs())));
      assertThat(now.runs()).isLessThanOrEqualTo(seen.world().options().maximumRetryAttempts());
    }
  }

  private void checkEnd(Seen seen, int counted) {
    boolean decidedBefore = due.isPresent();
    boolean decided = seen.row().flatMap(Progress::ending).isPresent();
    long counts = seen.succeeded() + seen.dropped();
    ends += (int) counts;
    assertThat(ends).as("an event ends once").isLessThanOrEqualTo(1);
    boolean success = seen.run().isPresent() && seen.run().get().succeeded();
    lastMayEnd = decidedBefore || success || mayGiveUp(seen, counted);
    if (seen.step().isPresent() && !decidedBefore) {
      assertThat(seen.succeeded()).as("an answer is the end").isEqualTo(success ? 1 : 0);
    }
    if (!decidedBefore && (counts > 0 || decided)) {
      assertThat(lastMayEnd).as("no event is given up without a reason").isTrue();
      due = Optional.of(expected(seen.world(), success));
    }
  }

  private boolean mayGiveUp(Seen seen, int counted) {
    World world = seen.world();
    if (world.isGone()) {
      return true;
    }
    if (world.isUnavailable()) {
      return false;
    }
    if (world.isBlocked()) {
      return true;
    }
    Instant last = acceptedAt.plus(world.options().maximumEventAge());
    if (seen.run().isPresent()) {
      int now = counted + 1;
      return now > world.options().maximumRetryAttempts()
          || seen.run().get().endedAt().plus(retryDelay.multipliedBy(now)).isAfter(last);
    }
    return seen.now().plus(Verdict.MAX_PAUSE).isAfter(last);
  }

  private static Set<Parcel.Kind> expected(World world, boolean success) {
    Set<Parcel.Kind> kinds = EnumSet.noneOf(Parcel.Kind.class);
    if (world.isGone()) {
      return kinds;
    }
    if (success) {
      world.options().onSuccess().ifPresent(arn -> kinds.add(Parcel.Kind.ON_SUCCESS));
    } else {
      world.options().onFailure().ifPresent(arn -> kinds.add(Parcel.Kind.ON_FAILURE));
      world.options().deadLetterTarget().ifPresent(arn -> kinds.add(Parcel.Kind.DEAD_LETTER));
    }
    return kinds;
  }

  // When the event may be taken next, as far as the step says.
  private void plan(Seen seen) {
    notBefore = acceptedAt;
    notAfter = seen.now().plus(Verdict.MAX_PAUSE).plus(retryDelay.multipliedBy(2)).plus(SLACK);
    if (seen.step().isEmpty()) {
      heldBack = 0;
      return;
    }
    switch (seen.step().get()) {
      case HELD_BACK -> {
        long seconds = Math.min(1L << Math.min(heldBack, 10), Verdict.MAX_PAUSE.toSeconds());
        heldBack++;
        notBefore = seen.now().plusSeconds(seconds);
      }
      case RAN -> {
        heldBack = 0;
        notBefore = seen.row().map(Progress::notBefore).orElse(acceptedAt);
      }
      case TOO_SOON -> notBefore = seen.row().orElseThrow().notBefore();
    }
  }

  /** What must hold once the queue is empty. */
  void atTheEnd() {
    assertThat(ends + crashedSteps).as("it ended").isPositive();
    assertThat(lastMayEnd).as("it is not gone before its end").isTrue();
    assertThat(bodies).as("one record, however often").hasSizeLessThanOrEqualTo(1);
    Set<Parcel.Kind> kinds = due.orElse(Set.of());
    assertThat(kinds).as("nothing else").containsAll(delivered.keySet());
    for (Parcel.Kind kind : kinds) {
      assertThat(delivered.getOrDefault(kind, 0)).isLessThanOrEqualTo(1 + crashedSteps);
      if (!delivered.containsKey(kind)) {
        assertThat(refused.getOrDefault(kind, 0))
            .as("%s is delivered, or has been tried often enough", kind)
            .isGreaterThanOrEqualTo(Journey.MOST_TRIES);
      }
    }
    for (Bytes body : bodies) {
      checkRecord(body.toUtf8());
    }
  }

  private void checkRecord(String record) {
    String mark = "\"approximateInvokeCount\":";
    int from = record.indexOf(mark) + mark.length();
    int count = Integer.parseInt(record.substring(from, record.indexOf('}', from)));
    assertThat(count).as("runs in %s", record).isBetween(runs - crashedSteps, runs);
    assertThat(record.contains("\"condition\":\"Success\""))
        .isEqualTo(delivered.containsKey(Parcel.Kind.ON_SUCCESS));
    if (record.contains("RetriesExhausted")) {
      assertThat(count).isBetween(1, mostRetries + 1);
    }
    assertThat(record.contains("responseContext")).isEqualTo(count > 0);
  }
}
