package dev.forebay.eventsource.stream;

import dev.forebay.eventsource.batch.Lane;
import dev.forebay.eventsource.batch.Verdict;
import dev.forebay.eventsource.source.SequenceNumber;
import dev.forebay.eventsource.source.SourceRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A shard and its lanes: what was read and waits, what each lane is at, and from both the
 * checkpoint. The whole state of the work on a shard; a checkpoint of it, and the stream, are
 * enough to go on after a crash. Pure and immutable.
 *
 * @param progress what was read and is not at its end
 * @param lanes what each lane is at
 * @param ended whether the stream has nothing more of this shard
 */
public record ShardWork(ShardProgress progress, List<Lane> lanes, boolean ended) {
  /** Copies the list. */
  public ShardWork {
    lanes = List.copyOf(lanes);
  }

  /**
   * Goes on from a checkpoint.
   *
   * @param factor how many lanes there are to be; if there were not as many, the tries of batches
   *     that were not at their end and the states of windows are forgotten
   */
  public static ShardWork resume(ShardCheckpoint checkpoint, int factor) {
    boolean same = checkpoint.lanes().size() == factor;
    List<Lane> lanes = new ArrayList<>();
    for (int lane = 0; lane < factor; lane++) {
      LaneCheckpoint before = same ? checkpoint.lanes().get(lane) : LaneCheckpoint.NOTHING;
      lanes.add(Lane.resume(before.unfinished(), before.window()));
    }
    return new ShardWork(
        ShardProgress.resume(checkpoint.readFrom(), factor, checkpoint.done()), lanes, false);
  }

  /** What is to be kept of this state. */
  public ShardCheckpoint checkpoint() {
    List<LaneCheckpoint> kept = new ArrayList<>();
    for (int lane = 0; lane < lanes.size(); lane++) {
      Lane state = lanes.get(lane);
      kept.add(
          new LaneCheckpoint(progress.done().upTo().get(lane), state.unfinished(), state.window()));
    }
    return new ShardCheckpoint(progress.checkpoint(), kept, progress.kept(), isAtItsEnd());
  }

  /** Whether nothing is left and nothing will come. */
  public boolean isAtItsEnd() {
    return ended
        && progress.size() == 0
        && lanes.stream().allMatch(lane -> lane.work().isEmpty() && lane.window().isEmpty());
  }

  /** Records were read; see {@link ShardProgress#read}. */
  public ShardWork read(SequenceNumber last, List<SourceRecord> wanted) {
    return new ShardWork(progress.read(last, wanted), lanes, ended);
  }

  /** The stream has nothing more of this shard. */
  public ShardWork closed() {
    return new ShardWork(progress, lanes, true);
  }

  /**
   * The lane gets what waits for it, or learns that there is nothing.
   *
   * @param most records at most
   * @param asked when they were asked for
   */
  public ShardWork fetched(int lane, int most, Instant asked, Instant now) {
    List<SourceRecord> records = progress.waiting(lane, most);
    Lane next = lanes.get(lane).received(records, asked, now);
    return new ShardWork(progress.taken(lane, records.size()), with(lane, next), ended);
  }

  /** The lane learns that nothing will come any more. */
  public ShardWork laneEnded(int lane) {
    return with(lane, lanes.get(lane).closed(), progress);
  }

  /** Time has brought the lane on. */
  public ShardWork moved(int lane, Lane state) {
    return with(lane, state, progress);
  }

  /** The lane has come on, and a batch has met its verdict. */
  public ShardWork moved(int lane, Lane state, Verdict verdict) {
    int finished =
        verdict.succeeded().size()
            + verdict.givenUp().stream().mapToInt(given -> given.records().size()).sum();
    return with(lane, state, progress.finished(lane, finished));
  }

  private ShardWork with(int lane, Lane state, ShardProgress otherProgress) {
    return new ShardWork(otherProgress, with(lane, state), ended);
  }

  private List<Lane> with(int lane, Lane state) {
    List<Lane> all = new ArrayList<>(lanes);
    all.set(lane, state);
    return all;
  }
}
