package dev.forebay.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.Peer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

class MessagesTest {
  private final VirtualClock clock = new VirtualClock(SqsBench.START);
  private final StorageEngine engine = MemoryEngine.open(clock);
  private final SqsBench sqs = new SqsBench(engine, clock, 5);

  @AfterEach
  void close() {
    engine.close();
  }

  private void refused(Runnable call, String code) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            AwsException.class, error -> assertThat(error.code()).isEqualTo(code));
  }

  @Test
  void aMessageArrivesWithItsAttributesAndTheDigestsOfThem() {
    String url = sqs.create("q", Map.of());
    Map<String, MessageAttributeValue> attributes =
        Map.of(
            "text", MessageAttributeValue.builder().dataType("String").stringValue("v").build(),
            "bits",
                MessageAttributeValue.builder()
                    .dataType("Binary")
                    .binaryValue(SdkBytes.fromByteArray(new byte[] {0, -1}))
                    .build());
    SendMessageResponse sent =
        sqs.call(
            SendMessageRequest.builder()
                .queueUrl(url)
                .messageBody("hello")
                .messageAttributes(attributes)
                .build(),
            SendMessageResponse.class);
    assertThat(sent.md5OfMessageBody()).isEqualTo("5d41402abc4b2a76b9719d911017c592");
    clock.advance(Duration.ofSeconds(2));
    Message got =
        sqs.receive(
                ReceiveMessageRequest.builder()
                    .queueUrl(url)
                    .messageAttributeNames("te.*", "bits")
                    .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
                    .build())
            .getFirst();
    assertThat(got.messageId()).isEqualTo(sent.messageId());
    assertThat(got.messageAttributes()).isEqualTo(attributes);
    assertThat(got.md5OfMessageAttributes()).isEqualTo(sent.md5OfMessageAttributes());
    long start = SqsBench.START.toEpochMilli();
    assertThat(got.attributesAsStrings())
        .isEqualTo(
            Map.of(
                "SenderId",
                "123456789012",
                "SentTimestamp",
                Long.toString(start),
                "ApproximateReceiveCount",
                "1",
                "ApproximateFirstReceiveTimestamp",
                Long.toString(start + 2_000)));
  }

  @Test
  void aMessageThatIsNotDeletedComesBackAfterItsVisibilityTimeout() {
    String url = sqs.create("q", Map.of("VisibilityTimeout", "60"));
    sqs.send(url, "a");
    Message first = sqs.receive(url, 1).getFirst();
    clock.advance(Duration.ofSeconds(59));
    assertThat(sqs.receive(url, 1)).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    Message second = sqs.receive(url, 1).getFirst();
    sqs.call(
        ChangeMessageVisibilityRequest.builder()
            .queueUrl(url)
            .receiptHandle(second.receiptHandle())
            .visibilityTimeout(0)
            .build());
    Message third = sqs.receive(url, 1).getFirst();
    assertThat(third.messageId()).isEqualTo(first.messageId());
    sqs.delete(url, third);
    clock.advance(Duration.ofHours(1));
    assertThat(sqs.receive(url, 1)).isEmpty();
    refused(
        () ->
            sqs.call(
                ChangeMessageVisibilityRequest.builder()
                    .queueUrl(url)
                    .receiptHandle(third.receiptHandle())
                    .visibilityTimeout(1)
                    .build()),
        "InvalidParameterValue");
  }

  @Test
  void delayAndRetentionAreKeptToTheClock() {
    String url = sqs.create("q", Map.of("DelaySeconds", "10", "MessageRetentionPeriod", "60"));
    sqs.send(url, "a");
    assertThat(sqs.receive(url, 1)).isEmpty();
    clock.advance(Duration.ofSeconds(10));
    assertThat(sqs.bodies(url)).containsExactly("a");
    clock.advance(Duration.ofSeconds(50));
    assertThat(sqs.receive(url, 1)).isEmpty();
  }

  @Nested
  class LongPoll {
    private final String url = sqs.create("q", Map.of("ReceiveMessageWaitTimeSeconds", "20"));
    private final Semaphore waiting = new Semaphore(0);
    private final AtomicReference<Runnable> hangUp = new AtomicReference<>(() -> {});
    private final CompletableFuture<List<Message>> polled = new CompletableFuture<>();

    /** Polls on a thread of its own; comes back when the poll waits. */
    private void poll() throws InterruptedException {
      ReceiveMessageRequest receive = ReceiveMessageRequest.builder().queueUrl(url).build();
      Peer peer =
          action -> {
            hangUp.set(action);
            waiting.release();
            return () -> {};
          };
      Thread.ofVirtual()
          .start(() ->
              polled.complete(sqs.call(receive, ReceiveMessageResponse.class, peer).messages()));
      assertThat(waiting.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void isWokenByTheSendAtOnce() throws Exception {
      poll();
      assertThat(polled).isNotDone();
      long sent = System.nanoTime();
      sqs.send(url, "a");
      assertThat(polled.get(10, TimeUnit.SECONDS)).extracting(Message::body).containsExactly("a");
      // Far below any pause between looks, far above what it takes.
      assertThat(System.nanoTime() - sent).isLessThan(TimeUnit.MILLISECONDS.toNanos(900));
    }

    @Test
    void isWokenByTheClockWhenADelayedMessageIsDue() throws Exception {
      sqs.call(
          SendMessageRequest.builder().queueUrl(url).messageBody("a").delaySeconds(15).build());
      poll();
      clock.advance(Duration.ofSeconds(14));
      assertThat(polled).isNotDone();
      clock.advance(Duration.ofSeconds(1));
      assertThat(polled.get(10, TimeUnit.SECONDS)).extracting(Message::body).containsExactly("a");
    }

    @Test
    void endsEmptyWhenItsTimeIsOver() throws Exception {
      poll();
      clock.advance(Duration.ofSeconds(20));
      assertThat(polled.get(10, TimeUnit.SECONDS)).isEmpty();
    }

    @Test
    void endsWhenItsClientHangsUpAndTakesNothingWithIt() throws Exception {
      poll();
      hangUp.get().run();
      assertThat(polled.get(10, TimeUnit.SECONDS)).isEmpty();
      sqs.send(url, "a");
      assertThat(sqs.bodies(url)).containsExactly("a");
    }
  }

  @Test
  void aBatchSendsWhatItCanAndSaysWhatItCannot() {
    String url = sqs.create("q", Map.of("MaximumMessageSize", "1024"));
    SendMessageBatchResponse answer =
        sqs.call(
            SendMessageBatchRequest.builder()
                .queueUrl(url)
                .entries(
                    List.of(
                        SendMessageBatchRequestEntry.builder().id("a").messageBody("x").build(),
                        SendMessageBatchRequestEntry.builder()
                            .id("b")
                            .messageBody("x".repeat(1_025))
                            .build()))
                .build(),
            SendMessageBatchResponse.class);
    assertThat(answer.successful()).singleElement().matches(one -> one.id().equals("a"));
    assertThat(answer.failed())
        .singleElement()
        .extracting(BatchResultErrorEntry::id, BatchResultErrorEntry::code)
        .containsExactly("b", "InvalidParameterValue");
    refused(
        () -> sqs.call(SendMessageBatchRequest.builder().queueUrl(url).build()),
        "EmptyBatchRequest");
  }

  @Test
  void noMoreMessagesAreOutThanTheLimitAllows() {
    String url = sqs.create("q", Map.of());
    for (int i = 0; i < 7; i++) {
      sqs.send(url, "m" + i);
    }
    assertThat(sqs.receive(url, 10)).hasSize(5);
    refused(() -> sqs.receive(url, 1), "OverLimit");
    clock.advance(Duration.ofSeconds(30));
    assertThat(sqs.receive(url, 10)).hasSize(5);
  }

  @Nested
  class DeadLetterQueue {
    private String redrive(int count) {
      return "{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-central-1:123456789012:dead\","
          + "\"maxReceiveCount\":"
          + count
          + "}";
    }

    @Test
    void takesAMessageThatWasReceivedTooOftenWithItsIdAndSource() {
      String dead = sqs.create("dead", Map.of());
      String url = sqs.create("q", Map.of("RedrivePolicy", redrive(2), "VisibilityTimeout", "0"));
      String id = sqs.send(url, "poison").messageId();
      assertThat(sqs.receive(url, 10)).hasSize(1);
      assertThat(sqs.receive(url, 10)).hasSize(1);
      assertThat(sqs.receive(dead, 10)).isEmpty();
      assertThat(sqs.receive(url, 10)).isEmpty();
      Message moved =
          sqs.receive(
                  ReceiveMessageRequest.builder()
                      .queueUrl(dead)
                      .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
                      .build())
              .getFirst();
      assertThat(moved.messageId()).isEqualTo(id);
      assertThat(moved.attributesAsStrings()).containsEntry("ApproximateReceiveCount", "3");
      assertThat(moved.attributesAsStrings())
          .containsEntry("DeadLetterQueueSourceArn", "arn:aws:sqs:eu-central-1:123456789012:q");
      assertThat(sqs.receive(url, 10)).isEmpty();
    }

    @Test
    void getsAMessageOnceThoughTheMachineStopsInMidMoveAndTheMessageIsHandledLongBefore() {
      StoppingEngine stopping = new StoppingEngine(engine);
      SqsBench stopped = new SqsBench(stopping, clock, 5);
      String dead = sqs.create("dead", Map.of());
      String url = sqs.create("q", Map.of("RedrivePolicy", redrive(1), "VisibilityTimeout", "0"));
      sqs.send(url, "poison");
      sqs.receive(url, 1);
      stopping.stopAtDelete();
      assertThatThrownBy(() -> stopped.receive(url, 1)).hasMessage("stopped");
      sqs.delete(dead, sqs.receive(dead, 1).getFirst());
      clock.advance(Duration.ofHours(13));
      assertThat(sqs.receive(url, 1)).isEmpty();
      assertThat(sqs.receive(dead, 1)).isEmpty();
      assertThat(sqs.depth(url)).isEqualTo("0");
    }

    @Test
    void mustBeThereAndBeWilling() {
      refused(() -> sqs.create("q", Map.of("RedrivePolicy", redrive(2))), "InvalidParameterValue");
      sqs.create("dead", Map.of("RedriveAllowPolicy", "{\"redrivePermission\":\"denyAll\"}"));
      refused(() -> sqs.create("q", Map.of("RedrivePolicy", redrive(2))), "InvalidParameterValue");
    }
  }

  @Nested
  class Fifo {
    private final String url = sqs.create("q.fifo", Map.of("FifoQueue", "true"));

    @Test
    void aGroupIsHeldWhileOneOfItsMessagesIsOut() {
      sqs.send(url, "a1", "a", "1");
      sqs.send(url, "a2", "a", "2");
      sqs.send(url, "b1", "b", "3");
      Message first = sqs.receive(url, 1).getFirst();
      assertThat(first.body()).isEqualTo("a1");
      assertThat(sqs.bodies(url)).containsExactly("b1");
      sqs.delete(url, first);
      assertThat(sqs.bodies(url)).containsExactly("a2");
    }

    @Test
    void aRepeatWithinFiveMinutesIsAnsweredAsTheFirstAndNotSent() {
      SendMessageResponse first = sqs.send(url, "a", "g", "1");
      clock.advance(Duration.ofMinutes(5).minusMillis(1));
      SendMessageResponse repeat = sqs.send(url, "other", "g", "1");
      assertThat(repeat.messageId()).isEqualTo(first.messageId());
      assertThat(repeat.sequenceNumber()).isEqualTo(first.sequenceNumber());
      clock.advance(Duration.ofMillis(1));
      SendMessageResponse later = sqs.send(url, "later", "g", "1");
      assertThat(later.sequenceNumber()).isGreaterThan(first.sequenceNumber());
      assertThat(sqs.bodies(url)).containsExactly("a", "later");
    }

    @Test
    void aRepeatedReceiveAttemptGetsTheSameMessages() {
      sqs.send(url, "a", "g", "1");
      ReceiveMessageRequest receive =
          ReceiveMessageRequest.builder().queueUrl(url).receiveRequestAttemptId("attempt").build();
      Message first = sqs.receive(receive).getFirst();
      assertThat(sqs.receive(receive).getFirst().messageId()).isEqualTo(first.messageId());
      assertThat(sqs.receive(url, 1)).isEmpty();
      sqs.delete(url, first);
      assertThat(sqs.receive(receive)).isEmpty();
    }

    @Test
    void aMessageIsNotDeletedWithAReceiptWhoseVisibilityTimeoutHasPassed() {
      sqs.send(url, "a", "g", "1");
      Message first = sqs.receive(url, 1).getFirst();
      clock.advance(Duration.ofSeconds(30));
      assertThatThrownBy(() -> sqs.delete(url, first))
          .isInstanceOfSatisfying(
              AwsException.class,
              error -> {
                assertThat(error.code()).isEqualTo("InvalidParameterValue");
                assertThat(error.text())
                    .isEqualTo(
                        "Value "
                            + first.receiptHandle()
                            + " for parameter ReceiptHandle is invalid. Reason: The receipt handle"
                            + " has expired.");
              });
      Message second = sqs.receive(url, 1).getFirst();
      refused(() -> sqs.delete(url, first), "InvalidParameterValue");
      clock.advance(Duration.ofSeconds(30).minusMillis(1));
      sqs.delete(url, second);
      // What is gone may be deleted again.
      sqs.delete(url, second);
      assertThat(sqs.depth(url)).isEqualTo("0");
    }

    @Test
    void ofABatchOnlyTheReceiptsThatHaveNotExpiredDelete() {
      sqs.send(url, "a", "g", "1");
      Message expired = sqs.receive(url, 1).getFirst();
      clock.advance(Duration.ofSeconds(30));
      sqs.send(url, "b", "h", "2");
      Message good =
          sqs.receive(url, 10).stream()
              .filter(message -> message.body().equals("b"))
              .findFirst()
              .orElseThrow();
      DeleteMessageBatchResponse answer =
          sqs.call(
              DeleteMessageBatchRequest.builder()
                  .queueUrl(url)
                  .entries(entry("x", expired), entry("y", good))
                  .build(),
              DeleteMessageBatchResponse.class);
      assertThat(answer.successful()).singleElement().matches(one -> one.id().equals("y"));
      assertThat(answer.failed())
          .singleElement()
          .extracting(
              BatchResultErrorEntry::id,
              BatchResultErrorEntry::code,
              BatchResultErrorEntry::message)
          .containsExactly("x", "ReceiptHandleIsInvalid", "The receipt handle has expired");
    }

    private DeleteMessageBatchRequestEntry entry(String id, Message message) {
      return DeleteMessageBatchRequestEntry.builder()
          .id(id)
          .receiptHandle(message.receiptHandle())
          .build();
    }

    @Test
    void aMessageNeedsAGroupAndAnIdOrContentThatStandsForIt() {
      refused(() -> sqs.send(url, "a"), "MissingParameter");
      refused(
          () ->
              sqs.call(
                  SendMessageRequest.builder()
                      .queueUrl(url)
                      .messageBody("a")
                      .messageGroupId("g")
                      .build()),
          "InvalidParameterValue");
    }
  }
}
