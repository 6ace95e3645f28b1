package dev.forebay.eventsource.stream;

import dev.forebay.eventsource.source.SourceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The records of one lane that were read and are not at their end, in order: first those that the
 * lane has taken, then those that it has not. Immutable; kept in the runs in which they were read,
 * so that a step costs little however many there are.
 *
 * @param runs as read; none is empty
 * @param finished how many of the first run are at their end
 * @param taken how many, of those not finished, the lane has
 * @param size how many there are, not counting those finished
 */
public record Pending(List<List<SourceRecord>> runs, int finished, int taken, int size) {
  static final Pending NONE = new Pending(List.of(), 0, 0, 0);

  /** Copies the lists. */
  public Pending {
    runs = List.copyOf(runs);
  }

  Pending plus(List<SourceRecord> read) {
    if (read.isEmpty()) {
      return this;
    }
    List<List<SourceRecord>> all = new ArrayList<>(runs);
    all.add(List.copyOf(read));
    return new Pending(all, finished, taken, size + read.size());
  }

  /** Up to so many records that the lane has not taken yet. */
  List<SourceRecord> waiting(int most) {
    int count = Math.min(most, size - taken);
    List<SourceRecord> found = new ArrayList<>(count);
    int skip = finished + taken;
    for (List<SourceRecord> run : runs) {
      for (int index = skip; index < run.size() && found.size() < count; index++) {
        found.add(run.get(index));
      }
      skip = Math.max(0, skip - run.size());
    }
    return found;
  }

  Pending take(int count) {
    return new Pending(runs, finished, taken + count, size);
  }

  /** The record at an index, 0 being the first that is not finished. */
  SourceRecord at(int index) {
    int left = finished + index;
    for (List<SourceRecord> run : runs) {
      if (left < run.size()) {
        return run.get(left);
      }
      left -= run.size();
    }
    throw new IndexOutOfBoundsException("no record " + index + " of " + size);
  }

  Pending finish(int count) {
    if (count > taken) {
      throw new IllegalArgumentException("finished " + count + " of " + taken + " taken");
    }
    int done = finished + count;
    int whole = 0;
    while (whole < runs.size() && done >= runs.get(whole).size()) {
      done -= runs.get(whole).size();
      whole++;
    }
    return new Pending(runs.subList(whole, runs.size()), done, taken - count, size - count);
  }

  Optional<SourceRecord> first() {
    return size == 0 ? Optional.empty() : Optional.of(at(0));
  }
}
