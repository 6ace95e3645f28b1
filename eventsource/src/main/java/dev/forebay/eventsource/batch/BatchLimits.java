package dev.forebay.eventsource.batch;

import dev.forebay.eventsource.source.SourceRecord;
import java.time.Duration;
import java.util.List;

/**
 * When a batch is complete. Immutable.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html#invocation-eventsourcemapping-batching">Batching
 *     behavior</a>
 * @param size BatchSize: records at most
 * @param window MaximumBatchingWindowInSeconds: how long records are gathered; zero sends what is
 *     there at once
 * @param bytes what the records may take of an event's 6 MB, one record excepted
 */
public record BatchLimits(int size, Duration window, long bytes) {
  /** The most bytes of an event. */
  public static final int EVENT = 6 * 1024 * 1024;

  /** Bytes kept for what surrounds the records of an event, without a window's state. */
  public static final int ENVELOPE = 1_024;

  /** How many of the records, which begin a batch, it may have: at least one if there are any. */
  int cut(List<SourceRecord> records) {
    long sum = 0;
    int most = Math.min(size, records.size());
    for (int index = 0; index < most; index++) {
      sum += records.get(index).size();
      if (sum > bytes) {
        return Math.max(1, index);
      }
    }
    return most;
  }
}
