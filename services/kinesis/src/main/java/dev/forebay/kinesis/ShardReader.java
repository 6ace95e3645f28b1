package dev.forebay.kinesis;

import dev.forebay.storage.Log;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.kinesis.model.Record;

/** Reads records of a shard in their order. Immutable. */
final class ShardReader {
  /** The most that one read gives, as AWS has it. */
  static final long MOST_BYTES = 10L << 20;

  /** Entries fetched from the log at once. */
  private static final int ENTRIES = 128;

  private final Log log;
  private final ShardRow shard;
  private final long horizon;

  /**
   * A reader.
   *
   * @param horizon milliseconds since 1970: older records count as gone
   */
  ShardReader(Log log, ShardRow shard, long horizon) {
    this.log = log;
    this.shard = shard;
    this.horizon = horizon;
  }

  /**
   * What was read.
   *
   * @param records in order
   * @param next where to go on
   * @param bytes as AWS counts them
   * @param behind milliseconds since the arrival of the last record that was read, 0 at the end
   * @param atEnd whether there was nothing more
   */
  record Result(List<Record> records, Cursor next, long bytes, long behind, boolean atEnd) {}

  /** The oldest record that is kept. */
  Cursor oldest() {
    return new Cursor(log.positionAt(Instant.ofEpochMilli(horizon)), 0);
  }

  /** What comes from now on. */
  Cursor latest() {
    return new Cursor(log.bounds().end(), 0);
  }

  /** The first record that arrived at or after the time. */
  Cursor at(Instant time) {
    return new Cursor(log.positionAt(time), 0);
  }

  /** The record of the number. */
  Cursor at(SequenceNumber number) {
    return new Cursor(
        log.positionAt(Instant.ofEpochMilli(number.millis())), Math.max(0, number.index() - 1));
  }

  /** The first record above the number. */
  Cursor after(SequenceNumber number) {
    return new Cursor(log.positionAt(Instant.ofEpochMilli(number.millis())), number.index());
  }

  /**
   * Up to so many records (at least 1) and bytes from the cursor on; at least one if there is any.
   */
  Result read(Cursor from, int limit, long mostBytes, long nowMillis) {
    List<Record> records = new ArrayList<>();
    Cursor at = from;
    long bytes = 0;
    long lastArrival = nowMillis;
    while (true) {
      int entries = Math.min(ENTRIES, limit - records.size());
      long room = mostBytes - bytes;
      List<Log.Entry> found = log.readAfter(at.base(), entries, room);
      // The log counts what it stores, which is a little more than the records' own bytes.
      boolean cut =
          found.size() == entries || found.stream().mapToLong(e -> e.value().size()).sum() >= room;
      if (!found.isEmpty() && found.getFirst().at().toEpochMilli() < horizon) {
        Cursor oldest = oldest();
        if (oldest.base().compareTo(at.base()) > 0) {
          at = new Cursor(oldest.base(), at.after());
          continue;
        }
      }
      for (Log.Entry entry : found) {
        RecordChunk chunk = RecordChunk.of(entry);
        while (chunk.hasNext() && chunk.next() <= at.after()) {
          chunk.skip();
        }
        while (chunk.hasNext()) {
          boolean full =
              records.size() == limit
                  || (!records.isEmpty() && bytes + chunk.nextSize() > mostBytes);
          if (full) {
            Cursor next = new Cursor(at.base(), chunk.next() - 1);
            return new Result(records, next, bytes, nowMillis - lastArrival, false);
          }
          bytes += chunk.nextSize();
          records.add(chunk.take(shard));
          lastArrival = chunk.arrived();
        }
        at = new Cursor(chunk.position(), Math.max(at.after(), chunk.last()));
      }
      if (!cut) {
        return new Result(records, at, bytes, 0, true);
      }
      if (records.size() == limit || bytes >= mostBytes) {
        boolean atEnd = log.readAfter(at.base(), 1, 0).isEmpty();
        return new Result(
            records, at, bytes, atEnd ? 0 : Math.max(0, nowMillis - lastArrival), atEnd);
      }
    }
  }
}
