package dev.forebay.eventsource.batch;

import dev.forebay.eventsource.source.SourceRecord;
import java.util.List;
import java.util.Optional;

/**
 * Records that will not be tried again; the on-failure destination hears of them. Immutable.
 *
 * @param condition why
 * @param records which; at least one
 * @param invokeCount how often they were tried, at least 1 as AWS reports it
 * @param last the last invocation; empty when the age decided
 */
public record GivenUp(
    Condition condition, List<SourceRecord> records, int invokeCount, Optional<Attempted> last) {
  /** Copies the list. */
  public GivenUp {
    records = List.copyOf(records);
    if (records.isEmpty()) {
      throw new IllegalArgumentException("nothing was given up");
    }
  }

  /** Why records are given up. */
  public enum Condition {
    /** Every retry has failed. */
    RETRIES("RetryAttemptsExhausted"),
    /** The records are older than MaximumRecordAgeInSeconds, or than the stream keeps them. */
    AGE("RecordAgeExceeded");

    private final String text;

    Condition(String text) {
      this.text = text;
    }

    /** As AWS spells it. */
    public String text() {
      return text;
    }
  }
}
