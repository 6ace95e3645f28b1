package dev.forebay.eventsource.stream;

import dev.forebay.eventsource.batch.Attempted;
import dev.forebay.eventsource.batch.Backoff;
import dev.forebay.eventsource.batch.Batch;
import dev.forebay.eventsource.batch.GivenUp;
import dev.forebay.eventsource.batch.ItemFailures;
import dev.forebay.eventsource.batch.Outcome;
import dev.forebay.eventsource.batch.Rules;
import dev.forebay.eventsource.batch.Tries;
import dev.forebay.eventsource.batch.Verdict;
import dev.forebay.eventsource.mapping.Options;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of a batch of a stream. A batch that fails holds up what comes after it, until it
 * succeeds or one of the limits is reached; then its records are given up.
 *
 * <pre>
 * answered                          all done
 * answered, names a failed record   those before the lowest are done, the rest is tried again
 * failed, can be bisected           both halves are tried, with no retry used up
 * failed, retries left              tried again after a delay
 * failed, none left                 given up: RetryAttemptsExhausted
 * not run (throttled, no room)      tried again after a delay, with no retry used up
 * a record has grown too old        given up: RecordAgeExceeded; the younger ones stay
 * </pre>
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html">Configuring
 *     partial batch response with Kinesis Data Streams and Lambda</a>
 * @param maximumRetries MaximumRetryAttempts; empty for no limit
 * @param age the age from which records are not tried any more
 * @param bisect BisectBatchOnFunctionError
 * @param reportItemFailures whether the function says which records have failed
 */
public record StreamRules(
    Optional<Integer> maximumRetries, Duration age, boolean bisect, boolean reportItemFailures)
    implements Rules {
  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(250), Duration.ofMinutes(1));

  /**
   * The rules that a mapping's options make.
   *
   * @param retention how long the stream keeps its records
   */
  public static StreamRules of(Options options, Duration retention) {
    Duration wanted = options.stream().maximumRecordAge().orElse(retention);
    return new StreamRules(
        options.stream().maximumRetryAttempts(),
        wanted.compareTo(retention) < 0 ? wanted : retention,
        options.stream().bisectBatchOnFunctionError(),
        options.reportBatchItemFailures());
  }

  @Override
  public Optional<Verdict> before(Batch batch, Instant now) {
    int expired = new RecordAge(age).expired(batch, now);
    if (expired == 0) {
      return Optional.empty();
    }
    Tries tries = batch.tries();
    Verdict verdict =
        Verdict.giveUp(
            new GivenUp(
                GivenUp.Condition.AGE,
                batch.before(expired),
                Math.max(1, tries.counted()),
                tries.last()));
    return Optional.of(
        expired == batch.size()
            ? verdict
            : verdict.andAgain(new Batch(batch.from(expired), tries)));
  }

  @Override
  public Instant nextLook(Batch batch) {
    Instant due = batch.tries().due();
    if (batch.size() == 0) {
      return due;
    }
    Instant expiry = new RecordAge(age).nextExpiry(batch);
    return expiry.isBefore(due) ? expiry : due;
  }

  @Override
  public Verdict after(Batch batch, Outcome outcome, Instant now) {
    return switch (outcome) {
      case Outcome.Answered(Attempted attempt, var response) ->
          reportItemFailures
              ? reported(batch, attempt, ItemFailures.of(response, batch.records()), now)
              : Verdict.done(batch);
      case Outcome.Failed(Attempted attempt, String reason) -> failed(batch, attempt, now);
      case Outcome.NotRun(String reason) ->
          Verdict.retry(
              List.of(
                  batch.with(
                      batch.tries().putOff(now.plus(BACKOFF.after(batch.tries().delays() + 1))))));
    };
  }

  private Verdict reported(Batch batch, Attempted attempt, ItemFailures failures, Instant now) {
    return switch (failures) {
      case ItemFailures.None none -> Verdict.done(batch);
      case ItemFailures.Unclear unclear -> failed(batch, attempt, now);
      case ItemFailures.Some some -> {
        int lowest = some.lowest(batch.records());
        if (lowest == 0) {
          yield failed(batch, attempt, now);
        }
        Verdict rest =
            bisect
                ? Verdict.retry(List.of(Bisect.at(batch, lowest)))
                : again(new Batch(batch.from(lowest), batch.tries()), attempt, now);
        yield rest.andDone(batch.before(lowest));
      }
    };
  }

  private Verdict failed(Batch batch, Attempted attempt, Instant now) {
    return bisect && Bisect.canCut(batch)
        ? Verdict.retry(Bisect.halves(batch))
        : again(batch, attempt, now);
  }

  /** Another try of the whole batch, if there is one left. */
  private Verdict again(Batch batch, Attempted attempt, Instant now) {
    Tries tries =
        batch.tries().failed(attempt, now.plus(BACKOFF.after(batch.tries().delays() + 1)));
    boolean exhausted = maximumRetries.filter(most -> tries.counted() > most).isPresent();
    return exhausted
        ? Verdict.giveUp(
            new GivenUp(
                GivenUp.Condition.RETRIES, batch.records(), tries.counted(), Optional.of(attempt)))
        : Verdict.retry(List.of(batch.with(tries)));
  }
}
