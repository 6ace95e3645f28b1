package dev.forebay.dynamodb.stream;

import dev.forebay.dynamodb.store.RowReader;
import dev.forebay.dynamodb.store.RowWriter;
import java.util.Optional;

/**
 * A shard of a stream.
 *
 * @param index counts the stream's shards
 * @param parent the index of the shard that it follows; -1 for none
 * @param first the number of its first record, if it has one
 * @param last the number of its last record; -1 while it is open
 * @param opened when it was opened, in milliseconds of the epoch
 * @param closed when it was closed; -1 while it is open
 */
record ShardRow(int index, int parent, long first, long last, long opened, long closed) {
  boolean isOpen() {
    return closed < 0;
  }

  /** The shard's id in a stream. */
  String id(long stream) {
    return "shardId-%020d-%08x".formatted(opened, (stream << 8 | index) & 0xffff_ffffL);
  }

  /** The id of the shard that it follows, if that is still kept. */
  Optional<String> parentId(StreamRow stream) {
    return stream.shards().stream()
        .filter(shard -> shard.index == parent)
        .map(shard -> shard.id(stream.number()))
        .findFirst();
  }

  ShardRow closedAt(long lastNumber, long millis) {
    return new ShardRow(index, parent, first, lastNumber, opened, millis);
  }

  void write(RowWriter out) {
    out.number(index).number(parent).number(first).number(last).number(opened).number(closed);
  }

  static ShardRow read(RowReader in) {
    return new ShardRow(in.whole(), in.whole(), in.number(), in.number(), in.number(), in.number());
  }
}
