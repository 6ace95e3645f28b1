package dev.forebay.kinesis;

import dev.forebay.model.Bytes;
import java.util.List;
import java.util.OptionalLong;

/**
 * A shard as it is stored. Immutable.
 *
 * @param index its place among all shards that the stream ever had, from 0
 * @param range the hash keys that it holds
 * @param parents indexes of the shards that it was made of: none, the one that was split, or the
 *     two that were merged, the lower first
 * @param createdSeconds part of its sequence numbers; later than that of its parents
 * @param created milliseconds since 1970
 * @param closed when it was closed by a split or a merge, milliseconds since 1970
 */
record ShardRow(
    int index,
    HashRange range,
    List<Integer> parents,
    long createdSeconds,
    long created,
    OptionalLong closed) {

  /** The hash keys from one to another, both inclusive. Immutable. */
  record HashRange(HashKey start, HashKey end) {
    boolean contains(HashKey key) {
      return start.compareTo(key) <= 0 && key.compareTo(end) <= 0;
    }
  }

  ShardRow {
    parents = List.copyOf(parents);
  }

  static String id(int index) {
    String digits = Integer.toString(index);
    return "shardId-" + "0".repeat(12 - digits.length()) + digits;
  }

  String id() {
    return id(index);
  }

  boolean isOpen() {
    return closed.isEmpty();
  }

  /** Whether it was there and open at a time. */
  boolean isOpenAt(long millis) {
    return created <= millis && (closed.isEmpty() || closed.getAsLong() >= millis);
  }

  ShardRow closedAt(long millis) {
    return new ShardRow(index, range, parents, createdSeconds, created, OptionalLong.of(millis));
  }

  SequenceNumber number(long recordIndex, long millis) {
    return new SequenceNumber(createdSeconds, index, recordIndex, SequenceNumber.ticks(millis));
  }

  /** Below every record's number. */
  SequenceNumber first() {
    return number(0, created);
  }

  Bytes encode() {
    return new Encoder()
        .number(index)
        .key(range.start())
        .key(range.end())
        .numbers(parents.stream().map(Integer::longValue).toList())
        .number(createdSeconds)
        .number(created)
        .number(closed.orElse(-1))
        .done();
  }

  static ShardRow decode(Bytes bytes) {
    Decoder in = new Decoder(bytes);
    int index = in.whole();
    HashRange range = new HashRange(in.key(), in.key());
    List<Integer> parents = in.numbers().stream().map(Math::toIntExact).toList();
    long createdSeconds = in.number();
    long created = in.number();
    long closed = in.number();
    return new ShardRow(
        index,
        range,
        parents,
        createdSeconds,
        created,
        closed < 0 ? OptionalLong.empty() : OptionalLong.of(closed));
  }
}
