package dev.forebay.eventsource.queue;

import dev.forebay.eventsource.batch.Backoff;
import dev.forebay.eventsource.batch.Batch;
import dev.forebay.eventsource.batch.ItemFailures;
import dev.forebay.eventsource.batch.Outcome;
import dev.forebay.eventsource.batch.Rules;
import dev.forebay.eventsource.batch.Verdict;
import dev.forebay.eventsource.source.SourceRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What becomes of a batch of messages. What succeeded is deleted; what failed is left to the queue,
 * which hands it out again after its visibility timeout and counts how often it did, until its own
 * redrive policy moves it on.
 *
 * <pre>
 * answered                          all deleted
 * answered, names failed messages   those are left, the others deleted
 * answered, names anything else     all left
 * failed                            all left
 * not run (throttled, no room)      tried again after a delay, as long as the queue hides them
 * </pre>
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html">Handling
 *     errors for an SQS event source in Lambda</a>
 * @param reportItemFailures whether the function says which messages have failed
 * @param hidden how long the queue keeps from others what it has handed out
 */
public record QueueRules(boolean reportItemFailures, Duration hidden) implements Rules {
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));

  @Override
  public Optional<Verdict> before(Batch batch, Instant now) {
    return now.isBefore(reappears(batch)) ? Optional.empty() : Optional.of(Verdict.leave(batch));
  }

  @Override
  public Instant nextLook(Batch batch) {
    Instant due = batch.tries().due();
    Instant reappears = reappears(batch);
    return reappears.isBefore(due) ? reappears : due;
  }

  @Override
  public Verdict after(Batch batch, Outcome outcome, Instant now) {
    return switch (outcome) {
      case Outcome.Answered(var attempt, var response) ->
          reportItemFailures
              ? reported(batch, ItemFailures.of(response, batch.records()))
              : Verdict.done(batch);
      case Outcome.Failed failed -> Verdict.leave(batch);
      case Outcome.NotRun notRun ->
          Verdict.retry(
              List.of(
                  batch.with(
                      batch.tries().putOff(now.plus(BACKOFF.after(batch.tries().delays() + 1))))));
    };
  }

  private static Verdict reported(Batch batch, ItemFailures failures) {
    return switch (failures) {
      case ItemFailures.None none -> Verdict.done(batch);
      case ItemFailures.Unclear unclear -> Verdict.leave(batch);
      case ItemFailures.Some(Set<String> failed) -> {
        List<SourceRecord> left =
            batch.records().stream().filter(record -> failed.contains(record.id())).toList();
        List<SourceRecord> done =
            batch.records().stream().filter(record -> !failed.contains(record.id())).toList();
        yield Verdict.leave(new Batch(left, batch.tries())).andDone(done);
      }
    };
  }

  /** When the first of the messages is handed out again. */
  private Instant reappears(Batch batch) {
    return batch.records().getFirst().arrived().plus(hidden);
  }
}
