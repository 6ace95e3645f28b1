package dev.forebay.eventsource.batch;

import dev.forebay.eventsource.source.SourceRecord;
import dev.forebay.eventsource.window.Tumbling;
import java.util.List;
import java.util.Optional;

/**
 * How a lane works. Immutable.
 *
 * @param limits when a batch is complete
 * @param rules what becomes of it
 * @param tumbling the windows over which a function keeps state, if it does
 */
public record Plan(BatchLimits limits, Rules rules, Optional<Tumbling> tumbling) {
  /** How many of the records, at least one, go into one batch. */
  int cut(List<SourceRecord> records) {
    int ofWindow = tumbling.map(windows -> windows.sameWindow(records)).orElse(records.size());
    return limits.cut(records.subList(0, ofWindow));
  }
}
