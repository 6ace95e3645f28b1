package dev.forebay.events;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Clock;
import dev.forebay.model.activity.Pending;
import dev.forebay.schedule.ScheduleExpression;
import dev.forebay.schedule.ScheduleExpression.Dialect;
import dev.forebay.schedule.Timetable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Runs the rules that have a schedule, on the clock. When a rule is due next stands in its row, so
 * that a restart goes on; what fell due while the server was down is made up for once. The event of
 * a time always has the same id. Thread-safe.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html">Creating
 *     a scheduled rule</a>
 */
final class RuleSchedules implements AutoCloseable {
  private final Buses buses;
  private final Router router;
  private final Clock clock;
  private final Timetable<RuleId> timetable;

  RuleSchedules(Buses buses, Router router, Clock clock) {
    this.buses = buses;
    this.router = router;
    this.clock = clock;
    this.timetable = new Timetable<>("scheduled rules", clock, this::run);
  }

  /**
   * Checks an expression.
   *
   * @throws dev.forebay.wire.AwsException when it is none
   */
  static void check(String expression) {
    if (parse(expression).isEmpty()) {
      throw EventsErrors.invalid("Parameter ScheduleExpression is not valid.");
    }
  }

  private static Optional<ScheduleExpression> parse(String expression) {
    return ScheduleExpression.parse(expression, Dialect.RULES);
  }

  /** The row with the time at which it is due next. */
  RuleRow timed(RuleRow row, Optional<RuleRow> old) {
    String schedule = row.schedule();
    if (schedule == null || !row.enabled()) {
      return row.dueAt(0);
    }
    boolean goesOn =
        old.filter(before -> before.enabled() && schedule.equals(before.schedule())).isPresent();
    if (goesOn) {
      return row;
    }
    Instant now = clock.now();
    return row.withState(row.state(), now.toEpochMilli(), next(schedule, now, now));
  }

  private static long next(String expression, Instant after, Instant anchor) {
    return parse(expression)
        .flatMap(schedule -> schedule.next(after, anchor, ZoneOffset.UTC))
        .map(Instant::toEpochMilli)
        .orElse(0L);
  }

  /** Goes by what the rule now says. */
  void follow(LiveRule rule) {
    if (rule.row().next() > 0) {
      timetable.put(rule.id(), Instant.ofEpochMilli(rule.row().next()));
    } else {
      timetable.remove(rule.id());
    }
  }

  /** Runs a rule no more. */
  void forget(RuleId id) {
    timetable.remove(id);
  }

  /** Goes on with what an earlier run of the server has left. */
  void resume() {
    for (AccountRegion place : buses.store().parts(AccountRegion::parse)) {
      BusId bus = new BusId(place, BusId.DEFAULT);
      buses.store().all(place, Kinds.RULE, RuleRow.key(bus.name(), "")).stream()
          .filter(row -> row.next() > 0)
          .forEach(
              row -> timetable.put(new RuleId(bus, row.name()), Instant.ofEpochMilli(row.next())));
    }
  }

  private Optional<Instant> run(RuleId id, Instant due) {
    Optional<LiveRule> found = buses.find(id.bus()).flatMap(bus -> bus.rule(id.name()));
    if (found.isEmpty() || found.get().row().next() != due.toEpochMilli()) {
      return found
          .map(rule -> rule.row().next())
          .filter(next -> next > 0)
          .map(Instant::ofEpochMilli);
    }
    router.route(found.get(), event(id, due));
    return buses.change(() -> advance(id, due));
  }

  private Optional<Instant> advance(RuleId id, Instant due) {
    Bus bus = buses.open(id.bus());
    Optional<LiveRule> rule = bus.rule(id.name());
    if (rule.isEmpty()) {
      return Optional.empty();
    }
    RuleRow row = rule.get().row();
    String schedule = row.schedule();
    if (row.next() == due.toEpochMilli() && schedule != null) {
      Instant now = clock.now();
      long next = next(schedule, now.isAfter(due) ? now : due, Instant.ofEpochMilli(row.anchor()));
      row = row.dueAt(next);
      buses.store().put(id.bus().place(), Kinds.RULE, row.key(), row);
      bus.set(new LiveRule(id, row, rule.get().pattern(), rule.get().targets()));
    }
    return row.next() > 0 ? Optional.of(Instant.ofEpochMilli(row.next())) : Optional.empty();
  }

  private Event event(RuleId id, Instant due) {
    String eventId =
        UUID.nameUUIDFromBytes((id.arn() + "@" + due).getBytes(StandardCharsets.UTF_8)).toString();
    EventText.Head head =
        new EventText.Head(
            eventId,
            "Scheduled Event",
            "aws.events",
            id.bus().place(),
            due,
            List.of(id.arn().toString()));
    return new Event(eventId, EventText.of(head, "{}"), clock.now(), Optional.empty());
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
