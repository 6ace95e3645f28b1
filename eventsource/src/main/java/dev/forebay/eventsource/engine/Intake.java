package dev.forebay.eventsource.engine;

import dev.forebay.eventsource.filter.RecordFilter;
import dev.forebay.eventsource.filter.Verdict;
import dev.forebay.eventsource.source.Fetched;
import dev.forebay.eventsource.source.SourceRecord;
import java.util.ArrayList;
import java.util.List;

/** Applies a mapping's filter to what was fetched. Immutable, thread-safe. */
record Intake(RecordFilter filter, RecordTrail trail, RecordTrail.Origin origin) {
  /** What passed and what did not, both in order. */
  record Sorted(List<SourceRecord> passed, List<SourceRecord> dropped) {}

  Sorted sort(List<Fetched> fetched) {
    List<SourceRecord> passed = new ArrayList<>(fetched.size());
    List<SourceRecord> dropped = new ArrayList<>();
    int noted = 0;
    String why = "";
    for (Fetched one : fetched) {
      SourceRecord record = one.toRecord();
      Verdict verdict = filter.test(one);
      if (verdict.passes()) {
        // One note for all that passed for the same reason, one after the other.
        if (!verdict.explanation().equals(why)) {
          note(passed.subList(noted, passed.size()), why);
          noted = passed.size();
          why = verdict.explanation();
        }
        passed.add(record);
      } else {
        trail.filtered(origin, record.id(), verdict.explanation());
        dropped.add(record);
      }
    }
    note(passed.subList(noted, passed.size()), why);
    return new Sorted(passed, dropped);
  }

  private void note(List<SourceRecord> records, String why) {
    if (!records.isEmpty()) {
      trail.received(origin, records, why);
    }
  }
}
