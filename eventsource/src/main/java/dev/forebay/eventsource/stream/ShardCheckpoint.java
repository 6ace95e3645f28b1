package dev.forebay.eventsource.stream;

import dev.forebay.eventsource.source.ReadFrom;
import java.util.ArrayList;
import java.util.List;

/**
 * How far a mapping has come in a shard. Immutable.
 *
 * @param readFrom the lowest record that is not at its end, or where reading goes on
 * @param lanes what each lane has done; some are ahead of {@code readFrom}
 * @param earlier what lanes had done when there were more or fewer of them, while some of those
 *     were ahead too
 * @param ended whether all of the shard is at its end and nothing more will come
 */
public record ShardCheckpoint(
    ReadFrom readFrom, List<LaneCheckpoint> lanes, List<Done> earlier, boolean ended) {
  /** Copies the lists. */
  public ShardCheckpoint {
    lanes = List.copyOf(lanes);
    earlier = List.copyOf(earlier);
  }

  /** A shard that was not read yet. */
  public static ShardCheckpoint start(ReadFrom from) {
    return new ShardCheckpoint(from, List.of(LaneCheckpoint.NOTHING), List.of(), false);
  }

  /** A shard of which nothing is wanted. */
  public static ShardCheckpoint skipped() {
    return new ShardCheckpoint(
        new ReadFrom.TrimHorizon(), List.of(LaneCheckpoint.NOTHING), List.of(), true);
  }

  /** How far lanes have come, in earlier runs and, at the end, in the last one. */
  public List<Done> done() {
    List<Done> all = new ArrayList<>(earlier);
    all.add(new Done(lanes.stream().map(LaneCheckpoint::doneUpTo).toList()));
    return all;
  }
}
