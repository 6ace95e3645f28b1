package dev.forebay.eventsource.stream;

import dev.forebay.eventsource.batch.Batch;
import java.time.Duration;
import java.time.Instant;

/**
 * MaximumRecordAgeInSeconds, or how long the stream keeps its records if that is shorter. Records
 * come in the order of their arrival, so those too old are the first ones of a batch. Immutable.
 *
 * @param most the age from which a record is not tried any more
 */
record RecordAge(Duration most) {
  /** How many of the batch's records, from the first on, are too old at the time. */
  int expired(Batch batch, Instant now) {
    int count = 0;
    while (count < batch.size() && !now.isBefore(batch.records().get(count).arrived().plus(most))) {
      count++;
    }
    return count;
  }

  /** When the batch's first record will be too old. */
  Instant nextExpiry(Batch batch) {
    return batch.records().getFirst().arrived().plus(most);
  }
}
