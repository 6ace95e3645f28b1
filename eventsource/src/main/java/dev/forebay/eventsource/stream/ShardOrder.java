package dev.forebay.eventsource.stream;

import dev.forebay.eventsource.source.ReadFrom;
import dev.forebay.eventsource.source.Shard;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * In which order the shards of a stream are read: a shard only when those that it came from, by a
 * split or a merge, are at their end, so that records of one key stay in order. Pure.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/streams/latest/dev/kinesis-record-processor-scaling.html">Resharding,
 *     and the order of data</a>
 */
public final class ShardOrder {
  private ShardOrder() {}

  /**
   * The shards that may be read now.
   *
   * @param shards those that the stream lists
   * @param ended those that are at their end
   */
  public static List<Shard> readable(List<Shard> shards, Set<String> ended) {
    Set<String> blocking =
        shards.stream().map(Shard::id).collect(Collectors.toCollection(HashSet::new));
    blocking.removeAll(ended);
    return shards.stream()
        .filter(shard -> blocking.contains(shard.id()))
        .filter(shard -> shard.parents().stream().noneMatch(blocking::contains))
        .toList();
  }

  /**
   * Where to read a shard from when the mapping has just begun; empty to leave it out, because what
   * it has arrived before.
   */
  public static Optional<ReadFrom> atFirst(Shard shard, ReadFrom start) {
    return start instanceof ReadFrom.Latest && !shard.open()
        ? Optional.empty()
        : Optional.of(start);
  }

  /** Where to read a shard from that came into being since: all of it is new. */
  public static ReadFrom later() {
    return new ReadFrom.TrimHorizon();
  }
}
