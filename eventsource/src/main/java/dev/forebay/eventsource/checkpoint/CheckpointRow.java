package dev.forebay.eventsource.checkpoint;

import dev.forebay.eventsource.batch.Attempted;
import dev.forebay.eventsource.batch.Tries;
import dev.forebay.eventsource.batch.UnfinishedBatch;
import dev.forebay.eventsource.source.ReadFrom;
import dev.forebay.eventsource.source.SequenceNumber;
import dev.forebay.eventsource.stream.Done;
import dev.forebay.eventsource.stream.LaneCheckpoint;
import dev.forebay.eventsource.stream.ShardCheckpoint;
import dev.forebay.eventsource.window.OpenWindow;
import dev.forebay.function.store.Table;
import dev.forebay.model.Bytes;
import dev.forebay.model.RequestId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A checkpoint as it is stored. Immutable; a change of its members changes the stored form. */
record CheckpointRow(
    String shard, Place from, List<Lane> lanes, List<List<String>> earlier, boolean ended) {
  /** By mapping and shard. */
  static final Table<CheckpointRow> TABLE =
      new Table<>("event-source-checkpoints", CheckpointRow.class);

  /** The kinds of place; the names are stored. */
  enum Kind {
    TRIM_HORIZON,
    LATEST,
    AT_TIME,
    AT,
    AFTER
  }

  record Place(Kind kind, String sequence, long millis) {
    static Place of(ReadFrom from) {
      return switch (from) {
        case ReadFrom.TrimHorizon horizon -> new Place(Kind.TRIM_HORIZON, "", 0);
        case ReadFrom.Latest latest -> new Place(Kind.LATEST, "", 0);
        case ReadFrom.AtTime(Instant time) -> new Place(Kind.AT_TIME, "", time.toEpochMilli());
        case ReadFrom.At(SequenceNumber number) -> new Place(Kind.AT, number.digits(), 0);
        case ReadFrom.After(SequenceNumber number) -> new Place(Kind.AFTER, number.digits(), 0);
      };
    }

    ReadFrom toReadFrom() {
      return switch (kind) {
        case TRIM_HORIZON -> new ReadFrom.TrimHorizon();
        case LATEST -> new ReadFrom.Latest();
        case AT_TIME -> new ReadFrom.AtTime(Instant.ofEpochMilli(millis));
        case AT -> new ReadFrom.At(new SequenceNumber(sequence));
        case AFTER -> new ReadFrom.After(new SequenceNumber(sequence));
      };
    }
  }

  record Lane(String doneUpTo, List<Unfinished> unfinished, Optional<Window> window) {
    static Lane of(LaneCheckpoint lane) {
      return new Lane(
          number(lane.doneUpTo()),
          lane.unfinished().stream().map(Unfinished::of).toList(),
          lane.window().map(Window::of));
    }

    LaneCheckpoint toLane() {
      return new LaneCheckpoint(
          number(doneUpTo),
          unfinished.stream().map(Unfinished::toBatch).toList(),
          window.map(Window::toWindow));
    }
  }

  record Unfinished(
      String first, String last, int counted, int delays, long dueMillis, Optional<Last> attempt) {
    static Unfinished of(UnfinishedBatch batch) {
      Tries tries = batch.tries();
      return new Unfinished(
          batch.first().digits(),
          batch.last().digits(),
          tries.counted(),
          tries.delays(),
          tries.due().equals(Instant.MIN) ? Long.MIN_VALUE : tries.due().toEpochMilli(),
          tries.last().map(Last::of));
    }

    UnfinishedBatch toBatch() {
      return new UnfinishedBatch(
          new SequenceNumber(first),
          new SequenceNumber(last),
          new Tries(
              counted,
              delays,
              dueMillis == Long.MIN_VALUE ? Instant.MIN : Instant.ofEpochMilli(dueMillis),
              attempt.map(Last::toAttempted)));
    }
  }

  record Last(String requestId, int status, String version, Optional<String> functionError) {
    static Last of(Attempted attempt) {
      return new Last(
          attempt.requestId().value(),
          attempt.status(),
          attempt.executedVersion(),
          attempt.functionError());
    }

    Attempted toAttempted() {
      return new Attempted(new RequestId(requestId), status, version, functionError);
    }
  }

  record Window(long startMillis, long endMillis, String state, boolean full) {
    static Window of(OpenWindow window) {
      return new Window(
          window.start().toEpochMilli(),
          window.end().toEpochMilli(),
          window.state().toUtf8(),
          window.full());
    }

    OpenWindow toWindow() {
      return new OpenWindow(
          Instant.ofEpochMilli(startMillis),
          Instant.ofEpochMilli(endMillis),
          Bytes.utf8(state),
          full);
    }
  }

  static CheckpointRow of(String shard, ShardCheckpoint checkpoint) {
    return new CheckpointRow(
        shard,
        Place.of(checkpoint.readFrom()),
        checkpoint.lanes().stream().map(Lane::of).toList(),
        checkpoint.earlier().stream()
            .map(done -> done.upTo().stream().map(CheckpointRow::number).toList())
            .toList(),
        checkpoint.ended());
  }

  ShardCheckpoint toCheckpoint() {
    return new ShardCheckpoint(
        from.toReadFrom(),
        lanes.stream().map(Lane::toLane).toList(),
        earlier.stream()
            .map(done -> new Done(done.stream().map(CheckpointRow::number).toList()))
            .toList(),
        ended);
  }

  private static String number(Optional<SequenceNumber> number) {
    return number.map(SequenceNumber::digits).orElse("");
  }

  private static Optional<SequenceNumber> number(String digits) {
    return digits.isEmpty() ? Optional.empty() : Optional.of(new SequenceNumber(digits));
  }
}
