package dev.forebay.kinesis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * Splits and merges of a stream's shards that are stored together. Shards that one step makes may
 * be closed by a later one; AWS's own scaling leaves such short-lived shards behind, too. Confined
 * to one thread.
 */
final class ReshardingPlan {
  private final StreamRow stream;
  private final long now;
  private final int first;
  private final Map<Integer, ShardRow> changed = new TreeMap<>();
  private final List<ShardRow> closed = new ArrayList<>();
  private int next;

  ReshardingPlan(StreamRow stream, long now) {
    this.stream = stream;
    this.now = now;
    this.first = stream.nextShard();
    this.next = first;
  }

  /** The rows to be stored, in order of their indexes. */
  List<ShardRow> changed() {
    return List.copyOf(changed.values());
  }

  /** The shards that were there before and take no more records. */
  List<ShardRow> closed() {
    return closed.stream().filter(shard -> shard.index() < first).toList();
  }

  /** The stream's row as it is to be stored. */
  StreamRow stream() {
    return stream.withNextShard(next);
  }

  /** Two shards instead of one; the upper one begins at the key. */
  List<ShardRow> split(ShardRow parent, HashKey at) {
    close(parent);
    return List.of(
        make(new ShardRow.HashRange(parent.range().start(), at.previous()), List.of(parent)),
        make(new ShardRow.HashRange(at, parent.range().end()), List.of(parent)));
  }

  /** One shard instead of two. */
  ShardRow merge(ShardRow first, ShardRow second) {
    close(first);
    close(second);
    boolean ordered = first.range().start().compareTo(second.range().start()) < 0;
    ShardRow lower = ordered ? first : second;
    ShardRow upper = ordered ? second : first;
    return make(
        new ShardRow.HashRange(lower.range().start(), upper.range().end()), List.of(first, second));
  }

  /** As many shards of equal size as asked for. */
  void scale(List<ShardRow> open, int target) {
    List<HashKey> boundaries = new ArrayList<>();
    for (int i = 0; i < target; i++) {
      boundaries.add(HashKey.startOf(i, target));
    }
    Set<HashKey> starts = Set.copyOf(boundaries);
    List<ShardRow> pieces = new ArrayList<>();
    for (ShardRow shard : open) {
      ShardRow rest = shard;
      for (HashKey boundary : boundaries) {
        if (rest.range().start().compareTo(boundary) < 0 && rest.range().contains(boundary)) {
          List<ShardRow> parts = split(rest, boundary);
          pieces.add(parts.getFirst());
          rest = parts.getLast();
        }
      }
      pieces.add(rest);
    }
    ShardRow grown = pieces.getFirst();
    for (ShardRow piece : pieces.subList(1, pieces.size())) {
      grown = starts.contains(piece.range().start()) ? piece : merge(grown, piece);
    }
  }

  private void close(ShardRow shard) {
    changed.put(shard.index(), shard.closedAt(now));
    closed.add(shard);
  }

  private ShardRow make(ShardRow.HashRange range, List<ShardRow> parents) {
    long seconds =
        parents.stream()
            .map(parent -> parent.createdSeconds() + 1)
            .max(Comparator.naturalOrder())
            .orElse(0L);
    ShardRow shard =
        new ShardRow(
            next++,
            range,
            parents.stream().map(ShardRow::index).toList(),
            Math.max(seconds, now / 1_000),
            now,
            OptionalLong.empty());
    changed.put(shard.index(), shard);
    return shard;
  }
}
