package dev.forebay.eventsource.stream;

import dev.forebay.eventsource.batch.UnfinishedBatch;
import dev.forebay.eventsource.source.SequenceNumber;
import dev.forebay.eventsource.window.OpenWindow;
import java.util.List;
import java.util.Optional;

/**
 * How far one lane has come. Immutable.
 *
 * @param doneUpTo the last record at its end
 * @param unfinished what it was about to bring to its end, with the tries so far
 * @param window the tumbling window under way, with its state
 */
public record LaneCheckpoint(
    Optional<SequenceNumber> doneUpTo,
    List<UnfinishedBatch> unfinished,
    Optional<OpenWindow> window) {
  /** A lane that has done nothing. */
  public static final LaneCheckpoint NOTHING =
      new LaneCheckpoint(Optional.empty(), List.of(), Optional.empty());

  /** Copies the list. */
  public LaneCheckpoint {
    unfinished = List.copyOf(unfinished);
  }
}
