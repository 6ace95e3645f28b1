package dev.forebay.sns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.forebay.wire.AwsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sns.model.PublishBatchRequest;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

class FifoTopicsTest {
  private static final Map<String, String> RAW = Map.of("RawMessageDelivery", "true");

  private final SnsBench bench = new SnsBench();

  @AfterEach
  void close() {
    bench.close();
  }

  private String topic(Map<String, String> others) {
    Map<String, String> attributes = new HashMap<>(others);
    attributes.put("FifoTopic", "true");
    return bench.topic("steps.fifo", attributes);
  }

  private PublishResponse publish(String topic, String group, String id, String body) {
    return bench.publish(
        PublishRequest.builder()
            .topicArn(topic)
            .messageGroupId(group)
            .messageDeduplicationId(id)
            .message(body)
            .build());
  }

  @Test
  void aQueueGetsGroupAndDeduplicationIdAndNoSignature() {
    String topic = topic(Map.of("ContentBasedDeduplication", "true"));
    bench.subscribe(topic, "sqs", bench.queue("q.fifo"), Map.of());
    PublishResponse answer =
        bench.publish(
            PublishRequest.builder().topicArn(topic).messageGroupId("g").message("one").build());
    assertThat(answer.sequenceNumber()).hasSize(20).startsWith("1");
    Message got = bench.drain("q.fifo").getFirst();
    assertThat(got.attributes())
        .containsEntry(MessageSystemAttributeName.MESSAGE_GROUP_ID, "g")
        .containsEntry(
            MessageSystemAttributeName.MESSAGE_DEDUPLICATION_ID,
            "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed");
    JsonNode json = SnsBench.json(got.body());
    assertThat(json.propertyStream().map(Map.Entry::getKey))
        .containsExactly(
            "Type",
            "MessageId",
            "SequenceNumber",
            "TopicArn",
            "Message",
            "Timestamp",
            "UnsubscribeURL");
    assertThat(json.path("SequenceNumber").asText()).isEqualTo(answer.sequenceNumber());
  }

  @Test
  void aRepeatWithinFiveMinutesIsAnsweredAsTheFirstAndNotDelivered() {
    String topic = topic(Map.of());
    bench.subscribe(topic, "sqs", bench.queue("q"), RAW);
    PublishResponse first = publish(topic, "g", "id", "one");
    bench.clock.advance(Duration.ofMinutes(5).minusMillis(1));
    PublishResponse again = publish(topic, "other", "id", "two");
    assertThat(again.messageId()).isEqualTo(first.messageId());
    assertThat(again.sequenceNumber()).isEqualTo(first.sequenceNumber());
    assertThat(bench.bodies("q")).containsExactly("one");
    bench.clock.advance(Duration.ofMillis(1));
    PublishResponse later = publish(topic, "g", "id", "three");
    assertThat(later.messageId()).isNotEqualTo(first.messageId());
    assertThat(later.sequenceNumber()).isGreaterThan(first.sequenceNumber());
    assertThat(bench.bodies("q")).containsExactly("three");
  }

  @Test
  void eachGroupMayDeduplicateForItself() {
    String topic = topic(Map.of("FifoThroughputScope", "MessageGroup"));
    bench.subscribe(topic, "sqs", bench.queue("q"), RAW);
    publish(topic, "a", "id", "one");
    publish(topic, "b", "id", "two");
    publish(topic, "a", "id", "three");
    assertThat(bench.bodies("q")).containsExactlyInAnyOrder("one", "two");
  }

  @Test
  void groupAndDeduplicationIdAreRequired() {
    String topic = topic(Map.of());
    assertThatExceptionOfType(AwsException.class)
        .isThrownBy(() -> bench.publish(topic, "x"))
        .withMessage("Invalid parameter: The MessageGroupId parameter is required for FIFO topics");
    assertThatExceptionOfType(AwsException.class)
        .isThrownBy(() ->
            bench.publish(
                PublishRequest.builder().topicArn(topic).messageGroupId("g").message("x").build()))
        .withMessageContaining("either have ContentBasedDeduplication enabled");
    assertThatExceptionOfType(AwsException.class)
        .isThrownBy(() ->
            bench.subscribe(
                topic, "lambda", SnsBench.PLACE.arn("lambda", "function:f").toString(), Map.of()))
        .withMessageStartingWith("Invalid parameter: Endpoint Reason: Please use an SQS queue");
  }

  /** Publishers of one group each, repeats, batches, a queue that is away now and then. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyGroupArrivesInTheOrderOfItsNumbersAndOnce(long seed) throws Exception {
    String topic = topic(Map.of());
    bench.subscribe(topic, "sqs", bench.queue("a.fifo"), RAW);
    bench.subscribe(topic, "sqs", bench.queue("b.fifo"), RAW);
    Map<String, List<String>> sent = new TreeMap<>();
    ConcurrentLinkedQueue<Throwable> faults = new ConcurrentLinkedQueue<>();
    List<Thread> publishers = new ArrayList<>();
    for (String group : List.of("g1", "g2", "g3")) {
      List<String> bodies = new ArrayList<>();
      sent.put(group, bodies);
      SplittableRandom random = new SplittableRandom(seed * 31 + group.hashCode());
      publishers.add(
          Thread.ofVirtual()
              .uncaughtExceptionHandler((_, e) -> faults.add(e))
              .start(() -> publishSome(topic, group, bodies, random)));
    }
    for (Thread publisher : publishers) {
      publisher.join();
    }
    assertThat(faults).isEmpty();
    for (String queue : List.of("a.fifo", "b.fifo")) {
      List<String> got = bench.bodies(queue);
      sent.forEach((group, bodies) ->
          assertThat(got.stream().filter(body -> body.startsWith(group)))
              .as("%s of %s, seed %d", group, queue, seed)
              .containsExactlyElementsOf(bodies));
    }
  }

  private void publishSome(
      String topic, String group, List<String> bodies, SplittableRandom random) {
    String last = "";
    for (int i = 0; i < 60; i++) {
      String id = group + "-" + i;
      if (random.nextInt(4) == 0) {
        List<PublishBatchRequestEntry> entries = new ArrayList<>();
        for (int j = 0; j < 3; j++) {
          entries.add(
              PublishBatchRequestEntry.builder()
                  .id("e" + j)
                  .message(id + "-" + j)
                  .messageGroupId(group)
                  .messageDeduplicationId(id + "-" + j)
                  .build());
          bodies.add(id + "-" + j);
        }
        bench.call(
            PublishBatchRequest.builder()
                .topicArn(topic)
                .publishBatchRequestEntries(entries)
                .build());
      } else {
        String number = publish(topic, group, id, id).sequenceNumber();
        assertThat(number).isGreaterThan(last);
        last = number;
        bodies.add(id);
        if (random.nextInt(3) == 0) {
          publish(topic, group, id, "a repeat");
        }
      }
    }
  }
}
