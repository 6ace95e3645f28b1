package dev.forebay.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.wire.AwsException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/**
 * What a FIFO queue must do, beside the queue: order and blocking within groups, deduplication for
 * five minutes, receipts that expire. Which of several free groups comes first is left open. One
 * thread.
 */
final class FifoQueueModel implements QueueModel {
  private static final Duration REMEMBERED = Duration.ofMinutes(5);
  private static final int GROUPS = 4;
  private static final int DEDUPLICATION_IDS = 40;

  private final QueueCalls calls;
  private final String url;
  private final Map<String, List<Row>> groups = new LinkedHashMap<>();
  private final Map<String, Answer> answers = new HashMap<>();
  private final List<Handle> handles = new ArrayList<>();
  private String lastSequence = "";

  private record Answer(String messageId, String sequence, Instant until) {}

  /** A receipt, and the message that it came with. */
  private record Handle(String receipt, Row row) {}

  private static final class Row {
    private final String id;
    private final String group;
    private final String sequence;
    private Instant visibleAt = Instant.MIN;
    private int receives;
    private String receipt = "";
    private boolean gone;

    Row(String id, String group, String sequence) {
      this.id = id;
      this.group = group;
      this.sequence = sequence;
    }
  }

  FifoQueueModel(QueueCalls calls, String name) {
    this.calls = calls;
    this.url = calls.sqs().create(name, Map.of("FifoQueue", "true"));
    for (int i = 0; i < GROUPS; i++) {
      groups.put("group-" + i, new ArrayList<>());
    }
  }

  private List<Row> group(String name) {
    return Optional.ofNullable(groups.get(name)).orElseThrow();
  }

  @Override
  public void step(RandomGenerator random) {
    switch (random.nextInt(14)) {
      case 0, 1, 2, 3 ->
          send("group-" + random.nextInt(GROUPS), "d" + random.nextInt(DEDUPLICATION_IDS));
      case 4, 5, 6 -> receive(1 + random.nextInt(10), 1 + random.nextInt(30));
      case 7, 8, 9, 10 -> delete(random);
      case 11 -> change(random);
      case 12 -> calls.clock().advance(Duration.ofMillis(random.nextInt(20_000)));
      default -> {
        if (random.nextInt(8) == 0) {
          calls.purge(url);
          groups.values().forEach(List::clear);
          handles.forEach(handle -> handle.row().gone = true);
        }
      }
    }
    assertThat(calls.depth(url).stream().mapToInt(Integer::intValue).sum())
        .isEqualTo(groups.values().stream().mapToInt(List::size).sum());
  }

  private void send(String group, String deduplicationId) {
    SendMessageResponse sent = calls.sqs().send(url, "body", group, deduplicationId);
    Optional<Answer> before =
        Optional.ofNullable(answers.get(deduplicationId))
            .filter(answer -> answer.until().isAfter(calls.now()));
    if (before.isPresent()) {
      assertThat(sent.messageId()).isEqualTo(before.get().messageId());
      assertThat(sent.sequenceNumber()).isEqualTo(before.get().sequence());
      return;
    }
    assertThat(sent.sequenceNumber()).isGreaterThan(lastSequence);
    lastSequence = sent.sequenceNumber();
    answers.put(
        deduplicationId,
        new Answer(sent.messageId(), sent.sequenceNumber(), calls.now().plus(REMEMBERED)));
    group(group).add(new Row(sent.messageId(), group, sent.sequenceNumber()));
  }

  /** Whether one of its messages is out. */
  private boolean isBlocked(List<Row> group) {
    return group.stream().anyMatch(row -> row.visibleAt.isAfter(calls.now()));
  }

  private void receive(int max, int visibility) {
    int free =
        groups.values().stream().filter(group -> !isBlocked(group)).mapToInt(List::size).sum();
    List<Message> got = calls.receive(url, max, visibility);
    assertThat(got).hasSize(Math.min(max, free));
    Map<String, Integer> places = new HashMap<>();
    List<Row> out = new ArrayList<>();
    for (Message message : got) {
      String name = QueueCalls.attribute(message, MessageSystemAttributeName.MESSAGE_GROUP_ID);
      assertThat(isBlocked(group(name))).as("%s is blocked", name).isFalse();
      Row row = group(name).get(places.merge(name, 1, Integer::sum) - 1);
      row.receives++;
      assertThat(message.messageId()).as("the next of %s", name).isEqualTo(row.id);
      assertThat(QueueCalls.receives(message)).isEqualTo(row.receives);
      assertThat(QueueCalls.attribute(message, MessageSystemAttributeName.SEQUENCE_NUMBER))
          .isEqualTo(row.sequence);
      row.receipt = message.receiptHandle();
      handles.add(new Handle(row.receipt, row));
      out.add(row);
    }
    out.forEach(row -> row.visibleAt = calls.now().plusSeconds(visibility));
  }

  private void delete(RandomGenerator random) {
    if (handles.isEmpty()) {
      return;
    }
    Handle handle = handles.get(handles.size() - 1 - random.nextInt(Math.min(12, handles.size())));
    Row row = handle.row();
    boolean good = handle.receipt().equals(row.receipt) && row.visibleAt.isAfter(calls.now());
    if (row.gone || good) {
      calls.delete(url, handle.receipt());
      group(row.group).remove(row);
      row.gone = true;
    } else {
      assertThatThrownBy(() -> calls.delete(url, handle.receipt()))
          .isInstanceOf(AwsException.class)
          .hasMessageContaining("The receipt handle has expired.");
    }
  }

  private void change(RandomGenerator random) {
    if (handles.isEmpty()) {
      return;
    }
    Row row = handles.get(random.nextInt(handles.size())).row();
    if (!row.gone && row.visibleAt.isAfter(calls.now())) {
      int seconds = random.nextInt(40);
      calls.change(url, row.receipt, seconds);
      row.visibleAt = calls.now().plusSeconds(seconds);
    }
  }

  @Override
  public void end() {
    calls.clock().advance(Duration.ofMinutes(1));
    int left = groups.values().stream().mapToInt(List::size).sum();
    // Each receive blocks the groups that it takes from, so time has to pass in between.
    for (int i = 0; i <= left; i++) {
      receive(10, 1);
      for (Handle handle : List.copyOf(handles)) {
        if (!handle.row().gone
            && handle.receipt().equals(handle.row().receipt)
            && handle.row().visibleAt.isAfter(calls.now())) {
          calls.delete(url, handle.receipt());
          group(handle.row().group).remove(handle.row());
          handle.row().gone = true;
        }
      }
    }
    assertThat(groups.values()).allMatch(List::isEmpty);
    assertThat(calls.depth(url)).containsExactly(0, 0, 0);
  }
}
