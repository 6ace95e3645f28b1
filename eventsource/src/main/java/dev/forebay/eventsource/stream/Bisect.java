package dev.forebay.eventsource.stream;

import dev.forebay.eventsource.batch.Batch;
import java.util.List;

/**
 * BisectBatchOnFunctionError: a failed batch is cut in two, and each half is tried as a batch of
 * its own. That uses up no retry: the halves have been through nothing yet. A batch of one record
 * cannot be cut and is retried.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html">Retain
 *     discarded batch records, and its retry settings</a>
 */
final class Bisect {
  private Bisect() {}

  static boolean canCut(Batch batch) {
    return batch.size() > 1;
  }

  /** The first half, one shorter when the number is odd, and the second. */
  static List<Batch> halves(Batch batch) {
    int middle = batch.size() / 2;
    return List.of(Batch.of(batch.before(middle)), Batch.of(batch.from(middle)));
  }

  /** What is left from the first failed record on, when those before it are done. */
  static Batch at(Batch batch, int failed) {
    return Batch.of(batch.from(failed));
  }
}
