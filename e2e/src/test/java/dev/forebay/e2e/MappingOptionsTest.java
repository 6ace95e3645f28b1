package dev.forebay.e2e;

import static dev.forebay.e2e.MappingLab.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.e2e.MappingLab.Seen;
import dev.forebay.e2e.MappingLab.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.lambda.model.EventSourcePosition;
import software.amazon.awssdk.services.lambda.model.Filter;
import software.amazon.awssdk.services.lambda.model.FunctionResponseType;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Every option of a mapping, set by the AWS SDK for Java 2 and seen to act. */
class MappingOptionsTest {
  @TempDir static Path data;

  @SuppressWarnings("NullAway.Init")
  private static MappingLab lab;

  @BeforeAll
  static void open() {
    lab = new MappingLab(data);
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  @Test
  void enabled() {
    Source queue = lab.queue(60);
    String function = lab.function();
    String id = lab.map(queue, function, options -> options.enabled(false));
    assertThat(lab.state(id)).isEqualTo("Disabled");
    lab.send(queue, "later");
    lab.lambda.updateEventSourceMapping(request -> request.uuid(id).enabled(true));
    eventually("it is taken", () -> lab.left(queue) == 0);
  }

  @Test
  void batchSize() {
    Source stream = lab.stream();
    lab.put(stream, "k", "0", "1", "2", "3", "4", "5", "6");
    String function = lab.function();
    lab.map(
        stream,
        function,
        options -> options.startingPosition(EventSourcePosition.TRIM_HORIZON).batchSize(3));
    eventually("all are seen", () -> lab.texts(function).size() == 7);
    assertThat(lab.seen(function)).extracting(seen -> seen.texts().size()).containsExactly(3, 3, 1);
  }

  @Test
  void maximumBatchingWindow() {
    Source queue = lab.queue(60);
    String function = lab.function();
    lab.map(queue, function, options -> options.batchSize(50).maximumBatchingWindowInSeconds(3));
    String[] bodies = IntStream.range(0, 12).mapToObj(Integer::toString).toArray(String[]::new);
    lab.send(queue, bodies);
    eventually("all are seen", () -> lab.texts(function).size() == 12);
    assertThat(lab.seen(function)).hasSize(1);
  }

  @Test
  void filterCriteria() {
    Source queue = lab.queue(60);
    String function = lab.function();
    Filter large = Filter.builder().pattern("{\"body\":{\"n\":[{\"numeric\":[\">\",5]}]}}").build();
    lab.map(queue, function, options -> options.filterCriteria(some -> some.filters(large)));
    lab.send(queue, "{\"n\":3}", "{\"n\":7}", "text");
    eventually("nothing is left", () -> lab.left(queue) == 0 && !lab.texts(function).isEmpty());
    assertThat(lab.texts(function)).containsExactly("{\"n\":7}");
  }

  @Test
  void functionResponseTypesOfAQueue() {
    Source queue = lab.queue(10);
    String function = lab.function();
    lab.send(queue, "good", "report", "fine");
    lab.map(
        queue,
        function,
        options -> options.functionResponseTypes(FunctionResponseType.REPORT_BATCH_ITEM_FAILURES));
    eventually("two are done", () -> lab.left(queue) == 1);
    lab.advance(Duration.ofSeconds(11));
    eventually(
        "the reported one comes back",
        () -> lab.texts(function).stream().filter("report"::equals).count() >= 2);
    assertThat(lab.texts(function)).containsOnlyOnce("good", "fine");
  }

  @Test
  void functionResponseTypesOfAStream() {
    Source stream = lab.stream();
    lab.put(stream, "k", "a", "b", "report", "c");
    String function = lab.function();
    lab.map(
        stream,
        function,
        options ->
            options
                .startingPosition(EventSourcePosition.TRIM_HORIZON)
                .maximumRetryAttempts(1)
                .functionResponseTypes(FunctionResponseType.REPORT_BATCH_ITEM_FAILURES));
    eventually("two tries", () -> lab.seen(function).size() == 2);
    assertThat(lab.seen(function))
        .extracting(Seen::texts)
        .containsExactly(List.of("a", "b", "report", "c"), List.of("report", "c"));
  }

  @Test
  void startingPosition() {
    Source stream = lab.stream();
    lab.put(stream, "k", "old");
    lab.advance(Duration.ofSeconds(2));
    Instant between = stampOfTheFirst(stream).plusSeconds(1);
    lab.put(stream, "k", "new");
    String oldest = lab.function();
    String latest = lab.function();
    String at = lab.function();
    lab.map(stream, oldest, options -> options.startingPosition(EventSourcePosition.TRIM_HORIZON));
    lab.map(stream, latest, options -> options.startingPosition(EventSourcePosition.LATEST));
    lab.map(
        stream,
        at,
        options ->
            options
                .startingPosition(EventSourcePosition.AT_TIMESTAMP)
                .startingPositionTimestamp(between));
    lab.put(stream, "k", "newest");
    eventually("all of it", () -> lab.texts(oldest).equals(List.of("old", "new", "newest")));
    eventually("since then", () -> lab.texts(at).equals(List.of("new", "newest")));
    eventually("from now on", () -> lab.texts(latest).equals(List.of("newest")));
  }

  private static Instant stampOfTheFirst(Source stream) {
    String iterator =
        lab.kinesis
            .getShardIterator(request ->
                request
                    .streamName(stream.name())
                    .shardId("shardId-000000000000")
                    .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
            .shardIterator();
    return lab.kinesis
        .getRecords(request -> request.shardIterator(iterator))
        .records()
        .getFirst()
        .approximateArrivalTimestamp();
  }

  @Test
  void parallelizationFactor() {
    Source stream = lab.stream();
    for (String key : List.of("a", "b", "c", "d", "e", "f")) {
      lab.put(stream, key, "sleep " + key + "1", "sleep " + key + "2");
    }
    String function = lab.function();
    lab.map(
        stream,
        function,
        options ->
            options
                .startingPosition(EventSourcePosition.TRIM_HORIZON)
                .batchSize(1)
                .parallelizationFactor(4));
    eventually("all are seen", () -> lab.texts(function).size() == 12);
    assertThat(lab.mostAtOnce(function)).isBetween(2L, 4L);
    for (String key : List.of("a", "b", "c", "d", "e", "f")) {
      assertThat(lab.texts(function).stream().filter(text -> text.startsWith("sleep " + key)))
          .as("in the order of its key")
          .containsExactly("sleep " + key + "1", "sleep " + key + "2");
    }
  }

  @Test
  void bisectAndDestination() {
    Source failures = lab.queue(60);
    Source stream = lab.stream();
    lab.put(stream, "k", "a", "b", "poison", "c");
    String function = lab.function();
    lab.map(
        stream,
        function,
        options ->
            options
                .startingPosition(EventSourcePosition.TRIM_HORIZON)
                .bisectBatchOnFunctionError(true)
                .maximumRetryAttempts(0)
                .destinationConfig(
                    to -> to.onFailure(failure -> failure.destination(failures.arn()))));
    JsonNode report = lab.report(failures);
    assertThat(text(report, "KinesisBatchInfo", "batchSize")).isEqualTo("1");
    assertThat(text(report, "requestContext", "condition")).isEqualTo("RetryAttemptsExhausted");
    eventually(
        "what follows it goes on",
        () -> lab.seen(function).stream().anyMatch(seen -> seen.texts().equals(List.of("c"))));
  }

  @Test
  void maximumRetryAttempts() {
    Source failures = lab.queue(60);
    Source stream = lab.stream();
    lab.put(stream, "k", "poison");
    String function = lab.function();
    lab.map(
        stream,
        function,
        options ->
            options
                .startingPosition(EventSourcePosition.TRIM_HORIZON)
                .maximumRetryAttempts(2)
                .destinationConfig(
                    to -> to.onFailure(failure -> failure.destination(failures.arn()))));
    JsonNode report = lab.report(failures);
    assertThat(text(report, "requestContext", "approximateInvokeCount")).isEqualTo("3");
    eventually("three tries", () -> lab.seen(function).size() == 3);
  }

  @Test
  void maximumRecordAge() {
    Source failures = lab.queue(60);
    Source stream = lab.stream();
    lab.put(stream, "k", "poison");
    String function = lab.function();
    String id =
        lab.map(
            stream,
            function,
            options ->
                options
                    .startingPosition(EventSourcePosition.TRIM_HORIZON)
                    .maximumRecordAgeInSeconds(60)
                    .destinationConfig(
                        to -> to.onFailure(failure -> failure.destination(failures.arn()))));
    eventually("it has failed", () -> !lab.seen(function).isEmpty());
    lab.advance(Duration.ofSeconds(61));
    JsonNode report = lab.report(failures);
    assertThat(text(report, "requestContext", "condition")).isEqualTo("RecordAgeExceeded");
    assertThat(lab.state(id)).isEqualTo("Enabled");
  }

  @Test
  void tumblingWindow() {
    Source stream = lab.stream();
    String function = lab.function();
    lab.map(
        stream,
        function,
        options ->
            options
                .startingPosition(EventSourcePosition.TRIM_HORIZON)
                .batchSize(2)
                .tumblingWindowInSeconds(2));
    lab.put(stream, "k", "a", "b", "c");
    eventually(
        "the last calls of the windows count all",
        () ->
            lab.seen(function).stream()
                    .filter(Seen::last)
                    .mapToInt(seen -> Integer.parseInt(seen.state().replaceAll("\\D", "")))
                    .sum()
                == 3);
  }

  @Test
  void maximumConcurrency() {
    Source queue = lab.queue(60);
    String function = lab.function();
    lab.map(
        queue,
        function,
        options -> options.batchSize(1).scalingConfig(limit -> limit.maximumConcurrency(2)));
    lab.send(queue, sleepers(6));
    eventually("all are seen", () -> lab.texts(function).size() == 6);
    assertThat(lab.mostAtOnce(function)).isEqualTo(2);
  }

  @Test
  void provisionedPollers() {
    Source queue = lab.queue(60);
    String function = lab.function();
    lab.map(
        queue,
        function,
        options ->
            options
                .batchSize(1)
                .provisionedPollerConfig(pollers -> pollers.minimumPollers(2).maximumPollers(2)));
    lab.send(queue, sleepers(12));
    eventually("all are seen", () -> lab.texts(function).size() == 12);
    assertThat(lab.mostAtOnce(function)).as("five without them").isGreaterThan(5);
  }

  @Test
  void aPoisonousMessageGoesWhereTheQueueSendsIt() {
    Source dead = lab.queue(60);
    Source queue = lab.queue(10);
    lab.sqs.setQueueAttributes(request ->
        request
            .queueUrl(queue.url())
            .attributes(
                Map.of(
                    QueueAttributeName.REDRIVE_POLICY,
                    "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":\"1\"}"
                        .formatted(dead.arn()))));
    String function = lab.function();
    lab.map(queue, function, options -> options);
    lab.send(queue, "poison");
    eventually("it has failed", () -> !lab.seen(function).isEmpty());
    lab.advance(Duration.ofSeconds(11));
    eventually(
        "it is a dead letter",
        () ->
            lab.sqs.receiveMessage(request -> request.queueUrl(dead.url())).messages().stream()
                .map(Message::body)
                .collect(Collectors.toList())
                .equals(List.of("poison")));
  }

  private static String[] sleepers(int count) {
    return IntStream.range(0, count).mapToObj(i -> "sleep " + i).toArray(String[]::new);
  }

  private static String text(JsonNode report, String object, String field) {
    JsonNode value = report.field(object).orElseThrow().field(field).orElseThrow();
    return value.isNumber() ? value.asNumber() : value.asString();
  }
}
