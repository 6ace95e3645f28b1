package dev.forebay.eventsource.batch;

import dev.forebay.eventsource.source.SourceRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Records that wait to become a batch. Immutable.
 *
 * @param records in the order of their source
 * @param since when the first was gathered; the batching window starts here
 */
record Gathered(List<SourceRecord> records, Instant since) {
  static final Gathered NOTHING = new Gathered(List.of(), Instant.MIN);

  Gathered {
    records = List.copyOf(records);
  }

  boolean isEmpty() {
    return records.isEmpty();
  }

  SourceRecord first() {
    return records.getFirst();
  }

  Gathered plus(List<SourceRecord> more, Instant now) {
    if (more.isEmpty()) {
      return this;
    }
    if (isEmpty()) {
      return new Gathered(more, now);
    }
    List<SourceRecord> all = new ArrayList<>(records.size() + more.size());
    all.addAll(records);
    all.addAll(more);
    return new Gathered(all, since);
  }

  Gathered without(int first, Instant now) {
    return first == records.size()
        ? NOTHING
        : new Gathered(records.subList(first, records.size()), now);
  }
}
