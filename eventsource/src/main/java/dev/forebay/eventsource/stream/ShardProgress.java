package dev.forebay.eventsource.stream;

import dev.forebay.eventsource.source.ReadFrom;
import dev.forebay.eventsource.source.SequenceNumber;
import dev.forebay.eventsource.source.SourceRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * How far the reading of a shard and the work of its lanes have come. A record that was read goes
 * to the lane of its key and stays pending until the lane has brought it to its end; what is before
 * the lowest pending record is at its end, in all lanes. Pure and immutable.
 *
 * @param readFrom where reading goes on
 * @param pending by lane, what was read and is not at its end
 * @param done by lane, how far it has come
 * @param earlier how far the lanes of earlier runs had come, of which there may have been more or
 *     fewer; some were ahead of the lowest pending record, from which reading goes on
 */
public record ShardProgress(
    ReadFrom readFrom, List<Pending> pending, Done done, List<Done> earlier) {
  /** Copies the lists. */
  public ShardProgress {
    pending = List.copyOf(pending);
    earlier = List.copyOf(earlier);
  }

  /**
   * Goes on where an earlier run has stopped, perhaps with another number of lanes.
   *
   * @param earlier how far the lanes of earlier runs had come, the last run's at the end
   */
  public static ShardProgress resume(ReadFrom from, int lanes, List<Done> earlier) {
    Done last = earlier.isEmpty() ? Done.nothing(lanes) : earlier.getLast();
    return new ShardProgress(
        from,
        Collections.nCopies(lanes, Pending.NONE),
        last.upTo().size() == lanes ? last : Done.nothing(lanes),
        earlier.stream().filter(done -> done.isAheadOf(from)).toList());
  }

  /** How many lanes there are. */
  public int lanes() {
    return pending.size();
  }

  /** How many records are pending. */
  public int size() {
    return pending.stream().mapToInt(Pending::size).sum();
  }

  /** Whether an earlier run has brought the record to its end. */
  public boolean isDone(SourceRecord record) {
    return earlier.stream().anyMatch(done -> done.has(record));
  }

  /**
   * Records were read.
   *
   * @param last the last record that was read, whether wanted or not
   * @param wanted those that passed the filter and are not {@link #isDone done}, in order
   */
  public ShardProgress read(SequenceNumber last, List<SourceRecord> wanted) {
    List<List<SourceRecord>> byLane = new ArrayList<>();
    for (int lane = 0; lane < lanes(); lane++) {
      byLane.add(new ArrayList<>());
    }
    wanted.forEach(record -> byLane.get(Lanes.of(record, lanes())).add(record));
    List<Pending> next = new ArrayList<>();
    for (int lane = 0; lane < lanes(); lane++) {
      next.add(pending.get(lane).plus(byLane.get(lane)));
    }
    return new ShardProgress(new ReadFrom.After(last), next, done, earlier);
  }

  /** Up to so many records that wait for the lane. */
  public List<SourceRecord> waiting(int lane, int most) {
    return pending.get(lane).waiting(most);
  }

  /** The lane has taken so many. */
  public ShardProgress taken(int lane, int count) {
    return with(lane, pending.get(lane).take(count), done);
  }

  /** The lane has brought so many of what it has taken, from the first on, to their end. */
  public ShardProgress finished(int lane, int count) {
    if (count == 0) {
      return this;
    }
    SequenceNumber last = SequenceNumber.of(pending.get(lane).at(count - 1));
    return with(lane, pending.get(lane).finish(count), done.with(lane, last));
  }

  /** What is to be kept of how far the lanes of earlier runs had come. */
  public List<Done> kept() {
    ReadFrom from = checkpoint();
    return earlier.stream().filter(other -> other.isAheadOf(from) && !done.covers(other)).toList();
  }

  /** Where another run has to read from so as to miss nothing: the lowest pending record. */
  public ReadFrom checkpoint() {
    return pending.stream()
        .flatMap(lane -> lane.first().stream())
        .map(SequenceNumber::of)
        .min(Comparator.naturalOrder())
        .<ReadFrom>map(ReadFrom.At::new)
        .orElse(readFrom);
  }

  private ShardProgress with(int lane, Pending other, Done otherDone) {
    List<Pending> all = new ArrayList<>(pending);
    all.set(lane, other);
    return new ShardProgress(readFrom, all, otherDone, earlier);
  }
}
