package dev.forebay.eventsource.stream;

import dev.forebay.eventsource.source.SourceRecord;

/**
 * ParallelizationFactor: which of a shard's lanes a record goes to, by its partition key, so that
 * records of one key stay in order.
 */
final class Lanes {
  private Lanes() {}

  /** The lane, 0 to {@code factor - 1}. */
  static int of(SourceRecord record, int factor) {
    // Spread the hash: keys that differ in their last character only must not be neighbours.
    int hash = record.key().hashCode() * 0x9E3779B9;
    return Math.floorMod(hash ^ (hash >>> 16), factor);
  }
}
