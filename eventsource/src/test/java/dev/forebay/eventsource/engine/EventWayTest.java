package dev.forebay.eventsource.engine;

import static dev.forebay.eventsource.engine.Site.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.VirtualClock;
import dev.forebay.model.activity.Pending;
import dev.forebay.model.trail.Step;
import dev.forebay.model.trail.Way;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.model.EventSourcePosition;
import software.amazon.awssdk.services.lambda.model.Filter;
import software.amazon.awssdk.services.lambda.model.FunctionResponseType;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.StartMessageMoveTaskRequest;

/** What is noted of an event on its way through a mapping, and what the engine says is pending. */
class EventWayTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;
  private final VirtualClock clock = new VirtualClock(START);
  private final StorageEngine storage = MemoryEngine.open(clock);
  private Site site;

  @BeforeEach
  void open() {
    site = new Site(storage, folder, clock);
    site.function("worker");
  }

  @AfterEach
  void close() {
    site.close();
    storage.close();
  }

  private boolean advanceUntil(BooleanSupplier condition) {
    clock.advance(Duration.ofMillis(200));
    return condition.getAsBoolean();
  }

  private void fail() {
    site.functions.play(event -> {
      throw new ScriptedFunctions.Failure();
    });
  }

  @Test
  void aMessageIsReceivedGoesToTheFunctionAndIsDeleted() throws InterruptedException {
    String queue = site.queue("orders", Map.of());
    String mapping = site.map(queue, options -> {});
    String message = site.send("orders", "hello");
    eventually(() -> site.ways.names(message).contains("Settled"));
    assertThat(site.ways.names(message))
        .containsExactly("Received", "Started", "Succeeded", "Settled");
    assertThat(site.ways.texts(message))
        .containsExactly(
            "received from the source; there are no filters",
            "the function was called",
            "the function succeeded",
            "done: deleted from its queue");
    assertThat(site.ways.waysOf(message))
        .containsExactly(
            new Way.Mapped(
                mapping, queue, "", "arn:aws:lambda:eu-central-1:123456789012:function:worker"));
    assertThat(site.ways.of(message).get(1).requestId())
        .isPresent()
        .isEqualTo(site.ways.of(message).get(2).requestId());
  }

  @Test
  void aMessageThatFailsIsLeftToItsQueueThenDeadLetteredThenMovedBack()
      throws InterruptedException {
    String dead = site.queue("dead", Map.of());
    String queue =
        site.queue(
            "orders",
            Map.of(
                QueueAttributeName.REDRIVE_POLICY,
                "{\"deadLetterTargetArn\":\"" + dead + "\",\"maxReceiveCount\":\"2\"}"));
    fail();
    site.map(queue, options -> {});
    String message = site.send("orders", "poison");
    eventually(() -> site.ways.names(message).size() == 4);
    clock.advance(Duration.ofSeconds(31));
    eventually(() -> site.ways.names(message).size() == 8);
    clock.advance(Duration.ofSeconds(31));
    eventually(() -> site.ways.names(message).size() == 9);
    assertThat(site.ways.names(message))
        .containsExactly(
            "Received",
            "Started",
            "Failed",
            "Left",
            "Received",
            "Started",
            "Failed",
            "Left",
            "DeadLettered");
    assertThat(site.ways.texts(message).getLast())
        .isEqualTo(
            "moved to the dead-letter queue "
                + dead
                + ": received more often than maxReceiveCount, 2, allows");
    site.call(StartMessageMoveTaskRequest.builder().sourceArn(dead).build());
    eventually(() -> advanceUntil(() -> site.ways.names(message).size() == 10));
    assertThat(site.ways.texts(message).getLast())
        .startsWith("moved to " + queue + " by StartMessageMoveTask, as message ");
    assertThat(site.ways.waysOf(message)).contains(new Way.Queued(queue), new Way.Queued(dead));
  }

  @Test
  void aMessageThatIsFilteredOutSaysByWhatAndIsDeleted() throws InterruptedException {
    String queue = site.queue("orders", Map.of());
    site.map(
        queue,
        options ->
            options.filterCriteria(criteria ->
                criteria.filters(
                    Filter.builder().pattern("{\"body\":{\"kind\":[\"paid\"]}}").build())));
    String message = site.send("orders", "{\"kind\":\"open\"}");
    eventually(() -> site.ways.names(message).size() == 2);
    assertThat(site.ways.names(message)).containsExactly("Filtered", "Settled");
    assertThat(site.ways.texts(message).getFirst())
        .isEqualTo("filtered out: it does not match the filter {\"body\":{\"kind\":[\"paid\"]}}");
  }

  @Test
  void onlyTheReportedMessagesOfABatchFail() throws InterruptedException {
    String queue = site.queue("orders", Map.of());
    String good = site.send("orders", "good");
    String bad = site.send("orders", "bad");
    site.functions.play(event -> "{\"batchItemFailures\":[{\"itemIdentifier\":\"" + bad + "\"}]}");
    site.map(
        queue,
        options -> options.functionResponseTypes(FunctionResponseType.REPORT_BATCH_ITEM_FAILURES));
    eventually(
        () -> site.ways.names(good).contains("Settled") && site.ways.names(bad).contains("Left"));
    assertThat(site.ways.texts(good)).contains("the function was called, in a batch of 2");
    assertThat(site.ways.texts(bad))
        .contains(
            "the function failed: the function answered, and its batchItemFailures do not let this"
                + " one pass");
  }

  @Test
  void aRecordIsSplitOutRetriedGivenUpReportedAndPassed() throws InterruptedException {
    String stream = site.stream("clicks", 1);
    String failures = site.queue("failures", Map.of());
    site.functions.play(event -> {
      // "bad"
      if (event.toString().contains("YmFk")) {
        throw new ScriptedFunctions.Failure();
      }
      return "null";
    });
    String good = site.put("clicks", "k", "good").sequenceNumber();
    String bad = site.put("clicks", "k", "bad").sequenceNumber();
    site.map(
        stream,
        options ->
            options
                .startingPosition(EventSourcePosition.TRIM_HORIZON)
                .maximumRetryAttempts(1)
                .bisectBatchOnFunctionError(true)
                .destinationConfig(to -> to.onFailure(failure -> failure.destination(failures))));
    eventually(() -> advanceUntil(() -> site.ways.names(bad).contains("Settled")));
    assertThat(site.ways.names(good))
        .containsExactly(
            "Received", "Started", "Failed", "Split", "Delayed", "Started", "Succeeded", "Settled");
    assertThat(site.ways.names(bad))
        .startsWith("Received", "Started", "Failed", "Split", "Delayed", "Started", "Failed")
        .endsWith("Failed", "GivenUp", "Delivered", "Settled");
    assertThat(site.ways.texts(bad))
        .contains(
            "attempt 1 of 2 started, in a batch of 2",
            "split: the batch of 2 failed, and BisectBatchOnFunctionError has it tried again as 1"
                + " and 1",
            "on-failure record delivered to " + failures,
            "done: the shard's checkpoint counts it as done");
    assertThat(site.ways.texts(bad))
        .anySatisfy(text ->
            assertThat(text)
                .startsWith("given up: ")
                .contains("MaximumRetryAttempts is 1")
                .contains("attempt 2 was the last"));
    assertThat(site.ways.of(bad))
        .filteredOn(step -> step instanceof Step.Delayed)
        .allSatisfy(step -> assertThat(step.text()).startsWith("to be tried again at 2026-01-01"));
  }

  @Test
  void theEngineHasNothingPendingWhileItsQueueIsEmpty() throws InterruptedException {
    site.map(site.queue("orders", Map.of()), options -> {});
    eventually(() -> site.engine.pending().isEmpty());
    String message = site.send("orders", "hello");
    eventually(() -> site.ways.names(message).contains("Settled"));
    eventually(() -> site.engine.pending().isEmpty());
  }

  @Test
  void whatIsHiddenInAQueueIsPendingUntilItsVisibilityTimeoutIsOver() throws InterruptedException {
    fail();
    String mapping = site.map(site.queue("orders", Map.of()), options -> {});
    String message = site.send("orders", "poison");
    eventually(() -> site.ways.names(message).contains("Left"));
    List<Pending> hidden =
        List.of(
            new Pending(
                "messages hidden or delayed",
                mapping,
                1,
                Optional.of(START.plus(Duration.ofSeconds(30)))));
    eventually(() -> site.engine.pending().equals(hidden));
  }

  @Test
  void aBatchThatIsGatheredIsPendingUntilItsWindowIsOver() throws InterruptedException {
    String mapping =
        site.map(
            site.queue("orders", Map.of()), options -> options.maximumBatchingWindowInSeconds(60));
    String message = site.send("orders", "hello");
    eventually(() -> site.ways.names(message).contains("Received"));
    eventually(() ->
        site.engine
            .pending()
            .contains(
                new Pending(
                    "batches that wait or are gathered",
                    mapping,
                    1,
                    Optional.of(START.plus(Duration.ofSeconds(60))))));
    clock.advance(Duration.ofSeconds(60));
    eventually(() -> site.ways.names(message).contains("Settled"));
  }

  @Test
  void aRecordThatWaitsForItsRetryIsPendingUntilThen() throws InterruptedException {
    String stream = site.stream("clicks", 1);
    fail();
    String mapping =
        site.map(stream, options -> options.startingPosition(EventSourcePosition.TRIM_HORIZON));
    eventually(() -> site.engine.pending().isEmpty());
    String record = site.put("clicks", "k", "bad").sequenceNumber();
    eventually(() -> site.ways.names(record).contains("Delayed"));
    eventually(() ->
        site.engine.pending().stream()
            .anyMatch(pending ->
                pending.of().equals(mapping)
                    && pending.until().filter(START::isBefore).isPresent()));
  }
}
