package dev.forebay.kinesis;

import dev.forebay.model.AccountRegion;
import dev.forebay.wire.Arrivals;

/**
 * A stream as a call finds it. Immutable.
 *
 * @param place whose it is
 * @param row what is stored of it
 * @param revision the row's
 * @param status as of the call
 * @param shards those whose records are still kept; none while it is being made
 */
record OpenStream(AccountRegion place, StreamRow row, long revision, String status, Shards shards) {
  private static final String LOGS = "kinesis/";

  String name() {
    return row.name();
  }

  String arn() {
    return arn(place, name());
  }

  static String arn(AccountRegion place, String name) {
    return place.arn("kinesis", "stream/" + name).toString();
  }

  boolean isActive() {
    return status.equals("ACTIVE");
  }

  /** Whether records can be put and read. */
  boolean isServing() {
    return status.equals("ACTIVE") || status.equals("UPDATING");
  }

  /** Whom a new record concerns. */
  Arrivals.Source source(ShardRow shard) {
    return new Arrivals.Source(arn(), shard.id());
  }

  /** The log of a shard. */
  static String logScope(AccountRegion place, long streamId, int shard) {
    return LOGS + place + "/" + Long.toHexString(streamId) + "/" + shard;
  }

  String logScope(ShardRow shard) {
    return logScope(place, row.id(), shard.index());
  }

  /** Milliseconds before which no record is kept. */
  long horizon(long nowMillis) {
    return nowMillis - row.options().retentionHours() * 3_600_000L;
  }
}
