package dev.forebay.kinesis;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The shards of a stream as of one revision of it, in order of their indexes, and which of them a
 * hash key belongs to. Immutable.
 */
final class Shards {
  private final List<ShardRow> all;
  private final List<ShardRow> open;

  Shards(List<ShardRow> all) {
    this.all = List.copyOf(all);
    this.open =
        all.stream()
            .filter(ShardRow::isOpen)
            .sorted(Comparator.comparing(shard -> shard.range().start()))
            .toList();
  }

  List<ShardRow> all() {
    return all;
  }

  /** Those that take records, in order of their hash keys. */
  List<ShardRow> open() {
    return open;
  }

  Optional<ShardRow> find(String id) {
    return all.stream().filter(shard -> shard.id().equals(id)).findFirst();
  }

  Optional<ShardRow> find(int index) {
    return all.stream().filter(shard -> shard.index() == index).findFirst();
  }

  /** The open shard that holds a hash key; the open shards cover the whole space. */
  ShardRow of(HashKey key) {
    int low = 0;
    int high = open.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (open.get(middle).range().start().compareTo(key) <= 0) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return open.get(low);
  }

  /** The shards that were made of this one. */
  List<ShardRow> childrenOf(ShardRow parent) {
    return all.stream().filter(shard -> shard.parents().contains(parent.index())).toList();
  }
}
