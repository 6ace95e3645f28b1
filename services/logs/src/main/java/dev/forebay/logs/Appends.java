package dev.forebay.logs;

import dev.forebay.storage.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Stores events of streams, each stream's in one transaction. Thread-safe. */
final class Appends {
  private final LogTables tables;
  private final Sequence sequence;
  private final Followers followers;

  Appends(LogTables tables, Sequence sequence, Followers followers) {
    this.tables = tables;
    this.sequence = sequence;
    this.followers = followers;
  }

  /**
   * Events for a stream.
   *
   * @param group as it was read
   * @param stream as it was read
   * @param lines at least one, in any order
   */
  record Append(Stored<LogGroupRow> group, Stored<LogStreamRow> stream, List<LogLine> lines) {}

  /**
   * Stores each of them; says of each whether it is stored: not when the group or the stream was
   * changed or removed since it was read.
   */
  List<Boolean> store(List<Append> appends, long nowMillis) {
    List<Boolean> stored =
        tables.commit(appends.stream().map(append -> change(append, nowMillis)).toList());
    for (int i = 0; i < stored.size(); i++) {
      if (stored.get(i)) {
        followers.stored(tables, appends.get(i), nowMillis);
      }
    }
    return stored;
  }

  private LogTables.Change change(Append append, long nowMillis) {
    LogStreamRow stream = append.stream().value();
    List<Transaction.Write> writes = new ArrayList<>();
    long first = Long.MAX_VALUE;
    long last = 0;
    for (EventChunk chunk : EventChunk.cut(append.lines(), nowMillis, sequence)) {
      first = Math.min(first, chunk.first());
      last = Math.max(last, chunk.last());
      writes.add(
          new Transaction.Put(
              LogTables.eventKey(stream.id(), chunk.first(), chunk.sequence()), chunk.encode()));
      LogGroupRow group = append.group().value();
      if (!group.subscriptions().isEmpty()) {
        writes.add(
            new Transaction.Put(
                LogTables.outboundKey(group.id(), chunk.sequence()),
                Outbound.encode(chunk, group, stream)));
      }
    }
    rewritten(append, first, last, nowMillis)
        .ifPresent(row -> writes.add(new Transaction.Put(append.stream().key(), row.encode())));
    return new LogTables.Change(
        List.of(append.group().unchanged(), append.stream().unchanged()), writes);
  }

  private static Optional<LogStreamRow> rewritten(
      Append append, long first, long last, long nowMillis) {
    LogStreamRow stream = append.stream().value();
    return stream.covers(first, last)
        ? Optional.empty()
        : Optional.of(stream.with(first, last, nowMillis, EventChunk.countBytes(append.lines())));
  }

  /** Whether storing this rewrites the stream's row, so that its revision is out of date then. */
  static boolean rewrites(Append append) {
    long first = Long.MAX_VALUE;
    long last = 0;
    for (LogLine line : append.lines()) {
      first = Math.min(first, line.timestamp());
      last = Math.max(last, line.timestamp());
    }
    return !append.stream().value().covers(first, last);
  }
}
