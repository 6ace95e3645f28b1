package dev.forebay.eventsource.source;

import java.util.List;

/**
 * A part of a stream that is read on its own. Immutable.
 *
 * @param id such as {@code shardId-000000000006}
 * @param parents the shards that it came from, by a split or a merge, if the stream still knows
 *     them
 * @param open whether it still takes records
 */
public record Shard(String id, List<String> parents, boolean open) {
  /** Copies the list. */
  public Shard {
    parents = List.copyOf(parents);
  }
}
