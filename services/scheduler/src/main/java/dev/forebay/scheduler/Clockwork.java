package dev.forebay.scheduler;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Clock;
import dev.forebay.model.activity.Pending;
import dev.forebay.push.Pushes;
import dev.forebay.schedule.ScheduleExpression;
import dev.forebay.schedule.ScheduleExpression.Dialect;
import dev.forebay.schedule.Timetable;
import dev.forebay.storage.rows.RowStore;
import dev.forebay.wire.ServiceBinding;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Runs schedules by the clock. For which time a schedule runs next stands in its row, so that a
 * restart goes on; what fell due while the server was down is made up for once. Thread-safe.
 */
final class Clockwork implements AutoCloseable {
  private final RowStore<AccountRegion> store;
  private final Runs runs;
  private final Pushes pushes;
  private final Clock clock;
  private final RandomGenerator random;
  private final Supplier<Map<String, ServiceBinding>> services;
  private final Timetable<ScheduleId> timetable;

  Clockwork(
      RowStore<AccountRegion> store,
      Runs runs,
      Pushes pushes,
      Clock clock,
      RandomGenerator random,
      Supplier<Map<String, ServiceBinding>> services) {
    this.store = store;
    this.runs = runs;
    this.pushes = pushes;
    this.clock = clock;
    this.random = random;
    this.services = services;
    this.timetable = new Timetable<>("schedules", clock, this::run);
  }

  /**
   * The expression that a text spells.
   *
   * @throws dev.forebay.wire.AwsException when it is none
   */
  static ScheduleExpression expression(String text) {
    return ScheduleExpression.parse(text, Dialect.SCHEDULER)
        .orElseThrow(() -> SchedulerErrors.invalid("Invalid Schedule Expression " + text + "."));
  }

  /**
   * The time zone of a name.
   *
   * @throws dev.forebay.wire.AwsException when there is none
   */
  static ZoneId zone(String name) {
    try {
      if (ZoneId.getAvailableZoneIds().contains(name)) {
        return ZoneId.of(name);
      }
    } catch (DateTimeException e) {
      throw SchedulerErrors.invalid("Invalid Schedule Expression Timezone " + name + ".");
    }
    throw SchedulerErrors.invalid("Invalid Schedule Expression Timezone " + name + ".");
  }

  /**
   * The row with the time for which it runs next.
   *
   * @param after exclusive, but for a rate that begins
   */
  ScheduleRow timed(ScheduleRow row, Instant after) {
    if (!row.enabled()) {
      return row.dueAt(0, 0);
    }
    ScheduleExpression expression = expression(row.expression());
    boolean once = expression instanceof ScheduleExpression.At;
    Instant from =
        !once && row.start() > after.toEpochMilli()
            ? Instant.ofEpochMilli(row.start()).minusMillis(1)
            : after;
    Optional<Instant> next =
        expression
            .next(from, Instant.ofEpochMilli(row.anchor()), zone(row.zone()))
            .filter(due -> once || row.end() == 0 || due.toEpochMilli() <= row.end());
    return next.map(due -> row.dueAt(due.toEpochMilli(), runAt(row, due)))
        .orElseGet(() -> row.dueAt(0, 0));
  }

  private long runAt(ScheduleRow row, Instant due) {
    long window = Duration.ofMinutes(row.windowMinutes()).toMillis();
    return due.toEpochMilli() + (window == 0 ? 0 : random.nextLong(window));
  }

  /** Goes by what the schedule now says. */
  void follow(ScheduleId id, ScheduleRow row) {
    if (row.due() > 0) {
      timetable.put(id, Instant.ofEpochMilli(row.runAt()));
    } else {
      timetable.remove(id);
    }
  }

  /** Runs a schedule no more. */
  void forget(ScheduleId id) {
    timetable.remove(id);
  }

  /** Goes on with what an earlier run of the server has left. */
  void resume() {
    store
        .parts(AccountRegion::parse)
        .forEach(place ->
            store
                .all(place, Kinds.SCHEDULE, "")
                .forEach(row -> follow(new ScheduleId(place, row.group(), row.name()), row)));
  }

  private Optional<Instant> run(ScheduleId id, Instant at) {
    Optional<ScheduleRow> found = store.find(id.place(), Kinds.SCHEDULE, id.key());
    if (found.isEmpty() || found.get().runAt() != at.toEpochMilli()) {
      return found.flatMap(Clockwork::next);
    }
    ScheduleRow row = found.get();
    pushes.deliver(
        List.of(
            runs.push(
                id,
                ScheduleTarget.read(row.target()),
                Instant.ofEpochMilli(row.due()),
                services.get())));
    return store.change(id.place(), () -> advance(id, row));
  }

  private Optional<Instant> advance(ScheduleId id, ScheduleRow ran) {
    Optional<ScheduleRow> now = store.find(id.place(), Kinds.SCHEDULE, id.key());
    if (now.isEmpty() || !now.get().equals(ran)) {
      return now.flatMap(Clockwork::next);
    }
    // A window may reach over later times; what was missed is made up for once.
    Instant after = Instant.ofEpochMilli(ran.due());
    ScheduleRow next = timed(ran, after);
    if (next.due() > 0 && next.runAt() < clock.now().toEpochMilli()) {
      next = timed(ran, clock.now());
    }
    if (next.due() == 0 && ran.afterCompletion().equals("DELETE")) {
      store.delete(id.place(), Kinds.SCHEDULE, id.key());
      return Optional.empty();
    }
    store.put(id.place(), Kinds.SCHEDULE, id.key(), next);
    return next(next);
  }

  private static Optional<Instant> next(ScheduleRow row) {
    return row.due() > 0 ? Optional.of(Instant.ofEpochMilli(row.runAt())) : Optional.empty();
  }

  long begun() {
    return timetable.begun();
  }

  List<Pending> pending() {
    return timetable.pending();
  }

  /** Forgets all, for a storage that was reset. */
  void reset() {
    timetable.clear();
  }

  @Override
  public void close() {
    timetable.close();
  }
}
