package dev.forebay.model.activity;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what was done. Thread-safe. */
public final class Tally {
  private final Map<Done, LongAdder> counts = new ConcurrentHashMap<>();

  /** Adds one. */
  public void count(Done.Kind kind, String of) {
    count(kind, of, 1);
  }

  /** Adds so many. */
  public void count(Done.Kind kind, String of, long times) {
    counts.computeIfAbsent(new Done(kind, of), done -> new LongAdder()).add(times);
  }

  /** The counts, as they are now. */
  public Map<Done, Long> counts() {
    Map<Done, Long> now = new HashMap<>();
    counts.forEach((done, count) -> now.put(done, count.sum()));
    return now;
  }
}
