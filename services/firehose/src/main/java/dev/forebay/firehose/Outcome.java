package dev.forebay.firehose;

import dev.forebay.storage.Log.Position;
import java.time.Duration;

/** What became of a step. */
sealed interface Outcome {
  /** It is done for all records up to a position. */
  record Done(Position upTo) implements Outcome {}

  /**
   * It failed and is to be tried again.
   *
   * @param upTo the records that it is tried with
   * @param pause before the next try
   * @param why for whoever reads the log
   */
  record Again(Position upTo, Duration pause, String why) implements Outcome {}
}
