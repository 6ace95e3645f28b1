package dev.forebay.eventsource.source;

import dev.forebay.model.Bytes;
import java.time.Instant;

/**
 * One record of a source, as the loop handles it. Immutable.
 *
 * @param id what a function's batchItemFailures names: a message id, a sequence number
 * @param key records of one key stay in order: a partition key; of no meaning for a queue
 * @param arrived when its stream took it, from when its age counts; for a queue, when the queue
 *     handed it out, from when its visibility timeout counts
 * @param event its element of the event's list of records, as JSON
 * @param receipt what its source needs to settle it: a receipt handle; empty for a stream
 */
public record SourceRecord(String id, String key, Instant arrived, Bytes event, String receipt) {
  /** The bytes that it takes in an event, with the comma. */
  public int size() {
    return event.size() + 1;
  }
}
