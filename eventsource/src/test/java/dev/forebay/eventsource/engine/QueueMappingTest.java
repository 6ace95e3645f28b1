package dev.forebay.eventsource.engine;

import static dev.forebay.eventsource.engine.Site.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.DeleteEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.Filter;
import software.amazon.awssdk.services.lambda.model.FunctionResponseType;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.UpdateEventSourceMappingRequest;
import software.amazon.awssdk.services.sqs.model.DeleteQueueRequest;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/** Mappings of queues, with real queues and functions that are played, on a clock that is moved. */
class QueueMappingTest {
  @TempDir Path folder;
  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final StorageEngine storage = MemoryEngine.open(clock);
  private Site site;
  private String queue;

  @BeforeEach
  void open() {
    site = new Site(storage, folder, clock);
    site.function("worker");
    queue = site.queue("orders", Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "30"));
  }

  @AfterEach
  void close() {
    site.close();
    storage.close();
  }

  private List<String> bodies() {
    return site.functions.records().stream().map(record -> record.path("body").asText()).toList();
  }

  private static List<String> bodies(JsonNode event) {
    return event.path("Records").valueStream().map(record -> record.path("body").asText()).toList();
  }

  @Test
  void aMessageReachesTheFunctionInAwssShapeAndIsDeleted() throws InterruptedException {
    site.map(queue, mapping -> {});
    site.call(
        SendMessageRequest.builder()
            .queueUrl(Site.url("orders"))
            .messageBody("hello")
            .messageAttributes(
                Map.of(
                    "text",
                    MessageAttributeValue.builder().dataType("String").stringValue("v").build(),
                    "bytes",
                    MessageAttributeValue.builder()
                        .dataType("Binary")
                        .binaryValue(SdkBytes.fromUtf8String("abc"))
                        .build()))
            .build());
    eventually(() -> site.functions.records().size() == 1 && site.left("orders") == 0);
    JsonNode record = site.functions.records().getFirst();
    assertThat(record.path("body").asText()).isEqualTo("hello");
    assertThat(record.path("eventSource").asText()).isEqualTo("aws:sqs");
    assertThat(record.path("eventSourceARN").asText()).isEqualTo(queue);
    assertThat(record.path("awsRegion").asText()).isEqualTo("eu-central-1");
    assertThat(record.path("md5OfBody").asText()).isEqualTo("5d41402abc4b2a76b9719d911017c592");
    assertThat(record.path("attributes").path("ApproximateReceiveCount").asText()).isEqualTo("1");
    assertThat(record.path("attributes").path("SentTimestamp").isTextual()).isTrue();
    assertThat(record.path("messageAttributes").path("text").toString())
        .isEqualTo(
            "{\"stringValue\":\"v\",\"stringListValues\":[],\"binaryListValues\":[],\"dataType\":\"String\"}");
    assertThat(record.path("messageAttributes").path("bytes").path("binaryValue").asText())
        .isEqualTo("YWJj");
    assertThat(record.hasNonNull("md5OfMessageAttributes")).isTrue();
    assertThat(record.hasNonNull("messageId") && record.hasNonNull("receiptHandle")).isTrue();
  }

  @Test
  void theDigestOfNoAttributesIsLeftOutOrNullWithAWindow() throws InterruptedException {
    String uuid = site.map(queue, mapping -> {});
    site.send("orders", "a");
    eventually(() -> site.functions.records().size() == 1);
    site.call(
        UpdateEventSourceMappingRequest.builder()
            .uuid(uuid)
            .maximumBatchingWindowInSeconds(1)
            .build());
    eventually(() -> site.state(uuid).equals("Enabled"));
    site.send("orders", "b");
    eventually(() -> advanceUntil(2));
    assertThat(site.functions.records().get(0).has("md5OfMessageAttributes")).isFalse();
    assertThat(site.functions.records().get(1).path("md5OfMessageAttributes").isNull()).isTrue();
  }

  private boolean advanceUntil(int records) {
    clock.advance(Duration.ofMillis(100));
    return site.functions.records().size() == records;
  }

  @Test
  void aFailedMessageComesBackAfterItsVisibilityTimeoutWithAHigherCount()
      throws InterruptedException {
    CopyOnWriteArrayList<String> counts = new CopyOnWriteArrayList<>();
    site.functions.play(event -> {
      counts.add(event.at("/Records/0/attributes/ApproximateReceiveCount").asText());
      if (counts.size() < 3) {
        throw new ScriptedFunctions.Failure();
      }
      return "null";
    });
    site.map(queue, mapping -> {});
    site.send("orders", "poison");
    eventually(() -> counts.size() == 1);
    clock.advance(Duration.ofSeconds(29));
    assertThat(site.left("orders")).isEqualTo(1);
    assertThat(counts).hasSize(1);
    clock.advance(Duration.ofSeconds(2));
    eventually(() -> counts.size() == 2);
    clock.advance(Duration.ofSeconds(31));
    eventually(() -> counts.size() == 3 && site.left("orders") == 0);
    assertThat(counts).containsExactly("1", "2", "3");
  }

  @Test
  void onlyTheReportedMessageOfABatchComesBack() throws InterruptedException {
    String[] ids = new String[3];
    for (int index = 0; index < 3; index++) {
      ids[index] = site.send("orders", "m" + index);
    }
    site.functions.play(event ->
        site.functions.events().size() > 1
            ? "null"
            : "{\"batchItemFailures\":[{\"itemIdentifier\":\"" + ids[1] + "\"}]}");
    site.map(
        queue,
        mapping -> mapping.functionResponseTypes(FunctionResponseType.REPORT_BATCH_ITEM_FAILURES));
    eventually(() -> site.left("orders") == 1);
    clock.advance(Duration.ofSeconds(31));
    eventually(() -> site.left("orders") == 0);
    assertThat(bodies()).containsExactlyInAnyOrder("m0", "m1", "m2", "m1");
    JsonNode again = site.functions.records().getLast();
    assertThat(again.path("body").asText()).isEqualTo("m1");
    assertThat(again.at("/attributes/ApproximateReceiveCount").asText()).isEqualTo("2");
  }

  @Test
  void messagesThatTheFilterDropsAreDeletedUnseen() throws InterruptedException {
    site.map(
        queue,
        mapping ->
            mapping.filterCriteria(criteria ->
                criteria.filters(
                    List.of(
                        Filter.builder().pattern("{\"body\":{\"kind\":[\"good\"]}}").build()))));
    site.send("orders", "{\"kind\":\"bad\"}");
    site.send("orders", "{\"kind\":\"good\"}");
    site.send("orders", "text");
    eventually(() -> site.left("orders") == 0);
    assertThat(bodies()).containsExactly("{\"kind\":\"good\"}");
  }

  @Test
  void aBatchingWindowGathersWhatArrivesMeanwhile() throws InterruptedException {
    site.map(queue, mapping -> mapping.batchSize(100).maximumBatchingWindowInSeconds(5));
    for (int index = 0; index < 25; index++) {
      site.send("orders", "m" + index);
    }
    clock.advance(Duration.ofSeconds(1));
    assertThat(site.functions.events()).isEmpty();
    eventually(() -> advanceUntil(25));
    assertThat(site.functions.events()).hasSize(1);
  }

  @Test
  void aBatchIsCutAtSixMegabytes() throws InterruptedException {
    String large = "x".repeat(1_000_000);
    for (int index = 0; index < 7; index++) {
      site.send("orders", large);
    }
    site.map(queue, mapping -> mapping.batchSize(100).maximumBatchingWindowInSeconds(1));
    eventually(() -> advanceUntil(7));
    assertThat(site.functions.events().stream().map(event -> event.path("Records").size()))
        .containsExactly(6, 1);
  }

  @Test
  void noMoreBatchesRunAtOnceThanMaximumConcurrencyAllows() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    site.functions.play(event -> {
      release.await(20, TimeUnit.SECONDS);
      return "null";
    });
    site.map(
        queue,
        mapping -> mapping.batchSize(1).scalingConfig(scaling -> scaling.maximumConcurrency(3)));
    for (int index = 0; index < 12; index++) {
      site.send("orders", "m" + index);
    }
    eventually(() -> site.functions.events().size() == 3);
    assertThat(site.left("orders")).isEqualTo(12);
    release.countDown();
    eventually(() -> site.left("orders") == 0);
    assertThat(site.functions.most()).isEqualTo(3);
    assertThat(site.functions.events()).hasSize(12);
  }

  @Test
  void fiveBatchesRunAtFirst() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    site.functions.play(event -> {
      release.await(20, TimeUnit.SECONDS);
      return "null";
    });
    for (int index = 0; index < 20; index++) {
      site.send("orders", "m" + index);
    }
    site.map(queue, mapping -> mapping.batchSize(1));
    eventually(() -> site.functions.events().size() == 5);
    release.countDown();
    eventually(() -> site.left("orders") == 0);
  }

  @Test
  void aThrottledFunctionIsAskedAgainWithoutAnotherReceive() throws InterruptedException {
    site.call(
        PutFunctionConcurrencyRequest.builder()
            .functionName("worker")
            .reservedConcurrentExecutions(0)
            .build());
    site.map(queue, mapping -> {});
    site.send("orders", "patient");
    eventually(() -> site.out("orders") == 1);
    for (int second = 0; second < 5; second++) {
      clock.advance(Duration.ofSeconds(1));
    }
    site.call(
        PutFunctionConcurrencyRequest.builder()
            .functionName("worker")
            .reservedConcurrentExecutions(1)
            .build());
    eventually(() -> advanceUntil(1));
    eventually(() -> site.left("orders") == 0);
    assertThat(
            site.functions.records().getFirst().at("/attributes/ApproximateReceiveCount").asText())
        .isEqualTo("1");
  }

  @Test
  void aFailedMessageBlocksItsGroupAndNoOther() throws InterruptedException {
    String fifo =
        site.queue(
            "steps.fifo",
            Map.of(
                QueueAttributeName.FIFO_QUEUE,
                "true",
                QueueAttributeName.CONTENT_BASED_DEDUPLICATION,
                "true",
                QueueAttributeName.VISIBILITY_TIMEOUT,
                "30"));
    CopyOnWriteArrayList<String> done = new CopyOnWriteArrayList<>();
    site.functions.play(event -> {
      List<String> bodies = bodies(event);
      boolean first =
          site.functions.events().stream().filter(e -> bodies(e).contains("a1")).count() < 2;
      if (bodies.contains("a1") && first) {
        throw new ScriptedFunctions.Failure();
      }
      done.addAll(bodies);
      return "null";
    });
    site.map(fifo, mapping -> mapping.batchSize(1));
    for (String body : List.of("a1", "a2", "b1", "a3", "b2")) {
      site.call(
          SendMessageRequest.builder()
              .queueUrl(Site.url("steps.fifo"))
              .messageBody(body)
              .messageGroupId(body.substring(0, 1))
              .build());
    }
    // Deleted too, or the moved clock would make them visible again.
    eventually(() -> done.size() == 2 && site.left("steps.fifo") == 3);
    assertThat(done).containsExactly("b1", "b2");
    clock.advance(Duration.ofSeconds(31));
    eventually(() -> site.left("steps.fifo") == 0);
    assertThat(done).containsExactly("b1", "b2", "a1", "a2", "a3");
  }

  @Test
  void aDisabledMappingLeavesMessagesAndAnEnabledOneTakesThem() throws InterruptedException {
    String uuid = site.map(queue, mapping -> {});
    site.call(UpdateEventSourceMappingRequest.builder().uuid(uuid).enabled(false).build());
    eventually(() -> site.state(uuid).equals("Disabled"));
    site.send("orders", "later");
    assertThat(site.bodies("orders")).containsExactly("later");
    assertThat(site.functions.events()).isEmpty();
    site.call(UpdateEventSourceMappingRequest.builder().uuid(uuid).enabled(true).build());
    eventually(() -> site.left("orders") == 0);
    assertThat(bodies()).containsExactly("later");
  }

  @Test
  void aDeletedMappingBringsItsBatchToAnEndAndTakesNoMore() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    site.functions.play(event -> {
      release.await(20, TimeUnit.SECONDS);
      return "null";
    });
    String uuid = site.map(queue, mapping -> {});
    site.send("orders", "running");
    eventually(() -> site.functions.events().size() == 1);
    site.call(DeleteEventSourceMappingRequest.builder().uuid(uuid).build());
    site.send("orders", "left");
    assertThat(site.state(uuid)).isEqualTo("Deleting");
    release.countDown();
    eventually(() -> site.engine.running() == 0);
    assertThat(site.bodies("orders")).containsExactly("left");
    assertThat(bodies()).containsExactly("running");
  }

  @Test
  void aMappingIsDisabledWhenItsQueueIsGone() throws InterruptedException {
    String uuid = site.map(queue, mapping -> {});
    site.call(DeleteQueueRequest.builder().queueUrl(Site.url("orders")).build());
    clock.advance(Duration.ofSeconds(21));
    eventually(() -> site.state(uuid).equals("Disabled"));
    assertThat(site.mapping(uuid).stateTransitionReason()).contains("does not exist");
  }

  @Test
  void aMappingGoesOnAfterARestart() throws InterruptedException {
    site.map(queue, mapping -> {});
    site.close();
    site = new Site(storage, folder, clock);
    site.send("orders", "after");
    eventually(() -> site.left("orders") == 0);
    assertThat(bodies()).containsExactly("after");
  }
}
