package dev.forebay.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/**
 * Messages through a standard queue: what was accepted is received until it is deleted, and never
 * after that. Thread-safe.
 */
final class StandardQueueLoad {
  static final String QUEUE = "crash-standard";
  private static final Duration VISIBILITY = Duration.ofSeconds(5);
  // A deletion counts as sure only well within the visibility timeout of its receipt.
  private static final Duration SURE = Duration.ofSeconds(4);
  private static final int BACKLOG = 500;

  private final AtomicInteger names = new AtomicInteger();
  private final Set<String> tried = ConcurrentHashMap.newKeySet();
  private final Map<String, String> accepted = new ConcurrentHashMap<>();
  private final Map<String, String> idsSeen = new ConcurrentHashMap<>();
  private final Map<String, Long> deleted = new ConcurrentHashMap<>();
  private final Set<String> deletionTried = ConcurrentHashMap.newKeySet();

  /** A message in a receiver's hands. */
  private record Held(String body, String receipt, long receivedAt) {}

  void create(Life life) {
    life.sqs().createQueue(request -> request.queueName(QUEUE));
  }

  /** Sends one message, or ten; when too many lie there, receives instead. */
  void send(Life life, RandomGenerator random) {
    if (accepted.size() - deletionTried.size() > BACKLOG) {
      receive(life, random);
    } else if (random.nextBoolean()) {
      String body = name(life);
      String id =
          life.sqs()
              .sendMessage(request -> request.queueUrl(life.queue(QUEUE)).messageBody(body))
              .messageId();
      accepted.put(body, id);
    } else {
      List<String> bodies = new ArrayList<>();
      List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        String body = name(life);
        bodies.add(body);
        entries.add(
            SendMessageBatchRequestEntry.builder()
                .id(Integer.toString(i))
                .messageBody(body)
                .build());
      }
      SendMessageBatchResponse response =
          life.sqs()
              .sendMessageBatch(request -> request.queueUrl(life.queue(QUEUE)).entries(entries));
      assertThat(response.failed()).isEmpty();
      response
          .successful()
          .forEach(
              entry -> accepted.put(bodies.get(Integer.parseInt(entry.id())), entry.messageId()));
    }
  }

  private String name(Life life) {
    String name = "life " + life.number() + " message " + names.incrementAndGet();
    tried.add(name);
    return name;
  }

  /** Receives up to ten messages, and deletes most of them. */
  void receive(Life life, RandomGenerator random) {
    List<Held> held = take(life);
    switch (random.nextInt(6)) {
      case 0 -> held.forEach(one -> deleteOne(life, one));
      case 1 -> show(life, held, random.nextInt(2));
      case 2 -> deleteAll(life, held.subList(held.size() / 2, held.size()));
      default -> deleteAll(life, held);
    }
  }

  private void show(Life life, List<Held> held, int afterSeconds) {
    if (!held.isEmpty()) {
      Settling.show(life, QUEUE, held.stream().map(Held::receipt).toList(), afterSeconds);
    }
  }

  private List<Held> take(Life life) {
    long begun = System.nanoTime();
    List<Message> messages =
        life.sqs()
            .receiveMessage(request ->
                request
                    .queueUrl(life.queue(QUEUE))
                    .maxNumberOfMessages(10)
                    .waitTimeSeconds(1)
                    .visibilityTimeout((int) VISIBILITY.toSeconds()))
            .messages();
    List<Held> held = new ArrayList<>();
    for (Message message : messages) {
      String body = message.body();
      assertThat(tried).as("a message that nobody sent").contains(body);
      Long gone = deleted.get(body);
      assertThat(gone == null || gone > begun).as("%s comes back", body).isTrue();
      String before = idsSeen.putIfAbsent(body, message.messageId());
      assertThat(before == null || before.equals(message.messageId()))
          .as("%s is there twice", body)
          .isTrue();
      held.add(new Held(body, message.receiptHandle(), begun));
    }
    return held;
  }

  private void deleteOne(Life life, Held one) {
    deletionTried.add(one.body());
    life.sqs()
        .deleteMessage(request -> request.queueUrl(life.queue(QUEUE)).receiptHandle(one.receipt()));
    noteDeleted(one);
  }

  private void deleteAll(Life life, List<Held> held) {
    if (held.isEmpty()) {
      return;
    }
    held.forEach(one -> deletionTried.add(one.body()));
    assertThat(Settling.delete(life, QUEUE, held.stream().map(Held::receipt).toList())).isZero();
    held.forEach(this::noteDeleted);
  }

  private void noteDeleted(Held one) {
    long now = System.nanoTime();
    if (now - one.receivedAt() < SURE.toNanos()) {
      deleted.putIfAbsent(one.body(), now);
    }
  }

  /** One turn of emptying; whether the queue is empty and all that was accepted has come. */
  boolean drain(Life life) {
    deleteAll(life, take(life));
    return deletionTried.containsAll(accepted.keySet()) && Settling.depth(life, QUEUE) == 0;
  }

  /** What was accepted came as what it was, and nothing is left. */
  void checkEnd(Life life) {
    assertThat(take(life)).isEmpty();
    assertThat(Settling.depth(life, QUEUE)).isZero();
    assertThat(idsSeen).containsAllEntriesOf(accepted);
  }

  String summary() {
    return accepted.size() + " messages (" + (tried.size() - accepted.size()) + " unanswered)";
  }
}
