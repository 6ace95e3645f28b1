package dev.forebay.firehose;

import dev.forebay.model.Clock;
import dev.forebay.model.activity.Pending;
import dev.forebay.schedule.Timetable;
import dev.forebay.storage.Log.Position;
import dev.forebay.storage.ScopeKind;
import dev.forebay.storage.StorageEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All records that wait, and the clock that takes them on: one lane for each stage of a stream, one
 * step of a lane at a time. Thread-safe.
 */
final class Lanes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

  /** How long records are kept at most ("Handle data delivery failures"). */
  private static final Duration MOST_AGE = Duration.ofHours(24);

  private final StorageEngine engine;
  private final Streams streams;
  private final Clock clock;
  private final RandomGenerator random;
  private final Step step;
  private final Timetable<LaneId> timetable;
  private final Map<LaneId, Lane> lanes = new ConcurrentHashMap<>();

  /** What is done with the records of a lane. */
  interface Step {
    /** Takes records on; blocks until it has. */
    Optional<Outcome> take(OpenStream stream, Stage stage, Lane lane);
  }

  Lanes(StorageEngine engine, Streams streams, Clock clock, RandomGenerator random, Step step) {
    this.engine = engine;
    this.streams = streams;
    this.clock = clock;
    this.random = random;
    this.step = step;
    this.timetable = new Timetable<>("delivery streams", clock, this::run);
  }

  /** Goes on with what an earlier run of the server has left. */
  void resume() {
    for (OpenStream stream : streams.everywhere()) {
      for (Stage stage : Stage.values()) {
        Lane lane = lane(stream, stage);
        lane.due(stream.hints(stage), clock.now())
            .ifPresent(due -> timetable.put(stream.lane(stage), due));
      }
    }
  }

  private Lane lane(OpenStream stream, Stage stage) {
    return lanes.computeIfAbsent(
        stream.lane(stage),
        id -> {
          Lane lane = new Lane(engine.log(id.scope()), random);
          lane.count(stream.hints(stage));
          return lane;
        });
  }

  /**
   * Has records wait for a stage; they are durable when it returns.
   *
   * @return their positions, in their order
   * @throws dev.forebay.wire.AwsException when it stays unknown whether they were stored
   */
  List<Position> append(OpenStream stream, Stage stage, List<Held> records) {
    if (records.isEmpty()) {
      return List.of();
    }
    Lane lane = lane(stream, stage);
    Hints hints = stream.hints(stage);
    Instant now = clock.now();
    Lane.Appended appended = lane.append(records, now, hints);
    if (appended.wakes()) {
      lane.due(hints, now).ifPresent(due -> timetable.put(stream.lane(stage), due));
    }
    return appended.positions();
  }

  private Optional<Instant> run(LaneId id, Instant at) {
    Optional<OpenStream> found =
        streams
            .find(id.place(), id.stream())
            .filter(stream -> stream.row().uuid().equals(id.uuid()));
    if (found.isEmpty()) {
      drop(id);
      return Optional.empty();
    }
    OpenStream stream = found.get();
    Lane lane = lane(stream, id.stage());
    Hints hints = stream.hints(id.stage());
    lane.turn().lock();
    try {
      Optional<Instant> due = lane.due(hints, clock.now());
      if (due.isEmpty() || due.get().isAfter(clock.now())) {
        return due;
      }
      step.take(stream, id.stage(), lane).ifPresent(outcome -> settle(id, lane, outcome));
      lane.count(hints);
      // What was put meanwhile may have asked for an earlier or a needless time.
      Optional<Instant> next = lane.due(hints, clock.now());
      next.ifPresentOrElse(when -> timetable.put(id, when), () -> timetable.remove(id));
      return next;
    } finally {
      lane.turn().unlock();
    }
  }

  private void settle(LaneId id, Lane lane, Outcome outcome) {
    switch (outcome) {
      case Outcome.Done(Position upTo) -> lane.done(upTo);
      case Outcome.Again(Position upTo, Duration pause, String why) -> {
        LOG.warn("{}: tried again in {} s: {}", id, pause.toSeconds(), why);
        lane.failed(upTo, clock.now().plus(pause));
        if (lane.expire(clock.now(), MOST_AGE)) {
          LOG.error("{}: records that could not be delivered for 24 hours are dropped", id);
        }
      }
    }
  }

  /** The stream is no more: drops what waits. */
  void drop(OpenStream stream) {
    for (Stage stage : Stage.values()) {
      timetable.remove(stream.lane(stage));
      drop(stream.lane(stage));
    }
  }

  private void drop(LaneId id) {
    lanes.remove(id);
    engine.drop(ScopeKind.LOG, id.scope());
  }

  /** Goes by what the hints now say. */
  void follow(OpenStream stream) {
    for (Stage stage : Stage.values()) {
      Lane lane = lane(stream, stage);
      Hints hints = stream.hints(stage);
      lane.count(hints);
      lane.due(hints, clock.now()).ifPresent(due -> timetable.put(stream.lane(stage), due));
    }
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
    lanes.clear();
  }

  @Override
  public void close() {
    timetable.close();
  }
}
