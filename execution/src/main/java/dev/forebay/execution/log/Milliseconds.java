package dev.forebay.execution.log;

import java.time.Duration;

/** Durations as AWS prints them: milliseconds with two digits, rounded half up. */
final class Milliseconds {
  private Milliseconds() {}

  static String text(Duration span) {
    long hundredths = hundredths(span);
    long rest = hundredths % 100;
    return hundredths / 100 + (rest < 10 ? ".0" : ".") + rest;
  }

  static double number(Duration span) {
    return hundredths(span) / 100.0;
  }

  private static long hundredths(Duration span) {
    return (span.toNanos() + 5_000) / 10_000;
  }
}
