package dev.forebay.eventsource.mapping;

import java.time.Duration;

/**
 * How a mapping batches, retries and scales. Immutable.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html">CreateEventSourceMapping</a>
 * @param batchSize BatchSize: records in a batch at most, 1 to 10,000; 10 for a FIFO queue
 * @param batchingWindow MaximumBatchingWindowInSeconds: how long records are gathered, zero to 300
 *     s; zero for a FIFO queue
 * @param reportBatchItemFailures FunctionResponseTypes: whether the function says which records of
 *     a batch have failed
 * @param stream what streams only have; the defaults for a queue
 * @param queue what queues only have; the defaults for a stream
 */
public record Options(
    int batchSize,
    Duration batchingWindow,
    boolean reportBatchItemFailures,
    StreamOptions stream,
    QueueOptions queue) {
  private static final int LARGEST_BATCH = 10_000;
  private static final Duration LONGEST_WINDOW = Duration.ofMinutes(5);

  /** AWS's defaults for a queue. */
  public static final Options OF_QUEUES =
      new Options(10, Duration.ZERO, false, StreamOptions.DEFAULT, QueueOptions.DEFAULT);

  /** AWS's defaults for a stream. */
  public static final Options OF_STREAMS =
      new Options(100, Duration.ZERO, false, StreamOptions.DEFAULT, QueueOptions.DEFAULT);

  /** Throws {@link IllegalArgumentException} for what is out of bounds. */
  public Options {
    if (batchSize < 1 || batchSize > LARGEST_BATCH) {
      throw new IllegalArgumentException("batchSize must be 1 to 10,000: " + batchSize);
    }
    if (batchingWindow.isNegative() || batchingWindow.compareTo(LONGEST_WINDOW) > 0) {
      throw new IllegalArgumentException("batchingWindow must be 0 s to 300 s: " + batchingWindow);
    }
  }
}
