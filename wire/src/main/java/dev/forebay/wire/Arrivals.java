package dev.forebay.wire;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells readers within this process that something may have arrived at a source, so that they need
 * not poll for it. A hint carries nothing, may be merged with others, and may be lost: whoever
 * waits reads again after a while of its own choosing. Thread-safe.
 *
 * <p>A reader opens its {@link Watch} first, reads until nothing is left, waits, and reads again: a
 * hint that comes between the read and the wait is kept for the wait.
 */
public final class Arrivals {
  private final Map<Source, Set<Watch>> watches = new ConcurrentHashMap<>();
  private final AtomicLong count = new AtomicLong();

  /**
   * What can be waited for. Immutable.
   *
   * @param resource the ARN of the stream or queue, as its service answers it
   * @param part the shard's id for a Kinesis stream; empty for what has no parts
   */
  public record Source(String resource, String part) {}

  /**
   * Says that something may have arrived, or that the source has come to its end, as a closed shard
   * does. Called after the durable write. Costs a look-up when nobody waits.
   */
  public void hint(Source source) {
    count.incrementAndGet();
    Set<Watch> waiting = watches.get(source);
    if (waiting != null) {
      waiting.forEach(Watch::hint);
    }
  }

  /** How many hints there were. */
  public long count() {
    return count.get();
  }

  /** Starts to watch a source; it need not exist. */
  public Watch watch(Source source) {
    Watch watch = new Watch(source);
    watches.compute(
        source,
        (_, known) -> {
          Set<Watch> set = known == null ? ConcurrentHashMap.newKeySet() : known;
          set.add(watch);
          return set;
        });
    return watch;
  }

  private void remove(Watch watch) {
    watches.computeIfPresent(
        watch.source,
        (_, known) -> {
          known.remove(watch);
          return known.isEmpty() ? null : known;
        });
  }

  /** One reader's place to wait. Hints are kept from its opening on. Thread-safe. */
  public final class Watch implements AutoCloseable {
    private final Source source;
    private final Semaphore hints = new Semaphore(0);
    private final AtomicLong hinted = new AtomicLong();
    private volatile long seen;
    private volatile boolean waiting;

    private Watch(Source source) {
      this.source = source;
    }

    /**
     * Waits for a hint that came since the last wait returned, or since the opening.
     *
     * @param atMost real time, whatever a virtual clock says; not negative
     * @return whether there was a hint
     */
    public boolean await(Duration atMost) throws InterruptedException {
      waiting = true;
      try {
        boolean came = hints.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS);
        hints.drainPermits();
        return came;
      } finally {
        waiting = false;
        // Whoever was hinted at until now will read what that was about.
        seen = hinted.get();
      }
    }

    /** Whether the reader waits, and has read since the last hint. */
    public boolean isIdle() {
      return waiting && seen == hinted.get();
    }

    /**
     * Wakes this one reader, such as an action on the clock does at the end of a batching window,
     * or one who has it stop.
     */
    public void hint() {
      hinted.incrementAndGet();
      // Two at once may both add a permit; the wait takes them together.
      if (hints.availablePermits() == 0) {
        hints.release();
      }
    }

    /** Ends the watch; no error if it has ended. */
    @Override
    public void close() {
      remove(this);
    }
  }
}
