package dev.forebay.eventsource.batch;

import dev.forebay.eventsource.source.SourceRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of the records of a batch: each is in exactly one of the lists. Immutable.
 *
 * @param succeeded done: their source may forget them
 * @param left not done, and the source will hand them out again by itself
 * @param givenUp not done and not to be tried again; the on-failure destination hears of them
 * @param again to be tried again here, in this order, before anything that comes after them
 */
public record Verdict(
    List<SourceRecord> succeeded,
    List<SourceRecord> left,
    List<GivenUp> givenUp,
    List<Batch> again) {
  private static final Verdict NOTHING = new Verdict(List.of(), List.of(), List.of(), List.of());

  /** Copies the lists. */
  public Verdict {
    succeeded = List.copyOf(succeeded);
    left = List.copyOf(left);
    givenUp = List.copyOf(givenUp);
    again = List.copyOf(again);
  }

  /** All of the batch is done. */
  public static Verdict done(Batch batch) {
    return NOTHING.andDone(batch.records());
  }

  /** All of the batch is left to its source. */
  public static Verdict leave(Batch batch) {
    return new Verdict(List.of(), batch.records(), List.of(), List.of());
  }

  /** These batches are tried again. */
  public static Verdict retry(List<Batch> batches) {
    return new Verdict(List.of(), List.of(), List.of(), batches);
  }

  /** These records are given up. */
  public static Verdict giveUp(GivenUp records) {
    return new Verdict(List.of(), List.of(), List.of(records), List.of());
  }

  /** With these records done besides. */
  public Verdict andDone(List<SourceRecord> records) {
    return new Verdict(concat(succeeded, records), left, givenUp, again);
  }

  /** With these records left to their source besides. */
  public Verdict andLeft(List<SourceRecord> records) {
    return new Verdict(succeeded, concat(left, records), givenUp, again);
  }

  /** With this batch to be tried again besides. */
  public Verdict andAgain(Batch batch) {
    return new Verdict(succeeded, left, givenUp, concat(again, List.of(batch)));
  }

  /** Whether the batch was cut into several. */
  public boolean isSplit() {
    return again.size() > 1;
  }

  private static <T> List<T> concat(List<T> first, List<T> second) {
    List<T> all = new ArrayList<>(first.size() + second.size());
    all.addAll(first);
    all.addAll(second);
    return all;
  }
}
