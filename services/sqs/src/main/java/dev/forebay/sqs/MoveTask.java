package dev.forebay.sqs;

import dev.forebay.storage.rows.Decoder;
import dev.forebay.storage.rows.Encoder;
import java.time.Instant;
import java.util.Optional;

/**
 * A task that moves the messages of a dead-letter queue ("StartMessageMoveTask"). Immutable.
 *
 * @param id tells it from the other tasks
 * @param status how far it is
 * @param destination the ARN of the queue that takes the messages; empty for each one's own source
 * @param rate 1 to 500 messages a second; empty for as fast as it goes
 * @param moved how many messages it has moved; after a crash perhaps a few less than it did
 * @param toMove how many messages could be received when it started
 * @param started when it started, to the millisecond
 * @param failure why it failed, if it did
 */
record MoveTask(
    String id,
    Status status,
    Optional<String> destination,
    Optional<Integer> rate,
    long moved,
    long toMove,
    Instant started,
    Optional<String> failure) {

  /** How far a task is, in AWS's words. A cancelled one moves nothing any more. */
  enum Status {
    RUNNING,
    COMPLETED,
    CANCELLED,
    FAILED
  }

  boolean isRunning() {
    return status == Status.RUNNING;
  }

  MoveTask ended(Status end) {
    return new MoveTask(id, end, destination, rate, moved, toMove, started, failure);
  }

  MoveTask failed(String reason) {
    return new MoveTask(
        id, Status.FAILED, destination, rate, moved, toMove, started, Optional.of(reason));
  }

  MoveTask plus(long more) {
    return new MoveTask(id, status, destination, rate, moved + more, toMove, started, failure);
  }

  void encode(Encoder out) {
    out.text(id)
        .text(status.name())
        .optional(destination)
        .number(rate.orElse(0))
        .number(moved)
        .number(toMove)
        .number(started.toEpochMilli())
        .optional(failure);
  }

  static MoveTask decode(Decoder in) {
    return new MoveTask(
        in.text(),
        Status.valueOf(in.text()),
        in.optional(),
        Optional.of((int) in.number()).filter(rate -> rate > 0),
        in.number(),
        in.number(),
        Instant.ofEpochMilli(in.number()),
        in.optional());
  }
}
