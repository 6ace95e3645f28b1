package dev.forebay.eventsource.batch;

import dev.forebay.eventsource.source.SequenceNumber;
import dev.forebay.eventsource.source.SourceRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * A batch of a stream that was not at its end, as the checkpoint keeps it, so that a restart does
 * not forget its retries nor join what was bisected. Immutable.
 *
 * @param first its first record
 * @param last its last record
 * @param tries what it has been through
 */
public record UnfinishedBatch(SequenceNumber first, SequenceNumber last, Tries tries) {
  static UnfinishedBatch of(Batch batch) {
    return new UnfinishedBatch(
        SequenceNumber.of(batch.records().getFirst()),
        SequenceNumber.of(batch.records().getLast()),
        batch.tries());
  }

  /** Whether nothing of these batches is still to come after the records. */
  static boolean allThere(List<UnfinishedBatch> batches, List<SourceRecord> records) {
    return !records.isEmpty()
        && SequenceNumber.of(records.getLast()).compareTo(batches.getLast().last()) >= 0;
  }

  /**
   * The batches made of those of the records that are there. What comes before a batch's first
   * record, since a filter or another number of lanes held it back then, makes batches of its own;
   * what has come in between must not make a batch too large.
   */
  static List<Batch> batches(List<UnfinishedBatch> batches, List<SourceRecord> records, Plan plan) {
    List<Batch> made = new ArrayList<>();
    int from = 0;
    for (UnfinishedBatch batch : batches) {
      int first = from;
      while (first < records.size()
          && batch.first().isAfter(SequenceNumber.of(records.get(first)))) {
        first++;
      }
      int end = first;
      while (end < records.size() && !SequenceNumber.of(records.get(end)).isAfter(batch.last())) {
        end++;
      }
      add(made, records.subList(from, first), Tries.NONE, plan);
      add(made, records.subList(first, end), batch.tries(), plan);
      from = end;
    }
    return made;
  }

  private static void add(List<Batch> made, List<SourceRecord> records, Tries tries, Plan plan) {
    int from = 0;
    while (from < records.size()) {
      int count = plan.cut(records.subList(from, records.size()));
      made.add(new Batch(records.subList(from, from + count), tries));
      from += count;
    }
  }
}
