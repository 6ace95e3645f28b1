package dev.forebay.firehose;

import dev.forebay.storage.Log;
import dev.forebay.storage.Log.Position;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The oldest records of a log, as many as one object takes. Immutable.
 *
 * @param upTo the last one
 * @param records how many
 * @param arrival when the first one arrived at the stream
 */
record Extent(Position upTo, long records, Instant arrival) {
  /** How much is read at once: records and bytes. */
  static final int PAGE = 1_000;

  /** Those with which the bytes are reached, or all there are; empty when there are none. */
  static Optional<Extent> of(Log log, long bytes) {
    Position at = Position.START;
    long left = bytes;
    long records = 0;
    Instant arrival = Instant.EPOCH;
    while (left > 0) {
      List<Log.Entry> page = log.readAfter(at, PAGE, Hints.MEBIBYTE);
      if (page.isEmpty()) {
        break;
      }
      if (records == 0) {
        arrival = Held.read(page.getFirst().value()).arrival();
      }
      for (Log.Entry entry : page) {
        if (left <= 0) {
          break;
        }
        left -= Held.size(entry.value());
        records++;
        at = entry.position();
      }
    }
    return records == 0 ? Optional.empty() : Optional.of(new Extent(at, records, arrival));
  }
}
