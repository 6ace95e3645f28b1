package dev.forebay.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/**
 * Messages through a FIFO queue: those of a group come in their order, each is there once however
 * often it is sent, and none comes back after its deletion. A sender whose answer was lost sends
 * the same again. Thread-safe.
 */
final class FifoQueueLoad {
  static final String QUEUE = "crash.fifo";
  private static final int GROUPS_OF_A_SENDER = 4;
  private static final int BACKLOG = 300;
  private static final int VISIBILITY_SECONDS = 5;
  // Well within the five minutes for which a deduplication id is known.
  private static final Duration KNOWN = Duration.ofMinutes(4);

  private final Map<String, Group> groups = new HashMap<>();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger repeated = new AtomicInteger();
  private final AtomicInteger settled = new AtomicInteger();

  /** What is known of a group; guarded by its lock. */
  private static final class Group {
    private final ReentrantLock lock = new ReentrantLock();
    private final String name;
    private final List<Sent> sent = new ArrayList<>();

    /** All before this one have been passed by a receive, at the time beside it. */
    private int passed;

    private long passedAt;

    /** All before this one have been deleted, perhaps. */
    private int deletionsTried;

    Group(String name) {
      this.name = name;
    }
  }

  /** How the queue answered to a message. */
  private record Sent(String messageId, BigInteger sequence, long at) {
    boolean isAs(Sent other) {
      return messageId.equals(other.messageId) && sequence.equals(other.sequence);
    }
  }

  FifoQueueLoad(int senders) {
    for (int sender = 0; sender < senders; sender++) {
      for (int i = 0; i < GROUPS_OF_A_SENDER; i++) {
        String name = sender + "-" + i;
        groups.put(name, new Group(name));
      }
    }
  }

  void create(Life life) {
    life.sqs()
        .createQueue(request ->
            request.queueName(QUEUE).attributes(Map.of(QueueAttributeName.FIFO_QUEUE, "true")));
  }

  private Group group(String name) {
    return Optional.ofNullable(groups.get(name)).orElseThrow();
  }

  /** Sends the next message of one of the sender's groups, or an earlier one again. */
  void send(int sender, Life life, RandomGenerator random) {
    if (accepted.get() - settled.get() > BACKLOG) {
      receive(life, random);
      return;
    }
    Group group = group(sender + "-" + random.nextInt(GROUPS_OF_A_SENDER));
    int number = next(group, random);
    // If the answer is lost, the next turn for this group sends the same number.
    SendMessageResponse response =
        life.sqs()
            .sendMessage(request ->
                request
                    .queueUrl(life.queue(QUEUE))
                    .messageBody(Integer.toString(number))
                    .messageGroupId(group.name)
                    .messageDeduplicationId(group.name + "/" + number));
    noteAnswer(
        group,
        number,
        new Sent(
            response.messageId(), new BigInteger(response.sequenceNumber()), System.nanoTime()));
  }

  /** The group's next number, or one that was accepted not long ago. */
  private static int next(Group group, RandomGenerator random) {
    group.lock.lock();
    try {
      int count = group.sent.size();
      int earlier = count - 1 - random.nextInt(Math.clamp(count, 1, 50));
      boolean again =
          earlier >= 0
              && random.nextInt(5) == 0
              && System.nanoTime() - group.sent.get(earlier).at() < KNOWN.toNanos();
      return again ? earlier : count;
    } finally {
      group.lock.unlock();
    }
  }

  private void noteAnswer(Group group, int number, Sent answer) {
    group.lock.lock();
    try {
      if (number < group.sent.size()) {
        repeated.incrementAndGet();
        assertThat(answer.isAs(group.sent.get(number)))
            .as("%s/%s sent again: %s and %s", group.name, number, group.sent.get(number), answer)
            .isTrue();
        return;
      }
      if (number > 0) {
        assertThat(answer.sequence()).isGreaterThan(group.sent.getLast().sequence());
      }
      group.sent.add(answer);
      accepted.incrementAndGet();
    } finally {
      group.lock.unlock();
    }
  }

