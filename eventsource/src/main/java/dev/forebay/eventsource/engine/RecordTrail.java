package dev.forebay.eventsource.engine;

import dev.forebay.eventsource.batch.Batch;
import dev.forebay.eventsource.batch.GivenUp;
import dev.forebay.eventsource.batch.Outcome;
import dev.forebay.eventsource.batch.Verdict;
import dev.forebay.eventsource.mapping.Mapping;
import dev.forebay.eventsource.source.SourceRecord;
import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.model.RequestId;
import dev.forebay.model.trail.Trail;
import dev.forebay.model.trail.Way;
import java.util.List;
import java.util.Optional;

/**
 * Hears of each step of a record's way through a mapping. Called on the loop's threads: it must be
 * quick and must not throw. Thread-safe.
 */
interface RecordTrail {
  /** Hears nothing. */
  RecordTrail NONE = new RecordTrail() {};

  /** Passes all on to the trail that all parts share. */
  static RecordTrail on(Trail shared, Clock clock) {
    return shared.equals(Trail.NONE) ? NONE : new RecordSteps(shared, clock);
  }

  /**
   * Where in its source a record came from, and where it goes. Immutable.
   *
   * @param way the same, for whoever asks later
   * @param most how many attempts its batch has; empty where only age ends them
   */
  record Origin(Way.Mapped way, Optional<Integer> most) {
    /** The origin of a mapping's records; the shard is empty for a queue. */
    static Origin of(Mapping mapping, Arn recipient, String shard) {
      return new Origin(
          new Way.Mapped(
              mapping.id().toString(),
              mapping.source().arn().toString(),
              shard,
              recipient.toString()),
          mapping.options().stream().maximumRetryAttempts().map(retries -> retries + 1));
    }

    /** Where in a stream; empty for a queue. */
    String shard() {
      return way.shard();
    }

    /** Whether it is a stream's. */
    boolean isStream() {
      return !way.shard().isEmpty();
    }
  }

  /**
   * Records were fetched together and have passed the filter.
   *
   * @param why as the filter explains it
   */
  default void received(Origin origin, List<SourceRecord> records, String why) {}

  /**
   * A record was fetched and dropped by the filter.
   *
   * @param why as the filter explains it
   */
  default void filtered(Origin origin, String id, String why) {}

  /** A batch goes to the function. */
  default void invoked(Origin origin, RequestId requestId, Batch batch) {}

  /**
   * An invocation has ended.
   *
   * @param verdict what becomes of the records: which are done, left, tried again, split, given up
   */
  default void ended(
      Origin origin, RequestId requestId, Batch batch, Outcome outcome, Verdict verdict) {}

  /** Records were parted with before they were tried again. */
  default void parted(Origin origin, Batch batch, Verdict verdict) {}

  /** The source was told that records are done: deleted, or passed by the checkpoint. */
  default void settled(Origin origin, List<SourceRecord> records) {}

  /** The on-failure destination has the record of what was given up. */
  default void delivered(Origin origin, GivenUp records, String destination) {}

  /** The on-failure destination could not be reached: what was given up is dropped. */
  default void undeliverable(Origin origin, GivenUp records, String reason) {}
}
