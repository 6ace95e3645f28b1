package dev.forebay.eventsource.stream;

import dev.forebay.eventsource.source.ReadFrom;
import dev.forebay.eventsource.source.SequenceNumber;
import dev.forebay.eventsource.source.SourceRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The last record at its end, lane by lane; a lane brings its records to their end in their order.
 * Immutable.
 *
 * @param upTo by lane; empty for a lane that has brought none to its end
 */
public record Done(List<Optional<SequenceNumber>> upTo) {
  /** Copies the list. */
  public Done {
    upTo = List.copyOf(upTo);
  }

  /** Nothing is at its end, in so many lanes. */
  public static Done nothing(int lanes) {
    return new Done(Collections.nCopies(lanes, Optional.empty()));
  }

  /** Whether the record is at its end. */
  boolean has(SourceRecord record) {
    return upTo.get(Lanes.of(record, upTo.size()))
        .filter(last -> !SequenceNumber.of(record).isAfter(last))
        .isPresent();
  }

  /** Whether any lane may have come further than to where reading goes on. */
  boolean isAheadOf(ReadFrom from) {
    return switch (from) {
      case ReadFrom.At(SequenceNumber next) -> isAheadOf(next);
      case ReadFrom.After(SequenceNumber last) -> isAheadOf(last);
      case ReadFrom.TrimHorizon horizon -> true;
      case ReadFrom.Latest latest -> false;
      case ReadFrom.AtTime time -> true;
    };
  }

  /** Whether this says all that the other one says. */
  boolean covers(Done other) {
    if (upTo.size() != other.upTo.size()) {
      return false;
    }
    for (int lane = 0; lane < upTo.size(); lane++) {
      Optional<SequenceNumber> here = upTo.get(lane);
      if (other
          .upTo
          .get(lane)
          .filter(last -> here.isEmpty() || last.isAfter(here.get()))
          .isPresent()) {
        return false;
      }
    }
    return true;
  }

  private boolean isAheadOf(SequenceNumber place) {
    return upTo.stream().flatMap(Optional::stream).anyMatch(last -> last.isAfter(place));
  }

  Done with(int lane, SequenceNumber last) {
    List<Optional<SequenceNumber>> next = new ArrayList<>(upTo);
    next.set(lane, Optional.of(last));
    return new Done(next);
  }
}
