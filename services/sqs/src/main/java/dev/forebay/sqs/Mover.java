package dev.forebay.sqs;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.model.activity.Done;
import dev.forebay.model.activity.Pending;
import dev.forebay.model.activity.Tally;
import dev.forebay.model.trail.Step;
import dev.forebay.model.trail.Trail;
import dev.forebay.model.trail.Way;
import dev.forebay.sqs.Transfer.Parcel;
import dev.forebay.storage.Queue.Delivery;
import dev.forebay.storage.Queue.VisibilityChange;
import dev.forebay.storage.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the work of move tasks, in steps on the clock: a step moves a handful of messages, writes
 * down how many, and schedules the next. What a task has done and has yet to do is in storage, so
 * after a restart it goes on. A moved message is a new one: it has a new id, its age starts anew,
 * and it counts as never received. Thread-safe.
 */
final class Mover {
  private static final Logger LOG = LoggerFactory.getLogger(Mover.class);
  private static final int AT_ONCE = 100;
  private static final int STEPS_PER_SECOND = 10;
  private static final Duration HIDDEN = Duration.ofSeconds(30);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final Queues queues;
  private final MoveTasks tasks;
  private final Retention retention;
  private final Clock clock;
  private final Trail trail;
  private final Map<String, Turn> due = new ConcurrentHashMap<>();
  private final AtomicLong begun = new AtomicLong();
  private final Tally tally = new Tally();
  private volatile boolean closed;

  /** The next step of a task, or the one under way. */
  private record Turn(String queue, Instant at, long number) {}

  Mover(Queues queues, MoveTasks tasks, Retention retention, Clock clock, Trail trail) {
    this.queues = queues;
    this.tasks = tasks;
    this.retention = retention;
    this.clock = clock;
    this.trail = trail;
  }

  /** Lets a task that is in storage begin, or go on. */
  void go(AccountRegion place, String queue, String task) {
    schedule(place, queue, task, clock.now());
  }

  /** Begins no further step. */
  void close() {
    closed = true;
  }

  private void schedule(AccountRegion place, String queue, String task, Instant at) {
    due.put(task, new Turn(queue, at, begun.incrementAndGet()));
    clock.schedule(at, () -> run(place, queue, task));
  }

  /** Steps of tasks, since the start. */
  long begun() {
    return begun.get();
  }

  List<Pending> pending() {
    return due.values().stream()
        .map(turn -> new Pending("move tasks", turn.queue(), 1, Optional.of(turn.at())))
        .toList();
  }

  Map<Done, Long> done() {
    return tally.counts();
  }

  private void run(AccountRegion place, String queue, String id) {
    Turn mine = due.get(id);
    try {
      if (!closed) {
        take(place, queue, id);
      }
    } finally {
      // Unless another step was put in its place.
      if (mine != null) {
        due.remove(id, mine);
      }
    }
  }

  private void take(AccountRegion place, String queue, String id) {
    Instant now = clock.now();
    try {
      Optional<MoveTask> task =
          tasks.of(place, queue).stream()
              .filter(one -> one.id().equals(id) && one.isRunning())
              .findFirst();
      Optional<OpenQueue> source = queues.find(place, queue);
      if (task.isPresent() && source.isPresent()) {
        step(source.get(), task.get(), now)
            .ifPresent(next -> schedule(place, queue, id, now.plus(next)));
      }
    } catch (StorageException e) {
      if (!closed) {
        LOG.warn("The move task {} of the queue {} could not go on; it tries again", id, queue, e);
        schedule(place, queue, id, now.plus(AFTER_FAILURE));
      }
    }
  }

  /** Moves a few messages; answers after which time to go on, empty when the task has ended. */
  private Optional<Duration> step(OpenQueue source, MoveTask task, Instant now) {
    int atOnce = task.rate().map(rate -> (rate - 1) / STEPS_PER_SECOND + 1).orElse(AT_ONCE);
    long wanted = Math.min(atOnce, task.toMove() - task.moved());
    retention.enforce(source, now);
    List<Delivery> deliveries =
        wanted <= 0 ? List.of() : source.messages().receive((int) wanted, now, now.plus(HIDDEN));
    if (deliveries.isEmpty()) {
      tasks.update(
          source.place(),
          source.row().name(),
          task.id(),
          one -> end(one, MoveTask.Status.COMPLETED));
      return Optional.empty();
    }
    long moved = 0;
    List<Delivery> homeless = new ArrayList<>();
    for (Map.Entry<Optional<OpenQueue>, List<Parcel>> batch :
        byTarget(source, task, deliveries, now).entrySet()) {
      if (batch.getKey().isPresent()) {
        OpenQueue target = batch.getKey().get();
        List<Parcel> there = new Transfer(source, target, retention).move(batch.getValue(), now);
        note(source, target, there);
        moved += there.size();
      } else {
        batch.getValue().forEach(parcel -> homeless.add(parcel.delivery()));
      }
    }
    if (moved > 0) {
      tally.count(Done.Kind.MOVES, source.arn(), moved);
    }
    return settle(source, task, moved, homeless, now)
        ? Optional.of(pause(task, atOnce))
        : Optional.empty();
  }

  private void note(OpenQueue source, OpenQueue target, List<Parcel> moved) {
    if (trail.equals(Trail.NONE)) {
      return;
    }
    Way way = new Way.Queued(source.arn());
    for (Parcel parcel : moved) {
      String before = StoredMessage.decode(parcel.delivery().body()).messageId();
      trail.note(way, List.of(before), new Step.Moved(target.arn(), parcel.message().messageId()));
    }
  }

  private boolean settle(
      OpenQueue source, MoveTask task, long moved, List<Delivery> homeless, Instant now) {
    if (!homeless.isEmpty()) {
      source
          .messages()
          .changeVisibility(
              homeless.stream().map(one -> new VisibilityChange(one.receipt(), now)).toList());
    }
    tasks.update(
        source.place(),
        source.row().name(),
        task.id(),
        one ->
            homeless.isEmpty() || !one.isRunning()
                ? one.plus(moved)
                : one.plus(moved).failed("CouldNotDetermineMessageSource"));
    return homeless.isEmpty();
  }

  private static MoveTask end(MoveTask task, MoveTask.Status status) {
    return task.isRunning() ? task.ended(status) : task;
  }

  private static Duration pause(MoveTask task, int atOnce) {
    return task.rate()
        .map(rate -> Duration.ofNanos(1_000_000_000L * atOnce / rate))
        .orElse(Duration.ZERO);
  }

  private Map<Optional<OpenQueue>, List<Parcel>> byTarget(
      OpenQueue source, MoveTask task, List<Delivery> deliveries, Instant now) {
    Map<Optional<String>, Optional<OpenQueue>> found = new LinkedHashMap<>();
    Map<Optional<OpenQueue>, List<Parcel>> batches = new LinkedHashMap<>();
    for (Delivery delivery : deliveries) {
      StoredMessage message = StoredMessage.decode(delivery.body());
      Optional<OpenQueue> target =
          found.computeIfAbsent(
              task.destination().or(message::deadLetterSource),
              arn ->
                  arn.flatMap(Arn::parse)
                      .flatMap(parsed -> queues.find(source.place(), parsed))
                      .filter(queue -> queue.row().fifo() == source.row().fifo()));
      String id = Outbox.messageId(Transfer.placeId(delivery));
      batches
          .computeIfAbsent(target, _ -> new ArrayList<>())
          .add(new Parcel(delivery, message.renewed(id), now));
    }
    return batches;
  }
}
