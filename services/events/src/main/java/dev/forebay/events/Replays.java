package dev.forebay.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.model.activity.Pending;
import dev.forebay.schedule.Timetable;
import dev.forebay.storage.Log;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Does the work of replays, a thousand archived events a step. What is done stands in storage, so
 * that a restart goes on; the events of the step that a crash cut off are sent again. Thread-safe.
 */
final class Replays implements AutoCloseable {
  private final Buses buses;
  private final ArchiveOperations archives;
  private final ArchiveLogs logs;
  private final Router router;
  private final Clock clock;
  private final Timetable<Name> timetable;

  /** Names a replay. */
  record Name(AccountRegion place, String name) {}

  Replays(Buses buses, ArchiveOperations archives, ArchiveLogs logs, Router router, Clock clock) {
    this.buses = buses;
    this.archives = archives;
    this.logs = logs;
    this.router = router;
    this.clock = clock;
    this.timetable = new Timetable<>("replays", clock, (name, due) -> step(name));
  }

  /** Begins a replay that is in storage, or goes on with it. */
  void begin(Name name) {
    timetable.put(name, clock.now());
  }

  /** Goes on with what an earlier run of the server has left. */
  void resume() {
    for (AccountRegion place : buses.store().parts(AccountRegion::parse)) {
      buses.store().all(place, Kinds.REPLAY, "").stream()
          .filter(row -> row.ended() == 0)
          .forEach(row -> begin(new Name(place, row.name())));
    }
  }

  private Optional<Instant> step(Name name) {
    Optional<ReplayRow> found = buses.store().find(name.place(), Kinds.REPLAY, name.name());
    if (found.isEmpty() || found.get().ended() != 0) {
      return Optional.empty();
    }
    ReplayRow row = found.get();
    if (row.state().equals("CANCELLING")) {
      return end(name, "CANCELLED", Optional.empty());
    }
    Optional<LiveArchive> archive = archives.find(name.place(), row.archive());
    if (archive.isEmpty()) {
      return end(name, "FAILED", Optional.of("The archive is gone."));
    }
    Log.Position after = new Log.Position(Bytes.wrap(HexFormat.of().parseHex(row.position())));
    List<Log.Entry> page = logs.read(archive.get(), after);
    if (page.isEmpty()) {
      return end(name, "COMPLETED", Optional.empty());
    }
    long last = send(row, page);
    String position = HexFormat.of().formatHex(page.getLast().position().bytes().toArray());
    buses.change(() -> {
      // Unless it was cancelled meanwhile.
      buses
          .store()
          .find(name.place(), Kinds.REPLAY, name.name())
          .ifPresent(now ->
              buses
                  .store()
                  .put(
                      name.place(),
                      Kinds.REPLAY,
                      name.name(),
                      now.at(
                          now.state().equals("STARTING") ? "RUNNING" : now.state(),
                          position,
                          Math.max(now.lastReplayed(), last))));
      return position;
    });
    return Optional.of(clock.now());
  }

  private long send(ReplayRow row, List<Log.Entry> page) {
    BusId bus = Arn.parse(row.busArn()).flatMap(BusId::of).orElseThrow();
    List<Router.Arrival> arrivals = new ArrayList<>();
    long last = 0;
    for (Log.Entry entry : page) {
      Event kept = new Event("", entry.value().toUtf8(), clock.now(), Optional.empty());
      long time = time(kept);
      if (time >= row.from() && time < row.to()) {
        ObjectNode tree = ((ObjectNode) kept.tree()).deepCopy();
        tree.put("replay-name", row.name());
        arrivals.add(
            new Router.Arrival(
                bus, new Event(kept.member("id"), tree.toString(), clock.now(), Optional.empty())));
        last = Math.max(last, time);
      }
    }
    router.route(
        arrivals,
        rule -> row.filterArns().isEmpty() || row.filterArns().contains(rule.arn().toString()));
    return last;
  }

  private static long time(Event event) {
    try {
      return Instant.parse(event.member("time")).toEpochMilli();
    } catch (DateTimeException e) {
      throw new IllegalStateException("an event has a time", e);
    }
  }

  private Optional<Instant> end(Name name, String state, Optional<String> reason) {
    buses.change(() -> {
      buses
          .store()
          .find(name.place(), Kinds.REPLAY, name.name())
          .ifPresent(row ->
              buses
                  .store()
                  .put(
                      name.place(),
                      Kinds.REPLAY,
                      name.name(),
                      row.ended(state, reason.orElse(null), clock.now().toEpochMilli())));
      return state;
    });
    return Optional.empty();
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
