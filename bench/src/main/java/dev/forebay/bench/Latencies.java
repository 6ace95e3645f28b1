package dev.forebay.bench;

import java.util.Arrays;

/** The times that calls took. Immutable. */
final class Latencies {
  private final long[] sorted;

  private Latencies(long[] sorted) {
    this.sorted = sorted;
  }

  /** Of these times in nanoseconds, at least one. */
  static Latencies of(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return new Latencies(sorted);
  }

  /** How many calls there were. */
  int count() {
    return sorted.length;
  }

  /** The time below which the given share (0 to 1) of the calls lies, in microseconds. */
  double micros(double share) {
    return sorted[(int) Math.round(share * (sorted.length - 1))] / 1e3;
  }
}
