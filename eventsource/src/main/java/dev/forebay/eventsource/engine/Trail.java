package dev.forebay.eventsource.engine;

import dev.forebay.eventsource.batch.Batch;
import dev.forebay.eventsource.batch.GivenUp;
import dev.forebay.eventsource.batch.Outcome;
import dev.forebay.eventsource.batch.Verdict;
import dev.forebay.eventsource.mapping.MappingId;
import dev.forebay.eventsource.source.SourceRecord;
import dev.forebay.model.RequestId;
import java.util.List;

/**
 * Hears of each step of a record's way through a mapping. Called on the loop's threads: it must be
 * quick and must not throw. Thread-safe.
 */
public interface Trail {
  /** Hears nothing. */
  Trail NONE = new Trail() {};

  /** Where in its source a record came from. Immutable. */
  record Origin(MappingId mapping, String shard) {}

  /** A record was fetched and has passed the filter. */
  default void received(Origin origin, SourceRecord record) {}

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
