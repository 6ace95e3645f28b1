package dev.forebay.logs;

import dev.forebay.model.Bytes;
import dev.forebay.storage.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Makes, changes and removes groups and streams of one account and region. Thread-safe. */
final class LogGroups {
  private static final int ATTEMPTS = 20;

  private final LogTables tables;

  LogGroups(LogTables tables) {
    this.tables = tables;
  }

  /** The group, or AWS's error when there is none. */
  Stored<LogGroupRow> existing(String name) {
    return tables.group(name).orElseThrow(LogsErrors::noSuchGroup);
  }

  /** The stream, or AWS's error when there is none. */
  Stored<LogStreamRow> existing(Stored<LogGroupRow> group, String stream) {
    return tables.stream(group.value().id(), stream).orElseThrow(LogsErrors::noSuchStream);
  }

  /** Makes the group; says whether there was none. */
  boolean create(LogGroupRow group) {
    Transaction.Put put = new Transaction.Put(LogTables.groupKey(group.name()), group.encode());
    return tables.commit(List.of(new Transaction.Absent(put.key())), List.of(put));
  }

  /** A new row of a group with nothing set. */
  LogGroupRow plain(String name, long nowMillis) {
    return new LogGroupRow(
        tables.freshId(),
        name,
        nowMillis,
        Optional.empty(),
        Optional.empty(),
        "STANDARD",
        false,
        java.util.Map.of(),
        List.of());
  }

  /** Makes the stream; says whether there was none. */
  boolean create(String groupName, String stream, long nowMillis) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Stored<LogGroupRow> group = existing(groupName);
      LogStreamRow row = LogStreamRow.fresh(tables.freshId(), stream, nowMillis);
      Transaction.Put put =
          new Transaction.Put(LogTables.streamKey(group.value().id(), stream), row.encode());
      if (tables.commit(
          List.of(group.unchanged(), new Transaction.Absent(put.key())), List.of(put))) {
        return true;
      }
      if (tables.stream(group.value().id(), stream).isPresent()) {
        return false;
      }
    }
    throw LogsErrors.contended();
  }

  /** Changes the group's row. */
  void update(String name, UnaryOperator<LogGroupRow> change) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Stored<LogGroupRow> group = existing(name);
      LogGroupRow changed = change.apply(group.value());
      if (changed.equals(group.value())
          || tables.commit(
              List.of(group.unchanged()),
              List.of(new Transaction.Put(group.key(), changed.encode())))) {
        return;
      }
    }
    throw LogsErrors.contended();
  }

  /** Removes the group; its streams and events go with the next purge. */
  void delete(String name) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Stored<LogGroupRow> group = existing(name);
      if (group.value().deletionProtected()) {
        throw LogsErrors.deletionProtected();
      }
      if (tables.commit(
          List.of(group.unchanged()),
          List.of(
              new Transaction.Delete(group.key()),
              new Transaction.Put(LogTables.purgeKey(group.value().id()), Bytes.EMPTY)))) {
        return;
      }
    }
    throw LogsErrors.contended();
  }

  /** Removes the stream; its events go with the next purge. */
  void delete(String groupName, String streamName) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Stored<LogStreamRow> stream = existing(existing(groupName), streamName);
      if (tables.commit(
          List.of(stream.unchanged()),
          List.of(
              new Transaction.Delete(stream.key()),
              new Transaction.Put(LogTables.purgeKey(stream.value().id()), Bytes.EMPTY)))) {
        return;
      }
    }
    throw LogsErrors.contended();
  }
}
