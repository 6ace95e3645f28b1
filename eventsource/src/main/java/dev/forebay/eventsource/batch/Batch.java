package dev.forebay.eventsource.batch;

import dev.forebay.eventsource.source.SourceRecord;
import java.util.List;

/**
 * Records that go to the function together, and what they have been through together. Immutable.
 *
 * @param records in the order of their source; none for the final call of a tumbling window
 * @param tries what they have been through
 */
public record Batch(List<SourceRecord> records, Tries tries) {
  /** Copies the list. */
  public Batch {
    records = List.copyOf(records);
  }

  /** A batch that was never tried. */
  public static Batch of(List<SourceRecord> records) {
    return new Batch(records, Tries.NONE);
  }

  /** How many records it has. */
  public int size() {
    return records.size();
  }

  /** The records before an index. */
  public List<SourceRecord> before(int index) {
    return records.subList(0, index);
  }

  /** The records from an index on. */
  public List<SourceRecord> from(int index) {
    return records.subList(index, records.size());
  }

  /** The same records after other tries. */
  public Batch with(Tries others) {
    return new Batch(records, others);
  }
}
