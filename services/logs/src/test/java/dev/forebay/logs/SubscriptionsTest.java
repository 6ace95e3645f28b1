package dev.forebay.logs;

import static dev.forebay.logs.LogsBench.CALL;
import static dev.forebay.logs.LogsBench.NOW;
import static dev.forebay.logs.LogsBench.PLACE;
import static dev.forebay.logs.LogsBench.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.Durability;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import dev.forebay.storage.rocksdb.RocksDbEngine;
import dev.forebay.wire.Authorizer;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.Caller;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteSubscriptionFilterRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeSubscriptionFiltersRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeSubscriptionFiltersResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.Distribution;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutSubscriptionFilterRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.SubscriptionFilter;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;

class SubscriptionsTest {
  private static final String FUNCTION = PLACE.arn("lambda", "function:sink").toString();
  private static final String STREAM = PLACE.arn("kinesis", "stream/sink").toString();
  private static final String ROLE = "arn:aws:iam::123456789012:role/writer";

  private final VirtualClock clock = new VirtualClock(LogsBench.START);
  private final StorageEngine engine = MemoryEngine.open(clock);
  private final LogsBench bench = new LogsBench(engine, clock);

  @BeforeEach
  void create() {
    bench.create("g", "a", "b");
  }

  @AfterEach
  void close() {
    bench.close();
    engine.close();
  }

  private static PutSubscriptionFilterRequest.Builder filter(String name, String pattern) {
    return PutSubscriptionFilterRequest.builder()
        .logGroupName("g")
        .filterName(name)
        .filterPattern(pattern)
        .destinationArn(FUNCTION);
  }

  private static PutSubscriptionFilterRequest.Builder toStream(String name, String pattern) {
    return filter(name, pattern).destinationArn(STREAM).roleArn(ROLE);
  }

