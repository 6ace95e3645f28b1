package dev.forebay.eventsource.engine;

import static dev.forebay.eventsource.engine.Site.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.kinesis.model.DeleteStreamRequest;
import software.amazon.awssdk.services.kinesis.model.MergeShardsRequest;
import software.amazon.awssdk.services.kinesis.model.SplitShardRequest;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.EventSourcePosition;
import software.amazon.awssdk.services.lambda.model.Filter;
import software.amazon.awssdk.services.lambda.model.FunctionResponseType;
import software.amazon.awssdk.services.lambda.model.UpdateEventSourceMappingRequest;

/**
 * Mappings of streams, with real streams and functions that are played, on a clock that is moved.
 */
class StreamMappingTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir Path folder;
  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final StorageEngine storage = MemoryEngine.open(clock);
  private Site site;
  private String stream;
  private String failures;

  @BeforeEach
  void open() {
    site = new Site(storage, folder, clock);
    site.function("worker");
    stream = site.stream("clicks", 1);
    failures = site.queue("failures", Map.of());
  }

  @AfterEach
  void close() {
    site.close();
    storage.close();
  }

  private String map(Consumer<CreateEventSourceMappingRequest.Builder> options)
      throws InterruptedException {
    return site.map(
        stream,
        mapping -> {
          mapping.startingPosition(EventSourcePosition.TRIM_HORIZON);
          options.accept(mapping);
        });
  }

  private static String data(JsonNode record) {
    return new String(
        Base64.getDecoder().decode(record.at("/kinesis/data").asText()), StandardCharsets.UTF_8);
  }

  private static List<String> texts(JsonNode event) {
    List<String> all = new ArrayList<>();
    event.path("Records").forEach(record -> all.add(data(record)));
    return all;
  }

  private List<List<String>> batches() {
    return site.functions.events().stream().map(event -> texts(event)).toList();
  }

  private boolean advanceUntil(BooleanSupplier condition) {
    clock.advance(Duration.ofMillis(200));
    return condition.getAsBoolean();
  }

  private void failOn(String poison) {
    site.functions.play(event -> {
      if (texts(event).contains(poison)) {
        throw new ScriptedFunctions.Failure();
      }
      return "null";
    });
  }

  @Test
  void aRecordReachesTheFunctionInAwssShape() throws InterruptedException {
    String uuid = map(mapping -> {});
    assertThat(site.mapping(uuid).lastProcessingResult()).isEqualTo("No records processed");
    String sequence = site.put("clicks", "p1", "hello").sequenceNumber();
    eventually(() -> "OK".equals(site.mapping(uuid).lastProcessingResult()));
    assertThat(site.functions.events().getFirst().toString())
        .isEqualTo(
            "{\"Records\":[{\"kinesis\":{\"kinesisSchemaVersion\":\"1.0\",\"partitionKey\":\"p1\","
                + "\"sequenceNumber\":\""
                + sequence
                + "\",\"data\":\"aGVsbG8=\",\"approximateArrivalTimestamp\":1.7672256E9},"
                + "\"eventSource\":\"aws:kinesis\",\"eventVersion\":\"1.0\","
                + "\"eventID\":\"shardId-000000000000:"
                + sequence
                + "\",\"eventName\":\"aws:kinesis:record\","
                + "\"invokeIdentityArn\":\"arn:aws:iam::123456789012:role/worker\","
                + "\"awsRegion\":\"eu-central-1\",\"eventSourceARN\":\""
                + stream
                + "\"}]}");
  }

  @Test
  void latestLeavesOutWhatWasThereBefore() throws InterruptedException {
    site.put("clicks", "k", "before");
    map(mapping -> mapping.startingPosition(EventSourcePosition.LATEST));
    site.put("clicks", "k", "after");
    eventually(() -> !site.functions.events().isEmpty());
    assertThat(batches()).containsExactly(List.of("after"));
  }

  @Test
  void atTimestampStartsWithWhatArrivedThen() throws InterruptedException {
    site.put("clicks", "k", "before");
    clock.advance(Duration.ofSeconds(10));
    Instant time = clock.now();
    site.put("clicks", "k", "then");
    clock.advance(Duration.ofSeconds(10));
    map(mapping ->
        mapping.startingPosition(EventSourcePosition.AT_TIMESTAMP).startingPositionTimestamp(time));
    eventually(() -> !site.functions.events().isEmpty());
    assertThat(batches()).containsExactly(List.of("then"));
  }

  @Test
  void aBatchHasNoMoreRecordsThanBatchSize() throws InterruptedException {
    for (int index = 0; index < 5; index++) {
      site.put("clicks", "k", "r" + index);
    }
    map(mapping -> mapping.batchSize(2));
    eventually(() -> site.functions.records().size() == 5);
    assertThat(batches()).containsExactly(List.of("r0", "r1"), List.of("r2", "r3"), List.of("r4"));
  }

  @Test
  void aBatchThatFailsForGoodIsReportedInAwssShape() throws Exception {
    failOn("poison");
    map(mapping ->
        mapping
            .maximumRetryAttempts(1)
            .destinationConfig(config -> config.onFailure(target -> target.destination(failures))));
    String sequence = site.put("clicks", "k", "poison").sequenceNumber();
    eventually(() -> advanceUntil(() -> !site.bodies("failures").isEmpty()));
    JsonNode report = JSON.readTree(site.bodies("failures").getFirst());
    assertThat(site.functions.events()).hasSize(2);
    assertThat(report.at("/requestContext/condition").asText()).isEqualTo("RetryAttemptsExhausted");
    assertThat(report.at("/requestContext/approximateInvokeCount").asInt()).isEqualTo(2);
    assertThat(report.at("/requestContext/functionArn").asText())
        .isEqualTo("arn:aws:lambda:eu-central-1:123456789012:function:worker");
    assertThat(report.path("responseContext").toString())
        .isEqualTo(
            "{\"statusCode\":200,\"executedVersion\":\"$LATEST\",\"functionError\":\"Unhandled\"}");
    assertThat(report.path("version").asText()).isEqualTo("1.0");
    assertThat(report.path("timestamp").asText()).matches("2026-01-01T00:00:\\d\\d\\.\\d{3}Z");
    assertThat(report.path("KinesisBatchInfo").toString())
        .isEqualTo(
            "{\"shardId\":\"shardId-000000000000\",\"startSequenceNumber\":\""
                + sequence
                + "\",\"endSequenceNumber\":\""
                + sequence
                + "\",\"approximateArrivalOfFirstRecord\":\"2026-01-01T00:00:00.000Z\","
                + "\"approximateArrivalOfLastRecord\":\"2026-01-01T00:00:00.000Z\","
                + "\"batchSize\":1,\"streamArn\":\""
                + stream
                + "\"}");
    site.put("clicks", "k", "good");
    eventually(() -> batches().contains(List.of("good")));
  }

  @Test
  void aPoisonRecordIsBisectedOutAndTheOthersAreProcessed() throws Exception {
    failOn("r5");
    for (int index = 0; index < 8; index++) {
      site.put("clicks", "k", "r" + index);
    }
    map(mapping ->
        mapping
            .bisectBatchOnFunctionError(true)
            .maximumRetryAttempts(0)
            .destinationConfig(config -> config.onFailure(target -> target.destination(failures))));
    eventually(() -> advanceUntil(() -> !site.bodies("failures").isEmpty()));
    JsonNode report = JSON.readTree(site.bodies("failures").getFirst());
    assertThat(report.at("/KinesisBatchInfo/batchSize").asInt()).isEqualTo(1);
    eventually(() -> batches().contains(List.of("r6", "r7")));
    assertThat(batches())
        .containsExactly(
            List.of("r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7"),
            List.of("r0", "r1", "r2", "r3"),
            List.of("r4", "r5", "r6", "r7"),
            List.of("r4", "r5"),
            List.of("r4"),
            List.of("r5"),
            List.of("r6", "r7"));
  }

  @Test
  void theNextTryStartsWithTheLowestReportedRecord() throws InterruptedException {
    List<String> sequences = new ArrayList<>();
    for (int index = 0; index < 5; index++) {
      sequences.add(site.put("clicks", "k", "r" + index).sequenceNumber());
    }
    site.functions.play(event ->
        site.functions.events().size() > 1
            ? "null"
            : "{\"batchItemFailures\":[{\"itemIdentifier\":\""
                + sequences.get(4)
                + "\"},{\"itemIdentifier\":\""
                + sequences.get(2)
                + "\"}]}");
    map(mapping -> mapping.functionResponseTypes(FunctionResponseType.REPORT_BATCH_ITEM_FAILURES));
    eventually(() -> advanceUntil(() -> site.functions.events().size() == 2));
    assertThat(batches().get(1)).containsExactly("r2", "r3", "r4");
  }

  @Test
  void aRecordThatHasGrownTooOldIsGivenUpAndYoungerOnesStay() throws Exception {
    CopyOnWriteArrayList<String> done = new CopyOnWriteArrayList<>();
    site.functions.play(event -> {
      if (texts(event).contains("old")) {
        throw new ScriptedFunctions.Failure();
      }
      done.addAll(texts(event));
      return "null";
    });
    site.put("clicks", "k", "old");
    clock.advance(Duration.ofSeconds(30));
    site.put("clicks", "k", "young");
    map(mapping ->
        mapping
            .maximumRecordAgeInSeconds(60)
            .destinationConfig(config -> config.onFailure(target -> target.destination(failures))));
    eventually(() -> advanceUntil(() -> !site.bodies("failures").isEmpty()));
    JsonNode report = JSON.readTree(site.bodies("failures").getFirst());
    assertThat(report.at("/requestContext/condition").asText()).isEqualTo("RecordAgeExceeded");
    assertThat(report.has("responseContext")).isFalse();
    assertThat(report.at("/KinesisBatchInfo/batchSize").asInt()).isEqualTo(1);
    eventually(() -> advanceUntil(() -> done.contains("young")));
  }

  @Test
  void keysRunAtOnceInLanesAndEachStaysInOrder() throws InterruptedException {
    CountDownLatch two = new CountDownLatch(2);
    Map<String, List<String>> seen = new ConcurrentHashMap<>();
    site.functions.play(event -> {
      two.countDown();
      two.await(10, TimeUnit.SECONDS);
      for (JsonNode record : event.path("Records")) {
        seen.computeIfAbsent(
                record.at("/kinesis/partitionKey").asText(), key -> new CopyOnWriteArrayList<>())
            .add(data(record));
      }
      return "null";
    });
    for (int index = 0; index < 40; index++) {
      site.put("clicks", "k" + index % 8, "r" + "%02d".formatted(index));
    }
    map(mapping -> mapping.parallelizationFactor(4).batchSize(3));
    eventually(() -> seen.values().stream().mapToInt(List::size).sum() == 40);
    assertThat(site.functions.most()).isBetween(2, 4);
    seen.values().forEach(records -> assertThat(records).isSorted());
  }

  @Test
  void filteredRecordsArePassedOver() throws InterruptedException {
    map(mapping ->
        mapping.filterCriteria(criteria ->
            criteria.filters(
                List.of(Filter.builder().pattern("{\"data\":{\"kind\":[\"good\"]}}").build()))));
    site.put("clicks", "k", "{\"kind\":\"bad\"}");
    site.put("clicks", "k", "{\"kind\":\"good\"}");
    eventually(() -> site.functions.events().size() == 1);
    assertThat(batches()).containsExactly(List.of("{\"kind\":\"good\"}"));
  }

  @Test
  void aMappingGoesOnWhereItStoppedWhenItIsEnabledAgain() throws InterruptedException {
    String uuid = map(mapping -> {});
    site.put("clicks", "k", "one");
    eventually(() -> site.functions.records().size() == 1);
    site.call(UpdateEventSourceMappingRequest.builder().uuid(uuid).enabled(false).build());
    eventually(() -> site.state(uuid).equals("Disabled"));
    site.put("clicks", "k", "two");
    site.call(UpdateEventSourceMappingRequest.builder().uuid(uuid).enabled(true).build());
    eventually(() -> site.functions.records().size() == 2);
    assertThat(batches()).containsExactly(List.of("one"), List.of("two"));
  }

  @Test
  void aRestartForgetsNeitherThePlaceNorTheTries() throws InterruptedException {
    failOn("poison");
    map(mapping ->
        mapping
            .maximumRetryAttempts(3)
            .destinationConfig(config -> config.onFailure(target -> target.destination(failures))));
    site.put("clicks", "k", "good");
    eventually(() -> site.functions.records().size() == 1);
    site.put("clicks", "k", "poison");
    eventually(() -> advanceUntil(() -> site.functions.events().size() == 3));
    site.close();
    site = new Site(storage, folder, clock);
    failOn("poison");
    eventually(() -> advanceUntil(() -> !site.bodies("failures").isEmpty()));
    assertThat(site.functions.events()).hasSizeBetween(1, 2);
    assertThat(site.bodies("failures").getFirst()).contains("\"approximateInvokeCount\":4");
    assertThat(batches()).doesNotContain(List.of("good"));
  }

  @Test
  void parentsAreFinishedBeforeTheirChildren() throws InterruptedException {
    for (int index = 0; index < 10; index++) {
      site.put("clicks", "k" + index % 3, "parent" + index);
    }
    split();
    for (int index = 0; index < 10; index++) {
      site.put("clicks", "k" + index % 3, "child" + index);
    }
    site.call(
        MergeShardsRequest.builder()
            .streamName("clicks")
            .shardToMerge("shardId-000000000001")
            .adjacentShardToMerge("shardId-000000000002")
            .build());
    for (int index = 0; index < 10; index++) {
      site.put("clicks", "k" + index % 3, "grandchild" + index);
    }
    map(mapping -> mapping.batchSize(4));
    eventually(() -> site.functions.records().size() == 30);
    List<String> generations =
        site.functions.records().stream()
            .map(record -> data(record).replaceAll("\\d", ""))
            .distinct()
            .toList();
    assertThat(generations).containsExactly("parent", "child", "grandchild");
  }

  private void split() {
    site.call(
        SplitShardRequest.builder()
            .streamName("clicks")
            .shardToSplit("shardId-000000000000")
            .newStartingHashKey("170141183460469231731687303715884105728")
            .build());
  }

  @Test
  void childrenAreFoundWhileTheMappingRuns() throws InterruptedException {
    map(mapping -> {});
    site.put("clicks", "k", "parent");
    eventually(() -> site.functions.records().size() == 1);
    split();
    site.put("clicks", "k", "child");
    eventually(() -> site.functions.records().size() == 2);
  }

  @Test
  void aTumblingWindowCarriesStateAndEndsWithAFinalCall() throws InterruptedException {
    site.functions.play(event -> {
      int count = event.at("/state/count").asInt() + event.path("Records").size();
      return "{\"state\":{\"count\":" + count + "}}";
    });
    map(mapping -> mapping.tumblingWindowInSeconds(30).batchSize(2));
    for (int index = 0; index < 3; index++) {
      site.put("clicks", "k", "r" + index);
      int seen = index + 1;
      eventually(() -> site.functions.records().size() == seen);
    }
    eventually(() ->
        advanceUntil(
            () -> site.functions.events().getLast().path("isFinalInvokeForWindow").asBoolean()));
    JsonNode last = site.functions.events().getLast();
    assertThat(last.path("Records")).isEmpty();
    assertThat(last.path("state").toString()).isEqualTo("{\"count\":3}");
    assertThat(last.path("window").toString())
        .isEqualTo("{\"start\":\"2026-01-01T00:00:00Z\",\"end\":\"2026-01-01T00:00:30Z\"}");
    assertThat(last.path("shardId").asText()).isEqualTo("shardId-000000000000");
    assertThat(last.path("eventSourceARN").asText()).isEqualTo(stream);
    assertThat(last.path("isWindowTerminatedEarly").asBoolean()).isFalse();
    JsonNode first = site.functions.events().getFirst();
    assertThat(first.path("state").toString()).isEqualTo("{}");
    assertThat(first.path("isFinalInvokeForWindow").asBoolean()).isFalse();
  }

  @Test
  void aWindowWhoseStateGrowsTooLargeEndsEarly() throws InterruptedException {
    String large = "x".repeat(1_100_000);
    site.functions.play(event -> "{\"state\":{\"s\":\"" + large + "\"}}");
    map(mapping -> mapping.tumblingWindowInSeconds(30));
    site.put("clicks", "k", "r");
    eventually(() -> site.functions.events().size() == 2);
    JsonNode last = site.functions.events().getLast();
    assertThat(last.path("isFinalInvokeForWindow").asBoolean()).isTrue();
    assertThat(last.path("isWindowTerminatedEarly").asBoolean()).isTrue();
  }

  @Test
  void anAnswerWithoutStateIsAFailureInAWindow() throws InterruptedException {
    site.functions.play(
        event -> site.functions.events().size() == 1 ? "{}" : "{\"state\":{\"a\":1}}");
    map(mapping -> mapping.tumblingWindowInSeconds(30));
    site.put("clicks", "k", "r");
    eventually(() -> advanceUntil(() -> site.functions.events().size() == 2));
    assertThat(batches()).containsExactly(List.of("r"), List.of("r"));
  }

  @Test
  void aBatchingWindowGathersRecords() throws InterruptedException {
    map(mapping -> mapping.maximumBatchingWindowInSeconds(5));
    for (int index = 0; index < 4; index++) {
      site.put("clicks", "k", "r" + index);
    }
    clock.advance(Duration.ofSeconds(1));
    site.put("clicks", "k", "r4");
    eventually(() -> advanceUntil(() -> site.functions.records().size() == 5));
    assertThat(site.functions.events()).hasSize(1);
  }

  @Test
  void aBadShardDoesNotKeepAnotherFromGoingOn() throws InterruptedException {
    stream = site.stream("two", 2);
    failOn("poison");
    map(mapping -> {});
    site.put("two", "a", "poison");
    for (int index = 0; index < 20; index++) {
      site.put("two", "k" + index, "r" + index);
    }
    eventually(
        () -> site.functions.records().stream().filter(r -> !data(r).equals("poison")).count() > 3);
  }

  @Test
  void aMappingIsDisabledWhenItsStreamIsGone() throws InterruptedException {
    String uuid = map(mapping -> {});
    site.call(DeleteStreamRequest.builder().streamName("clicks").build());
    eventually(() -> advanceUntil(() -> site.state(uuid).equals("Disabled")));
    assertThat(site.mapping(uuid).stateTransitionReason()).contains("does not exist");
  }
}
