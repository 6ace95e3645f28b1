package dev.forebay.firehose;

import java.time.Duration;

/**
 * When gathered records go on: whichever comes first. Immutable.
 *
 * @param bytes so many have gathered
 * @param interval the oldest has waited so long; none waits at zero
 */
record Hints(long bytes, Duration interval) {
  static final long MEBIBYTE = 1 << 20;
}
