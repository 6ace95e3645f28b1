package dev.forebay.dynamodb.stream;

import dev.forebay.dynamodb.store.RowReader;
import dev.forebay.dynamodb.store.RowWriter;
import dev.forebay.dynamodb.value.KeySchema;
import dev.forebay.model.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A stream. Immutable.
 *
 * @param number names it in the storage
 * @param table the name of its table
 * @param label distinguishes the streams of a table
 * @param view what its records show
 * @param keys the table's key
 * @param created when it was enabled, in milliseconds of the epoch
 * @param disabled when it was disabled; -1 while it is enabled
 * @param policy its resource policy
 * @param shards its shards, oldest first
 */
record StreamRow(
    long number,
    String table,
    String label,
    ViewType view,
    KeySchema keys,
    long created,
    long disabled,
    Optional<String> policy,
    List<ShardRow> shards) {

  /** Copies the list. */
  StreamRow {
    shards = List.copyOf(shards);
  }

  boolean isEnabled() {
    return disabled < 0;
  }

  /** The resource part of its ARN. */
  String resource() {
    return "table/" + table + "/stream/" + label;
  }

  Optional<ShardRow> shard(String id) {
    return shards.stream().filter(shard -> shard.id(number).equals(id)).findFirst();
  }

  Optional<ShardRow> open() {
    return shards.stream().filter(ShardRow::isOpen).findFirst();
  }

  /** With its open shard closed and, if the stream goes on, another one opened. */
  StreamRow rotated(long last, long millis, boolean goesOn) {
    List<ShardRow> next = new ArrayList<>();
    int parent = -1;
    int index = 0;
    for (ShardRow shard : shards) {
      index = Math.max(index, shard.index() + 1);
      if (shard.isOpen()) {
        parent = shard.index();
        next.add(shard.closedAt(last, millis));
      } else {
        next.add(shard);
      }
    }
    if (goesOn) {
      next.add(new ShardRow(index, parent, last + 1, -1, millis, -1));
    }
    return with(next);
  }

  StreamRow with(List<ShardRow> others) {
    return new StreamRow(number, table, label, view, keys, created, disabled, policy, others);
  }

  StreamRow disabledAt(long millis) {
    return new StreamRow(number, table, label, view, keys, created, millis, policy, shards);
  }

  StreamRow withPolicy(Optional<String> other) {
    return new StreamRow(number, table, label, view, keys, created, disabled, other, shards);
  }

  Bytes encode() {
    RowWriter out =
        new RowWriter()
            .number(number)
            .text(table)
            .text(label)
            .text(view.name())
            .keys(keys)
            .number(created)
            .number(disabled)
            .optional(policy)
            .number(shards.size());
    shards.forEach(shard -> shard.write(out));
    return out.done();
  }

  static StreamRow decode(Bytes bytes) {
    RowReader in = new RowReader(bytes);
    return new StreamRow(
        in.number(),
        in.text(),
        in.text(),
        ViewType.valueOf(in.text()),
        in.keys(),
        in.number(),
        in.number(),
        in.optional(),
        in.list(() -> ShardRow.read(in)));
  }
}