  private static String unzipped(byte[] data) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(data))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What functions got, unpacked. */
  private static List<String> events(LogsBench from) {
    return from.asked.stream()
        .map(LogsBench.Asked::request)
        .filter(InvokeRequest.class::isInstance)
        .map(request -> ((InvokeRequest) request).payload().asUtf8String())
        .map(event -> {
          assertThat(event).startsWith("{\"awslogs\":{\"data\":\"").endsWith("\"}}");
          return unzipped(Base64.getDecoder().decode(event.substring(20, event.length() - 3)));
        })
        .toList();
  }

  private static List<String> messages(List<? extends String> records) {
    List<String> found = new ArrayList<>();
    for (String text : records) {
      try (JsonParser parser = new JsonFactory().createParser(text)) {
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
          if (token == JsonToken.FIELD_NAME && parser.currentName().equals("message")) {
            found.add(parser.nextTextValue());
          }
        }
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
    return found;
  }

  private static void refused(String code, ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AwsException.class,
            error -> {
              assertThat(error.code()).isEqualTo(code);
              assertThat(error.text()).contains(message);
            });
  }

  @Test
  void aFunctionGetsWhatThePatternWantsAsOneRecordOfAStream() {
    bench.call(filter("errors", "ERROR").build());
    bench.put("g", "a", line(0, "ERROR one"), line(1, "fine"), line(2, "ERROR \"two\""));
    bench.settle();
    assertThat(bench.asked).hasSize(1);
    LogsBench.Asked asked = bench.asked.getFirst();
    assertThat(((InvokeRequest) asked.request()).functionName()).isEqualTo(FUNCTION);
    assertThat(((InvokeRequest) asked.request()).invocationType()).isEqualTo(InvocationType.EVENT);
    assertThat(asked.context().caller())
        .isEqualTo(
            new Caller.Service(
                "logs.amazonaws.com",
                Optional.of(PLACE.arn("logs", "log-group:g:*")),
                Optional.of(PLACE.account())));
    assertThat(events(bench).getFirst().replaceAll("\"id\":\"[0-9]{56}\"", "\"id\":\"N\""))
        .isEqualTo(
            "{\"messageType\":\"DATA_MESSAGE\",\"owner\":\"123456789012\",\"logGroup\":\"g\","
                + "\"logStream\":\"a\",\"subscriptionFilters\":[\"errors\"],\"logEvents\":["
                + "{\"id\":\"N\",\"timestamp\":"
                + NOW
                + ",\"message\":\"ERROR one\"},{\"id\":\"N\",\"timestamp\":"
                + (NOW + 2000)
                + ",\"message\":\"ERROR \\\"two\\\"\"}]}");
  }

  @Test
  void linesThatFunctionsWriteAreSentAsWell() {
    bench.call(filter("all", "").build());
    bench.logs.writer().append(CALL, "g", "a", List.of(line(0, "one")));
    bench.settle();
    bench.logs.writer().append(CALL, "g", "new", List.of(line(1, "two")));
    bench.settle();
    assertThat(messages(events(bench))).containsExactly("one", "two");
  }

  @Test
  void whatAPatternNamesComesAsExtractedFields() {
    bench.call(filter("fields", "[method, status=5*, ...]").build());
    bench.put("g", "a", line(0, "GET 500 12"), line(1, "GET 200 12"));
    bench.settle();
    assertThat(events(bench).getFirst())
        .contains("\"extractedFields\":{\"method\":\"GET\",\"status\":\"500\",\"3\":\"12\"}");
  }

  @Test
  void whatWasThereBeforeTheFilterIsNotSent() {
    bench.put("g", "a", line(0, "early"));
    clock.advance(Duration.ofSeconds(1));
    bench.call(filter("all", "").build());
    bench.put("g", "a", line(1, "late"));
    bench.settle();
    assertThat(messages(events(bench))).containsExactly("late");
  }

  @Test
  void aDeletedFilterOrGroupSendsNothing() {
    bench.call(filter("all", "").build());
    bench.call(
        DeleteSubscriptionFilterRequest.builder().logGroupName("g").filterName("all").build());
    bench.put("g", "a", line(0, "one"));
    bench.call(filter("all", "").build());
    bench.call(DeleteLogGroupRequest.builder().logGroupName("g").build());
    bench.create("g", "a");
    bench.put("g", "a", line(1, "two"));
    bench.settle();
    assertThat(bench.asked).isEmpty();
  }

  @Test
  void aStreamGetsRecordsUnderTheRoleKeptTogetherByLogStream() {
    bench.call(toStream("all", "").build());
    assertThat(unzipped(record(0).data().asByteArray()))
        .startsWith(
            "{\"messageType\":\"CONTROL_MESSAGE\",\"owner\":\"CloudwatchLogs\",\"logGroup\":\"\"");
    bench.put("g", "a", line(0, "one"));
    bench.settle();
    bench.put("g", "b", line(1, "two"));
    bench.settle();
    bench.put("g", "a", line(2, "three"));
    bench.settle();
    assertThat(bench.asked)
        .extracting(asked -> asked.context().caller().name())
        .containsOnly("arn:aws:sts::123456789012:assumed-role/writer/CloudWatchLogs");
    assertThat(record(1).streamARN()).isEqualTo(STREAM);
    assertThat(record(1).partitionKey())
        .isEqualTo(record(3).partitionKey())
        .isNotEqualTo(record(2).partitionKey());
    assertThat(messages(List.of(unzipped(record(3).data().asByteArray()))))
        .containsExactly("three");
  }

  @Test
  void randomDistributionSpreadsTheRecordsOfALogStream() {
    bench.call(toStream("all", "").distribution(Distribution.RANDOM).build());
    bench.put("g", "a", line(0, "one"));
    bench.settle();
    bench.put("g", "a", line(1, "two"));
    bench.settle();
    assertThat(record(1).partitionKey()).isNotEqualTo(record(2).partitionKey());
  }

  @Test
  void aDeliveryStreamIsTriedAndThenWrittenToUnderTheRoleOfTheFilter() {
    bench.call(
        filter("f", "")
            .destinationArn(PLACE.arn("firehose", "deliverystream/d").toString())
            .roleArn(ROLE)
            .build());
    bench.put("g", "a", line(0, "one"), line(1, "two"));
    bench.settle();
    assertThat(bench.asked)
        .hasSize(2)
        .allSatisfy(asked -> {
          assertThat(asked.context().caller().name())
              .isEqualTo("arn:aws:sts::123456789012:assumed-role/writer/CloudWatchLogs");
          assertThat(delivered(asked).deliveryStreamName()).isEqualTo("d");
        });
    List<String> records =
        bench.asked.stream()
            .map(asked -> unzipped(delivered(asked).record().data().asByteArray()))
            .toList();
    assertThat(records.getFirst())
        .contains("CWL CONTROL MESSAGE: Checking health of destination Firehose.");
    assertThat(messages(records.subList(1, 2))).containsExactly("one", "two");
  }

  private static software.amazon.awssdk.services.firehose.model.PutRecordRequest delivered(
      LogsBench.Asked asked) {
    return (software.amazon.awssdk.services.firehose.model.PutRecordRequest) asked.request();
  }

  private PutRecordRequest record(int index) {
    return (PutRecordRequest) bench.asked.get(index).request();
  }

  @Test
  void bothFiltersOfAGroupSeeEveryEventAndAThirdIsRefused() {
    bench.call(filter("one", "x").build());
    bench.call(filter("two", "y").build());
    refused(
        "LimitExceededException",
        () -> bench.call(filter("three", "").build()),
        "Resource limit exceeded.");
    bench.call(filter("two", "z").build());
    bench.put("g", "a", line(0, "x y"), line(1, "x z"));
    bench.settle();
    assertThat(events(bench).stream().filter(it -> it.contains("[\"one\"]")).toList())
        .satisfies(records -> assertThat(messages(records)).containsExactly("x y", "x z"));
    assertThat(events(bench).stream().filter(it -> it.contains("[\"two\"]")).toList())
        .satisfies(records -> assertThat(messages(records)).containsExactly("x z"));
  }

  @Test
  void filtersAreDescribedAsTheyWerePut() {
    bench.call(filter("b", "ERROR").build());
    bench.call(toStream("a", "").distribution(Distribution.RANDOM).build());
    DescribeSubscriptionFiltersResponse page =
        bench.call(
            DescribeSubscriptionFiltersRequest.builder().logGroupName("g").limit(1).build(),
            DescribeSubscriptionFiltersResponse.class);
    assertThat(page.subscriptionFilters())
        .containsExactly(
            SubscriptionFilter.builder()
                .filterName("a")
                .logGroupName("g")
                .filterPattern("")
                .destinationArn(STREAM)
                .roleArn(ROLE)
                .distribution("Random")
                .applyOnTransformedLogs(false)
                .creationTime(NOW)
                .build());
    assertThat(
            bench
                .call(
                    DescribeSubscriptionFiltersRequest.builder()
                        .logGroupName("g")
                        .nextToken(page.nextToken())
                        .build(),
                    DescribeSubscriptionFiltersResponse.class)
                .subscriptionFilters())
        .extracting(SubscriptionFilter::filterName, SubscriptionFilter::distributionAsString)
        .containsExactly(tuple("b", "ByLogStream"));
    refused(
        "ResourceNotFoundException",
        () ->
            bench.call(
                DeleteSubscriptionFilterRequest.builder()
                    .logGroupName("g")
                    .filterName("c")
                    .build()),
        "The specified subscription filter does not exist.");
  }

  @Test
  void aFilterThatCannotSendIsRefusedWhenItIsPut() {
    refused(
        "AccessDeniedException",
        () ->
            bench.call(
                filter("f", "")
                    .destinationArn("arn:aws:lambda:eu-central-1:999999999999:function:sink")
                    .build()),
        "Cross-account lambda invocation passing is not allowed.");
    refused(
        "InvalidParameterException",
        () -> bench.call(filter("f", "").destinationArn(STREAM).build()),
        "destinationArn for vendor kinesis cannot be used without roleArn");
    refused(
        "InvalidParameterException",
        () ->
            bench.call(
                filter("f", "")
                    .destinationArn(PLACE.arn("firehose", "deliverystream/d").toString())
                    .build()),
        "destinationArn for vendor firehose cannot be used without roleArn");
    refused(
        "InvalidParameterException",
        () -> bench.call(filter("f", "").destinationArn(PLACE.arn("sqs", "q").toString()).build()),
        "A destination of sqs is not supported by Forebay");
    refused(
        "InvalidParameterException", () -> bench.call(filter("f", "a:b").build()), "Invalid char");
    bench.refusal = Optional.of(new AwsException("ResourceNotFoundException", 400, "none"));
    refused(
        "InvalidParameterException",
        () -> bench.call(toStream("f", "").build()),
        "Could not deliver test message to specified Kinesis stream.");
    bench.authorizer.set((context, service, operation, request) ->
        service.equals("lambda")
            ? new Authorizer.Decision.Denied("no")
            : new Authorizer.Decision.Allowed());
    refused(
        "InvalidParameterException",
        () -> bench.call(filter("f", "").build()),
        "Could not execute the lambda function. Make sure you have given CloudWatch Logs"
            + " permission to execute your function.");
  }

  @Test
  void aFunctionIsNotSubscribedToItsOwnEndlessLines() {
    bench.create("/aws/lambda/sink", "s");
    for (String pattern : List.of("", "RequestId", "?REPORT ?x", "{ $.type = \"platform.*\" }")) {
      refused(
          "InvalidParameterException",
          () -> bench.call(filter("f", pattern).logGroupName("/aws/lambda/sink").build()),
          "it would be invoked without end");
    }
    bench.call(filter("f", "ERROR").logGroupName("/aws/lambda/sink").build());
    bench.put("/aws/lambda/sink", "s", line(0, "ERROR it is"));
    bench.settle();
    assertThat(messages(events(bench))).containsExactly("ERROR it is");
  }

  @Test
  void whatADestinationCannotTakeYetIsTriedAgain() {
    bench.call(filter("all", "").build());
    bench.refusal = Optional.of(new AwsException("TooManyRequestsException", 429, "later"));
    bench.put("g", "a", line(0, "one"));
    bench.settle();
    assertThat(bench.asked).isEmpty();
    bench.refusal = Optional.empty();
    clock.advance(Duration.ofSeconds(2));
    bench.settle();
    assertThat(messages(events(bench))).containsExactly("one");
  }

  @Test
  void manyEventsTravelInRecordsThatTheirTargetTakes() {
    bench.call(filter("all", "").build());
    Random random = new Random(7);
    List<String> texts =
        IntStream.range(0, 40)
            .mapToObj(i -> {
              byte[] bytes = new byte[18_000];
              random.nextBytes(bytes);
              return Base64.getEncoder().encodeToString(bytes);
            })
            .toList();
    bench.put("g", "a", texts.stream().map(text -> line(0, text)).toArray(LogLine[]::new));
    bench.settle();
    assertThat(bench.asked)
        .allMatch(
            asked -> ((InvokeRequest) asked.request()).payload().asByteArray().length < 1_048_576);
    assertThat(messages(events(bench))).containsExactlyInAnyOrderElementsOf(texts);
  }

  @Test
  void whatWasStoredReachesItsTargetAfterARestart(@TempDir Path folder) {
    try (StorageEngine first = RocksDbEngine.open(folder, Durability.OS, clock)) {
      LogsBench before = new LogsBench(first, clock);
      before.create("g", "a");
      before.call(filter("all", "").build());
      // Nothing is sent any more, but what is put is stored.
      before.logs.close();
      before.put("g", "a", line(0, "one"));
      before.put("g", "a", line(1, "two"));
      assertThat(before.asked).isEmpty();
      before.close();
    }
    try (StorageEngine second = RocksDbEngine.open(folder, Durability.OS, clock);
        LogsBench after = new LogsBench(second, clock)) {
      after.settle();
      assertThat(messages(events(after))).containsExactly("one", "two");
      after.settle();
      assertThat(after.asked).hasSize(1);
    }
  }
}
