package dev.forebay.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import dev.forebay.wire.AwsException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.CancelMessageMoveTaskRequest;
import software.amazon.awssdk.services.sqs.model.CancelMessageMoveTaskResponse;
import software.amazon.awssdk.services.sqs.model.DeleteQueueRequest;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksRequest;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksResponse;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksResultEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.StartMessageMoveTaskRequest;
import software.amazon.awssdk.services.sqs.model.StartMessageMoveTaskResponse;

class MoveTasksTest {
  private static final String ARN = "arn:aws:sqs:eu-central-1:123456789012:";
  private static final long DEADLINE = Duration.ofSeconds(10).toNanos();

  private final VirtualClock clock = new VirtualClock(SqsBench.START);
  private final StorageEngine engine = MemoryEngine.open(clock);
  private final SqsBench sqs = new SqsBench(engine, clock, 120_000);

  @BeforeEach
  void createQueues() {
    sqs.create("dead", Map.of());
    for (String name : List.of("a", "b")) {
      sqs.create(
          name,
          Map.of(
              "VisibilityTimeout",
              "0",
              "RedrivePolicy",
              "{\"deadLetterTargetArn\":\"" + ARN + "dead\",\"maxReceiveCount\":1}"));
    }
  }

  @AfterEach
  void close() {
    engine.close();
  }

  /** Sends messages and receives them once too often. */
  private void kill(String queue, int count) {
    for (int i = 0; i < count; i++) {
      sqs.send(queue, queue + i);
    }
    for (int i = 0; i < count; i++) {
      sqs.receive(queue, 10);
    }
    assertThat(sqs.receive(queue, 10)).isEmpty();
  }

  private StartMessageMoveTaskRequest.Builder move() {
    return StartMessageMoveTaskRequest.builder().sourceArn(ARN + "dead");
  }

  private String start(StartMessageMoveTaskRequest.Builder request) {
    return sqs.call(request.build(), StartMessageMoveTaskResponse.class).taskHandle();
  }

  private List<ListMessageMoveTasksResultEntry> tasks(SqsBench at) {
    return at.call(
            ListMessageMoveTasksRequest.builder().sourceArn(ARN + "dead").maxResults(10).build(),
            ListMessageMoveTasksResponse.class)
        .results();
  }

  private void awaitStatus(SqsBench at, String status) {
    await(() -> tasks(at).getFirst().status().equals(status));
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + DEADLINE;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited in vain").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private void refused(StartMessageMoveTaskRequest.Builder request, String code) {
    assertThatThrownBy(() -> start(request))
        .isInstanceOfSatisfying(
            AwsException.class, error -> assertThat(error.code()).isEqualTo(code));
  }

  @Test
  void deadLettersGoBackToWhereTheyCameFromAsNewMessages() {
    kill("a", 3);
    kill("b", 2);
    start(move());
    awaitStatus(sqs, "COMPLETED");
    assertThat(sqs.bodies("b")).containsExactlyInAnyOrder("b0", "b1");
    List<Message> back =
        sqs.receive(
            ReceiveMessageRequest.builder()
                .queueUrl("a")
                .maxNumberOfMessages(10)
                .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
                .build());
    assertThat(back).extracting(Message::body).containsExactlyInAnyOrder("a0", "a1", "a2");
    assertThat(back.getFirst().attributesAsStrings())
        .containsEntry("ApproximateReceiveCount", "1")
        .doesNotContainKey("DeadLetterQueueSourceArn");
    assertThat(tasks(sqs).getFirst())
        .isEqualTo(
            ListMessageMoveTasksResultEntry.builder()
                .status("COMPLETED")
                .sourceArn(ARN + "dead")
                .approximateNumberOfMessagesMoved(5L)
                .approximateNumberOfMessagesToMove(5L)
                .startedTimestamp(SqsBench.START.toEpochMilli())
                .build());
  }

