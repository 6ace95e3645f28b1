package dev.forebay.storage.ordered;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How many messages of a queue are hidden, by the millisecond at which they become visible. What
 * has become visible by the latest time that a caller gave is no longer counted: a caller whose
 * time steps back sees those messages as visible. Confined to the writer's turn.
 */
final class HiddenCounts {
  private final NavigableMap<Long, Integer> inFlight = new TreeMap<>();
  private final NavigableMap<Long, Integer> delayed = new TreeMap<>();
  private long inFlightTotal;
  private long delayedTotal;
  private long passed;

  /** Nothing hidden; what is due by the given time will not be counted. */
  HiddenCounts(long passed) {
    this.passed = passed;
  }

  void add(long due, boolean delivered) {
    change(due, delivered, 1);
  }

  void remove(long due, boolean delivered) {
    change(due, delivered, -1);
  }

  private void change(long due, boolean delivered, int by) {
    if (due <= passed) {
      return;
    }
    NavigableMap<Long, Integer> counts = delivered ? inFlight : delayed;
    if (counts.merge(due, by, Integer::sum) == 0) {
      counts.remove(due);
    }
    if (delivered) {
      inFlightTotal += by;
    } else {
      delayedTotal += by;
    }
  }

  /** Forgets what is visible at the time. */
  void pass(long now) {
    if (now > passed) {
      passed = now;
      inFlightTotal -= drop(inFlight, now);
      delayedTotal -= drop(delayed, now);
    }
  }

  private static long drop(NavigableMap<Long, Integer> counts, long now) {
    long dropped = 0;
    while (!counts.isEmpty() && counts.firstKey() <= now) {
      Map.Entry<Long, Integer> first = counts.pollFirstEntry();
      dropped += first.getValue();
    }
    return dropped;
  }

  long inFlight() {
    return inFlightTotal;
  }

  long delayed() {
    return delayedTotal;
  }
}
