package dev.forebay.eventsource.batch;

import dev.forebay.eventsource.source.SourceRecord;
import dev.forebay.model.Bytes;
import java.util.List;
import java.util.Set;

/**
 * What a function that reports batch item failures says of a batch. Immutable.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting">Implementing
 *     partial batch responses</a>
 */
public sealed interface ItemFailures {
  /** No record has failed. */
  record None() implements ItemFailures {}

  /**
   * Some have failed.
   *
   * @param ids the ids of those that have
   */
  record Some(Set<String> ids) implements ItemFailures {
    /** Copies the set. */
    public Some {
      ids = Set.copyOf(ids);
    }

    /** The index of the first record that has failed. */
    public int lowest(List<SourceRecord> records) {
      for (int index = 0; index < records.size(); index++) {
        if (ids.contains(records.get(index).id())) {
          return index;
        }
      }
      throw new IllegalStateException("the ids were checked against the batch");
    }
  }

  /**
   * The response says nothing that can be understood, so all have failed.
   *
   * @param why for people
   */
  record Unclear(String why) implements ItemFailures {}

  /**
   * Reads a response. Nothing at all, and any empty thing, means that no record has failed; an id
   * that is not one of the batch's spoils the whole.
   */
  static ItemFailures of(Bytes response, List<SourceRecord> records) {
    return ItemFailureReader.read(response, records);
  }
}