  /** Receives up to ten messages and deletes those that come first, of each group, or all. */
  void receive(Life life, RandomGenerator random) {
    Map<String, List<Message>> taken = take(life);
    taken.forEach((name, messages) -> {
      int some = random.nextInt(4) == 0 ? random.nextInt(messages.size() + 1) : messages.size();
      delete(life, group(name), messages.subList(0, some));
      if (some < messages.size() && random.nextBoolean()) {
        Settling.show(life, QUEUE, receipts(messages.subList(some, messages.size())), 0);
      }
    });
  }

  private static List<String> receipts(List<Message> messages) {
    return messages.stream().map(Message::receiptHandle).toList();
  }

  private Map<String, List<Message>> take(Life life) {
    long begun = System.nanoTime();
    List<Message> messages =
        life.sqs()
            .receiveMessage(request ->
                request
                    .queueUrl(life.queue(QUEUE))
                    .maxNumberOfMessages(10)
                    .waitTimeSeconds(1)
                    .visibilityTimeout(VISIBILITY_SECONDS)
                    .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
            .messages();
    Map<String, List<Message>> byGroup = new LinkedHashMap<>();
    for (Message message : messages) {
      String name =
          Optional.ofNullable(message.attributes().get(MessageSystemAttributeName.MESSAGE_GROUP_ID))
              .orElseThrow();
      byGroup.computeIfAbsent(name, key -> new ArrayList<>()).add(message);
    }
    byGroup.forEach((name, ofGroup) -> check(group(name), ofGroup, begun));
    return byGroup;
  }

  private static void check(Group group, List<Message> messages, long begun) {
    group.lock.lock();
    try {
      int first = Integer.parseInt(messages.getFirst().body());
      for (int i = 0; i < messages.size(); i++) {
        int number = Integer.parseInt(messages.get(i).body());
        assertThat(number).as("order in group %s", group.name).isEqualTo(first + i);
        if (number < group.sent.size()) {
          Sent sent = group.sent.get(number);
          assertThat(messages.get(i).messageId()).isEqualTo(sent.messageId());
          assertThat(messages.get(i).attributes())
              .containsEntry(
                  MessageSystemAttributeName.SEQUENCE_NUMBER, sent.sequence().toString());
        }
      }
      assertThat(first)
          .as("group %s: one before it has not been deleted", group.name)
          .isLessThanOrEqualTo(group.deletionsTried);
      assertThat(first >= group.passed || begun < group.passedAt)
          .as("%s/%s comes back after %s", group.name, first, group.passed)
          .isTrue();
      if (first > group.passed) {
        group.passed = first;
        group.passedAt = System.nanoTime();
      }
    } finally {
      group.lock.unlock();
    }
  }

  private void delete(Life life, Group group, List<Message> messages) {
    if (messages.isEmpty()) {
      return;
    }
    int upTo = Integer.parseInt(messages.getLast().body()) + 1;
    group.lock.lock();
    try {
      if (upTo > group.deletionsTried) {
        settled.addAndGet(upTo - group.deletionsTried);
        group.deletionsTried = upTo;
      }
    } finally {
      group.lock.unlock();
    }
    // One fails when another receiver has its message by now.
    Settling.delete(life, QUEUE, receipts(messages));
  }

  /** One turn of emptying; whether the queue is empty and all that was accepted has come. */
  boolean drain(Life life) {
    take(life).forEach((name, messages) -> delete(life, group(name), messages));
    return groups.values().stream().allMatch(group -> group.deletionsTried >= group.sent.size())
        && Settling.depth(life, QUEUE) == 0;
  }

  /** Nothing is left. */
  void checkEnd(Life life) {
    assertThat(take(life)).isEmpty();
    assertThat(Settling.depth(life, QUEUE)).isZero();
  }

  String summary() {
    return accepted + " FIFO messages, " + repeated + " sent again";
  }
}