  @Test
  void theRateIsKeptToTheClockAndARestartGoesOn() {
    kill("a", 25);
    String other = sqs.create("other", Map.of());
    String handle = start(move().destinationArn(ARN + "other").maxNumberOfMessagesPerSecond(10));
    awaitPause(sqs, 1);
    clock.advance(Duration.ofMillis(900));
    assertThat(tasks(sqs).getFirst())
        .returns(10L, ListMessageMoveTasksResultEntry::approximateNumberOfMessagesMoved)
        .returns(handle, ListMessageMoveTasksResultEntry::taskHandle)
        .returns("RUNNING", ListMessageMoveTasksResultEntry::status);
    refused(move(), "UnsupportedOperation");

    sqs.close();
    clock.advance(Duration.ofMinutes(1));
    assertThat(tasks(sqs).getFirst().approximateNumberOfMessagesMoved()).isEqualTo(10L);
    SqsBench restarted = new SqsBench(engine, clock, 120_000);
    awaitPause(restarted, 11);
    clock.advance(Duration.ofSeconds(2));
    awaitStatus(restarted, "COMPLETED");
    assertThat(restarted.depth(other)).isEqualTo("25");
    assertThat(restarted.depth("dead")).isEqualTo("0");
  }

  @Test
  void aCancelledTaskLeavesTheRestWhereItIs() {
    kill("a", 5);
    String handle = start(move().maxNumberOfMessagesPerSecond(1));
    await(() -> tasks(sqs).getFirst().approximateNumberOfMessagesMoved() == 1);
    CancelMessageMoveTaskRequest cancel =
        CancelMessageMoveTaskRequest.builder().taskHandle(handle).build();
    assertThat(
            sqs.call(cancel, CancelMessageMoveTaskResponse.class)
                .approximateNumberOfMessagesMoved())
        .isEqualTo(1);
    clock.advance(Duration.ofMinutes(1));
    assertThat(sqs.depth("dead")).isEqualTo("4");
    assertThat(tasks(sqs).getFirst().status()).isEqualTo("CANCELLED");
    assertThat(tasks(sqs).getFirst().taskHandle()).isNull();
    assertThatThrownBy(() -> sqs.call(cancel)).hasMessageContaining("Only active tasks");
  }

  @Test
  void aMessageThatNeverWasADeadLetterFailsTheTaskUnlessThereIsADestination() {
    sqs.send("dead", "stray");
    start(move());
    awaitStatus(sqs, "FAILED");
    assertThat(tasks(sqs).getFirst().failureReason()).isEqualTo("CouldNotDetermineMessageSource");
    assertThat(sqs.depth("dead")).isEqualTo("1");
    start(move().destinationArn(ARN + "b"));
    awaitStatus(sqs, "COMPLETED");
    assertThat(sqs.bodies("b")).containsExactly("stray");
    assertThat(tasks(sqs))
        .extracting(ListMessageMoveTasksResultEntry::status)
        .containsExactly("COMPLETED", "FAILED");
  }

  @Test
  void onlyDeadLetterQueuesCanBeSources() {
    refused(StartMessageMoveTaskRequest.builder().sourceArn(ARN + "a"), "InvalidParameterValue");
    refused(
        StartMessageMoveTaskRequest.builder().sourceArn(ARN + "none"), "ResourceNotFoundException");
    refused(move().destinationArn(ARN + "none"), "ResourceNotFoundException");
    refused(move().destinationArn(ARN + "dead"), "InvalidParameterValue");
    refused(move().maxNumberOfMessagesPerSecond(501), "InvalidParameterValue");
    sqs.call(DeleteQueueRequest.builder().queueUrl("a").build());
    sqs.call(DeleteQueueRequest.builder().queueUrl("b").build());
    refused(move(), "InvalidParameterValue");
  }

  /** Waits until so many messages were moved and the task waits for the clock. */
  private void awaitPause(SqsBench bench, long moved) {
    await(() ->
        tasks(bench).getFirst().approximateNumberOfMessagesMoved() == moved
            && bench.pending().stream()
                .anyMatch(step -> step.until().filter(clock.now()::isBefore).isPresent()));
  }
}
