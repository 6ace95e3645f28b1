package dev.forebay.eventsource.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.eventsource.batch.Attempted;
import dev.forebay.eventsource.batch.Batch;
import dev.forebay.eventsource.batch.Outcome;
import dev.forebay.eventsource.batch.Verdict;
import dev.forebay.eventsource.source.SourceRecord;
import dev.forebay.model.Bytes;
import dev.forebay.model.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueueRulesTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration HIDDEN = Duration.ofSeconds(30);
  private static final QueueRules REPORTING = new QueueRules(true, HIDDEN);
  private static final QueueRules SILENT = new QueueRules(false, HIDDEN);
  private static final Attempted ATTEMPT =
      new Attempted(new RequestId("r"), 200, "$LATEST", Optional.empty());

  private final Batch batch = Batch.of(List.of(message("a"), message("b"), message("c")));

  private static SourceRecord message(String id) {
    return new SourceRecord(id, "", START, Bytes.utf8("{}"), "handle of " + id);
  }

  private Verdict answered(QueueRules rules, String response) {
    return rules.after(batch, new Outcome.Answered(ATTEMPT, Bytes.utf8(response)), START);
  }

  private static List<String> ids(List<SourceRecord> records) {
    return records.stream().map(SourceRecord::id).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "\"\"",
        "[]",
        "{}",
        "{\"batchItemFailures\":[]}",
        "{\"batchItemFailures\":null}",
        "{\"other\":1}"
      })
  void anAnswerThatNamesNothingMeansThatAllSucceeded(String response) {
    assertThat(answered(REPORTING, response)).isEqualTo(Verdict.done(batch));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{not json",
        "\"text\"",
        "17",
        "[1]",
        "{\"batchItemFailures\":\"a\"}",
        "{\"batchItemFailures\":[{\"itemIdentifier\":\"\"}]}",
        "{\"batchItemFailures\":[{\"itemIdentifier\":null}]}",
        "{\"batchItemFailures\":[{\"foo\":\"a\"}]}",
        "{\"batchItemFailures\":[{\"itemIdentifier\":\"nobody\"}]}",
        "{\"batchItemFailures\":[{\"itemIdentifier\":\"a\"},{\"itemIdentifier\":\"nobody\"}]}"
      })
  void anAnswerThatCannotBeUnderstoodMeansThatAllFailed(String response) {
    assertThat(answered(REPORTING, response)).isEqualTo(Verdict.leave(batch));
  }

  @Test
  void theMessagesThatAreNamedStayAndTheOthersAreDeleted() {
    Verdict verdict = answered(REPORTING, "{\"batchItemFailures\":[{\"itemIdentifier\":\"b\"}]}");
    assertThat(ids(verdict.succeeded())).containsExactly("a", "c");
    assertThat(ids(verdict.left())).containsExactly("b");
  }

  @Test
  void theAnswerIsNotReadWhereTheFunctionDoesNotReport() {
    assertThat(answered(SILENT, "{\"batchItemFailures\":[{\"itemIdentifier\":\"b\"}]}"))
        .isEqualTo(Verdict.done(batch));
  }

  @Test
  void aFailureLeavesAllToTheQueue() {
    assertThat(SILENT.after(batch, new Outcome.Failed(ATTEMPT, "error"), START))
        .isEqualTo(Verdict.leave(batch));
  }

  @Test
  void aThrottledBatchIsTriedAgainUntilItsMessagesReappear() {
    Batch held = batch;
    Instant now = START;
    int tries = 0;
    while (SILENT.before(held, now).isEmpty()) {
      Verdict verdict = SILENT.after(held, new Outcome.NotRun("throttled"), now);
      held = verdict.again().getFirst();
      now = SILENT.nextLook(held);
      tries++;
    }
    assertThat(now).isEqualTo(START.plus(HIDDEN));
    assertThat(tries).isBetween(5, 15);
    assertThat(SILENT.before(held, now)).contains(Verdict.leave(held));
  }
}
