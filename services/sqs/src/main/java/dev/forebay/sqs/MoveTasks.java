package dev.forebay.sqs;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Bytes;
import dev.forebay.storage.TableSpace.Range;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.TableSpace.RowKey;
import dev.forebay.storage.Transaction;
import dev.forebay.storage.rows.Decoder;
import dev.forebay.storage.rows.Encoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The latest ten move tasks of each source queue, the newest first. Thread-safe. */
final class MoveTasks {
  private static final String TABLE = "move";
  private static final int KEPT = 10;
  private static final int ATTEMPTS = 10;

  private final Queues queues;

  MoveTasks(Queues queues) {
    this.queues = queues;
  }

  /** Where the tasks of a queue stand; they go with the queue. */
  static RowKey key(String queue) {
    return new RowKey(TABLE, Bytes.utf8(queue));
  }

  /**
   * A task and the queue that it takes messages from.
   *
   * @param queue the queue's name
   */
  record Known(AccountRegion place, String queue, MoveTask task) {}

  /** The tasks of a queue. */
  List<MoveTask> of(AccountRegion place, String queue) {
    return queues.space(place).read(key(queue)).map(MoveTasks::decode).orElse(List.of());
  }

  /** Every running task of an account and region. */
  List<Known> running(AccountRegion place) {
    List<Known> running = new ArrayList<>();
    for (Row row : queues.space(place).scan(Range.all(TABLE), 10_000)) {
      for (MoveTask task : decode(row)) {
        if (task.isRunning()) {
          running.add(new Known(place, row.key().key().toUtf8(), task));
        }
      }
    }
    return running;
  }

  /** Adds a task, unless one is running; says whether it did. */
  boolean start(AccountRegion place, String queue, MoveTask task) {
    return change(
        place,
        queue,
        tasks -> {
          if (tasks.stream().anyMatch(MoveTask::isRunning)) {
            return tasks;
          }
          List<MoveTask> more = new ArrayList<>(tasks);
          more.addFirst(task);
          return more.subList(0, Math.min(KEPT, more.size()));
        });
  }

  /** Changes a task that is there; says whether the change made a difference. */
  boolean update(AccountRegion place, String queue, String id, UnaryOperator<MoveTask> change) {
    return change(
        place,
        queue,
        tasks -> tasks.stream().map(one -> one.id().equals(id) ? change.apply(one) : one).toList());
  }

  private boolean change(AccountRegion place, String queue, UnaryOperator<List<MoveTask>> change) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Row> row = queues.space(place).read(key(queue));
      List<MoveTask> before = row.map(MoveTasks::decode).orElse(List.of());
      List<MoveTask> after = change.apply(before);
      if (after.equals(before)) {
        return false;
      }
      Transaction.Condition condition =
          row.isPresent()
              ? new Transaction.AtRevision(key(queue), row.get().revision())
              : new Transaction.Absent(key(queue));
      if (queues.commit(
          place, List.of(condition), List.of(new Transaction.Put(key(queue), encode(after))))) {
        return true;
      }
    }
    throw SqsErrors.contended();
  }

  private static Bytes encode(List<MoveTask> tasks) {
    Encoder out = new Encoder().number(tasks.size());
    tasks.forEach(task -> task.encode(out));
    return out.bytes();
  }

  private static List<MoveTask> decode(Row row) {
    Decoder in = new Decoder(row.value());
    List<MoveTask> tasks = new ArrayList<>();
    for (long left = in.number(); left > 0; left--) {
      tasks.add(MoveTask.decode(in));
    }
    return List.copyOf(tasks);
  }
}
