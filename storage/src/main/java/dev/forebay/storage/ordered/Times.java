package dev.forebay.storage.ordered;

import java.time.Instant;

/** Instants as numbers that a row can hold; what lies beyond their range counts as its end. */
final class Times {
  private static final long NANOS = 1_000_000_000L;
  private static final long LAST_SECOND = Long.MAX_VALUE / NANOS - 1;

  private Times() {}

  /** Nanoseconds since 1970, from 1677 to 2262. */
  static long nanos(Instant instant) {
    long seconds = instant.getEpochSecond();
    if (seconds > LAST_SECOND) {
      return Long.MAX_VALUE;
    }
    if (seconds < -LAST_SECOND) {
      return -Long.MAX_VALUE;
    }
    return seconds * NANOS + instant.getNano();
  }

  static Instant ofNanos(long nanos) {
    return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
  }

  /** The first whole millisecond at or after the instant. */
  static long millisUp(Instant instant) {
    long seconds = instant.getEpochSecond();
    if (seconds > LAST_SECOND) {
      return Long.MAX_VALUE;
    }
    if (seconds < -LAST_SECOND) {
      return -Long.MAX_VALUE;
    }
    return seconds * 1000 + (instant.getNano() + 999_999) / 1_000_000;
  }

  /** The last whole millisecond at or before the instant. */
  static long millisDown(Instant instant) {
    long seconds = Math.clamp(instant.getEpochSecond(), -LAST_SECOND, LAST_SECOND);
    return seconds * 1000 + instant.getNano() / 1_000_000;
  }
}
