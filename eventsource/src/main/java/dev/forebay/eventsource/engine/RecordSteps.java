package dev.forebay.eventsource.engine;

import dev.forebay.eventsource.batch.Batch;
import dev.forebay.eventsource.batch.GivenUp;
import dev.forebay.eventsource.batch.Outcome;
import dev.forebay.eventsource.batch.Verdict;
import dev.forebay.eventsource.source.SourceRecord;
import dev.forebay.model.Clock;
import dev.forebay.model.RequestId;
import dev.forebay.model.trail.Step;
import dev.forebay.model.trail.Trail;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Notes the way of records through a mapping on the trail that all parts share. Thread-safe. */
final class RecordSteps implements RecordTrail {
  private final Trail trail;
  private final Clock clock;

  RecordSteps(Trail trail, Clock clock) {
    this.trail = trail;
    this.clock = clock;
  }

  private void note(Origin origin, List<SourceRecord> records, Step step) {
    if (!records.isEmpty()) {
      trail.note(origin.way(), records.stream().map(SourceRecord::id).toList(), step);
    }
  }

  @Override
  public void received(Origin origin, List<SourceRecord> records, String why) {
    note(origin, records, new Step.Received(why));
  }

  @Override
  public void filtered(Origin origin, String id, String why) {
    trail.note(origin.way(), List.of(id), new Step.Filtered(why));
  }

  @Override
  public void invoked(Origin origin, RequestId requestId, Batch batch) {
    note(
        origin,
        batch.records(),
        new Step.Started(requestId.value(), attempt(origin, batch), batch.size()));
  }

  // A queue counts receives, and not the attempts of a batch.
  private static Optional<Step.Attempt> attempt(Origin origin, Batch batch) {
    return origin.isStream()
        ? Optional.of(new Step.Attempt(batch.tries().counted() + 1, origin.most()))
        : Optional.empty();
  }

  @Override
  public void ended(
      Origin origin, RequestId requestId, Batch batch, Outcome outcome, Verdict verdict) {
    Set<String> succeeded =
        verdict.succeeded().stream().map(SourceRecord::id).collect(Collectors.toSet());
    List<SourceRecord> others =
        batch.records().stream().filter(record -> !succeeded.contains(record.id())).toList();
    note(origin, verdict.succeeded(), new Step.Succeeded(requestId.value()));
    note(
        origin,
        others,
        switch (outcome) {
          case Outcome.NotRun(String reason) ->
              new Step.NotRun(reason + "; that counts as no attempt");
          case Outcome.Failed(var attempted, String reason) ->
              new Step.Failed(requestId.value(), attempt(origin, batch), reason);
          case Outcome.Answered answered ->
              new Step.Failed(
                  requestId.value(),
                  attempt(origin, batch),
                  "the function answered, and its batchItemFailures do not let this one pass");
        });
    follow(origin, batch, verdict);
  }

  @Override
  public void parted(Origin origin, Batch batch, Verdict verdict) {
    follow(origin, batch, verdict);
  }

  private void follow(Origin origin, Batch batch, Verdict verdict) {
    note(origin, verdict.left(), new Step.Left("when its visibility timeout has run out"));
    for (GivenUp given : verdict.givenUp()) {
      note(origin, given.records(), new Step.GivenUp(why(origin, given)));
    }
    if (verdict.isSplit()) {
      String sizes =
          verdict.again().stream()
              .map(part -> Integer.toString(part.size()))
              .collect(Collectors.joining(" and "));
      verdict
          .again()
          .forEach(part ->
              note(
                  origin,
                  part.records(),
                  new Step.Split(
                      "the batch of "
                          + batch.size()
                          + " failed, and BisectBatchOnFunctionError has it tried again as "
                          + sizes)));
    }
    Instant now = clock.now();
    for (Batch again : verdict.again()) {
      Instant at = again.tries().due().isBefore(now) ? now : again.tries().due();
      note(
          origin,
          again.records(),
          new Step.Delayed(
              at,
              Duration.between(now, at),
              "what did not succeed in a shard goes before all that comes after it"));
    }
  }

  private static String why(Origin origin, GivenUp given) {
    return given.condition().text()
        + switch (given.condition()) {
          case RETRIES ->
              ", MaximumRetryAttempts is "
                  + origin.most().map(most -> Integer.toString(most - 1)).orElse("not set")
                  + " and attempt "
                  + given.invokeCount()
                  + " was the last";
          case AGE ->
              ", it is older than MaximumRecordAgeInSeconds, or than the stream keeps records";
        };
  }

  @Override
  public void settled(Origin origin, List<SourceRecord> records) {
    note(
        origin,
        records,
        new Step.Settled(
            origin.isStream()
                ? "the shard's checkpoint counts it as done"
                : "deleted from its queue"));
  }

  @Override
  public void delivered(Origin origin, GivenUp records, String destination) {
    note(origin, records.records(), new Step.Delivered("on-failure record", destination));
  }

  @Override
  public void undeliverable(Origin origin, GivenUp records, String reason) {
    note(
        origin,
        records.records(),
        new Step.Undelivered("on-failure record", "its destination", reason, "dropped"));
  }
}
