package dev.forebay.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** What a standard queue with a dead-letter queue must do, beside the queue. One thread. */
final class StandardQueueModel implements QueueModel {
  private static final int MOST_RECEIVES = 3;

  private final QueueCalls calls;
  private final String url;
  private final String dead;
  private final List<Row> rows = new ArrayList<>();
  private final List<Row> gone = new ArrayList<>();
  private final Set<String> deadIds = new HashSet<>();
  private int names;

  private static final class Row {
    private final String id;
    private final String body;
    private final int number;
    private Instant visibleAt;
    private int receives;
    private String receipt = "";

    Row(String id, String body, int number, Instant visibleAt) {
      this.id = id;
      this.body = body;
      this.number = number;
      this.visibleAt = visibleAt;
    }
  }

  StandardQueueModel(QueueCalls calls, String name) {
    this.calls = calls;
    this.dead = calls.sqs().create(name + "-dead", Map.of());
    this.url =
        calls
            .sqs()
            .create(
                name,
                Map.of(
                    "RedrivePolicy",
                    "{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-central-1:123456789012:"
                        + name
                        + "-dead\",\"maxReceiveCount\":"
                        + MOST_RECEIVES
                        + "}"));
  }

  @Override
  public void step(RandomGenerator random) {
    switch (random.nextInt(14)) {
      case 0, 1, 2, 3 -> send(random.nextBoolean() ? 0 : random.nextInt(30));
      case 4, 5, 6, 7 -> receive(1 + random.nextInt(10), 1 + random.nextInt(30));
      case 8, 9 -> pick(random, rows).ifPresent(this::delete);
      case 10 -> pick(random, gone).ifPresent(row -> calls.delete(url, row.receipt));
      case 11 -> change(random);
      case 12 -> calls.clock().advance(Duration.ofMillis(random.nextInt(20_000)));
      default -> rarely(random);
    }
    assertThat(calls.depth(url)).isEqualTo(depth());
  }

  private void rarely(RandomGenerator random) {
    if (random.nextInt(8) == 0) {
      calls.purge(url);
      rows.clear();
    }
  }

  private void send(int delay) {
    String body = "message " + ++names;
    SendMessageResponse sent =
        calls
            .sqs()
            .call(
                SendMessageRequest.builder()
                    .queueUrl(url)
                    .messageBody(body)
                    .delaySeconds(delay)
                    .build(),
                SendMessageResponse.class);
    rows.add(new Row(sent.messageId(), body, names, calls.now().plusSeconds(delay)));
  }

  private void receive(int max, int visibility) {
    Instant now = calls.now();
    List<Row> expected = new ArrayList<>();
    List<Row> visible = new ArrayList<>(rows);
    visible.removeIf(row -> row.visibleAt.isAfter(now));
    visible.sort(
        Comparator.comparing((Row row) -> row.visibleAt).thenComparingInt(row -> row.number));
    for (Row row : visible) {
      if (expected.size() == max) {
        break;
      }
      if (row.receives == MOST_RECEIVES) {
        rows.remove(row);
        deadIds.add(row.id);
      } else {
        row.receives++;
        row.visibleAt = now.plusSeconds(visibility);
        expected.add(row);
      }
    }
    List<Message> got = calls.receive(url, max, visibility);
    assertThat(got)
        .extracting(Message::messageId, Message::body, QueueCalls::receives)
        .isEqualTo(expected.stream().map(row -> tuple(row.id, row.body, row.receives)).toList());
    for (int i = 0; i < got.size(); i++) {
      expected.get(i).receipt = got.get(i).receiptHandle();
    }
  }

  private static Optional<Row> pick(RandomGenerator random, List<Row> from) {
    List<Row> received = from.stream().filter(row -> !row.receipt.isEmpty()).toList();
    return received.isEmpty()
        ? Optional.empty()
        : Optional.of(received.get(random.nextInt(received.size())));
  }

  /** Also when it is visible again. */
  private void delete(Row row) {
    calls.delete(url, row.receipt);
    rows.remove(row);
    gone.add(row);
  }

  private void change(RandomGenerator random) {
    pick(random, rows)
        .filter(row -> row.visibleAt.isAfter(calls.now()))
        .ifPresent(row -> {
          int seconds = random.nextInt(40);
          calls.change(url, row.receipt, seconds);
          row.visibleAt = calls.now().plusSeconds(seconds);
        });
  }

  private List<Integer> depth() {
    Instant now = calls.now();
    int visible = 0;
    int out = 0;
    int delayed = 0;
    for (Row row : rows) {
      if (!row.visibleAt.isAfter(now)) {
        visible++;
      } else if (row.receives > 0) {
        out++;
      } else {
        delayed++;
      }
    }
    return List.of(visible, out, delayed);
  }

  @Override
  public void end() {
    while (!rows.isEmpty()) {
      calls.clock().advance(Duration.ofMinutes(1));
      receive(10, 30);
    }
    assertThat(calls.depth(url)).containsExactly(0, 0, 0);
    Set<String> there = new HashSet<>();
    List<Message> got = calls.receive(dead, 10, 600);
    while (!got.isEmpty()) {
      got.forEach(message -> assertThat(there.add(message.messageId())).isTrue());
      got = calls.receive(dead, 10, 600);
    }
    assertThat(there).isEqualTo(deadIds);
  }
}
