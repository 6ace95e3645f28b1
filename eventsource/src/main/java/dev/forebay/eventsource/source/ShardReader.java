package dev.forebay.eventsource.source;

import java.time.Duration;
import java.util.List;

/** Reads one shard in order. Confined to one thread, but for {@link #wake}. */
public interface ShardReader extends AutoCloseable {
  /**
   * What a read found. Immutable.
   *
   * @param records in order
   * @param caughtUp whether there was nothing after them at the time
   * @param ended whether there will never be anything after them
   */
  record Read(List<Fetched> records, boolean caughtUp, boolean ended) {
    /** Copies the list. */
    public Read {
      records = List.copyOf(records);
    }
  }

  /**
   * Reads up to so many records, without waiting for any.
   *
   * @throws SourceException when it cannot be read now; a later call goes on behind the last record
   *     that was returned
   */
  Read read(int most);

  /** Waits until something may have arrived, or somebody wakes it. */
  void await(Duration atMost) throws InterruptedException;

  /** Whether it waits, and all that arrived before has been read. Thread-safe. */
  boolean isIdle();

  /** Ends a wait under way, or the next one. Thread-safe. */
  void wake();

  @Override
  void close();
}
