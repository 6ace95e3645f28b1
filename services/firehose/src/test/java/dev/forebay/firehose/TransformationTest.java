package dev.forebay.firehose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.forebay.firehose.Site.Bucket;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import dev.forebay.wire.AwsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.firehose.model.ExtendedS3DestinationConfiguration;
import software.amazon.awssdk.services.firehose.model.Processor;
import software.amazon.awssdk.services.firehose.model.ProcessorParameter;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

class TransformationTest {
  private static final Instant START = Instant.parse("2026-03-28T12:00:00Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final VirtualClock clock = new VirtualClock(START);
  private final StorageEngine engine = MemoryEngine.open(clock);
  private final Bucket bucket = new Bucket();
  private Site site = new Site(engine, clock, bucket, 1);

  @AfterEach
  void close() {
    site.close();
    engine.close();
  }

  private static ExtendedS3DestinationConfiguration.Builder through(
      ExtendedS3DestinationConfiguration.Builder to, Map<String, String> parameters) {
    Processor.Builder processor = Processor.builder().type("Lambda");
    List<ProcessorParameter> all = new ArrayList<>();
    all.add(parameter("LambdaArn", Site.FUNCTION));
    parameters.forEach((name, value) -> all.add(parameter(name, value)));
    return to.bufferingHints(hints -> hints.sizeInMBs(1).intervalInSeconds(60))
        .processingConfiguration(
            processing -> processing.enabled(true).processors(processor.parameters(all).build()));
  }

  private static ProcessorParameter parameter(String name, String value) {
    return ProcessorParameter.builder().parameterName(name).parameterValue(value).build();
  }

  private static InvokeResponse answer(JsonNode payload) {
    return InvokeResponse.builder()
        .statusCode(200)
        .payload(SdkBytes.fromUtf8String(payload.toString()))
        .build();
  }

  /** A function that answers each record by what the change makes of it. */
  private static Site.Function each(BiConsumer<String, ObjectNode> change) {
    return request -> {
      ObjectNode result = JSON.createObjectNode();
      ArrayNode records = result.putArray("records");
      try {
        for (JsonNode record : JSON.readTree(request.payload().asByteArray()).get("records")) {
          ObjectNode one = records.addObject().put("recordId", record.get("recordId").asText());
          String text = new String(record.get("data").binaryValue(), StandardCharsets.UTF_8);
          change.accept(text, one);
        }
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      return answer(result);
    };
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Site.Function upper() {
    return each((text, record) ->
        record.put("result", "Ok").put("data", base64(text.toUpperCase(Locale.ROOT))));
  }

  /** The objects whose keys begin so. */
  private String written(String prefix) {
    return bucket.objects.entrySet().stream()
        .filter(object -> object.getKey().startsWith("b:" + prefix))
        .map(object -> new String(object.getValue(), StandardCharsets.UTF_8))
        .reduce("", String::concat);
  }

  private List<JsonNode> errors() throws IOException {
    List<JsonNode> errors = new ArrayList<>();
    for (String line : written("processing-failed/").lines().toList()) {
      errors.add(JSON.readTree(line));
    }
    return errors;
  }

  @Test
  void theFunctionGetsItsEventAndWhatItAnswersIsWritten() throws IOException {
    site.create("s", to -> through(to, Map.of()));
    site.function = upper();
    site.put("s", "a");
    site.advance(Duration.ofSeconds(59));
    site.put("s", "b");
    assertThat(site.invoked).isEmpty();
    site.advance(Duration.ofSeconds(1));
    assertThat(site.invoked)
        .singleElement()
        .satisfies(request -> assertThat(request.functionName()).isEqualTo(Site.FUNCTION));
    JsonNode event = JSON.readTree(site.events().getFirst().toArray());
    assertThat(event.fieldNames())
        .toIterable()
        .containsExactly("invocationId", "deliveryStreamArn", "region", "records");
    assertThat(event.get("deliveryStreamArn").asText())
        .isEqualTo("arn:aws:firehose:eu-central-1:123456789012:deliverystream/s");
    assertThat(event.get("region").asText()).isEqualTo("eu-central-1");
    JsonNode second = event.get("records").get(1);
    assertThat(second.fieldNames())
        .toIterable()
        .containsExactly("recordId", "approximateArrivalTimestamp", "data");
    assertThat(second.get("approximateArrivalTimestamp").asLong())
        .isEqualTo(START.plusSeconds(59).toEpochMilli());
    assertThat(second.get("data").asText()).isEqualTo(base64("b"));
    assertThat(bucket.objects).isEmpty();
    site.advance(Duration.ofMinutes(1));
    assertThat(bucket.text()).isEqualTo("AB");
    assertThat(site.firehose.pending()).isEmpty();
  }

  @Test
  void whatIsDroppedIsGoneAndWhatFailedIsWrittenAsAnError() throws IOException {
    site.create("s", to -> through(to, Map.of()));
    site.function =
        each((text, record) -> {
          switch (text) {
            case "drop" -> record.put("result", "Dropped").put("data", base64("x"));
            case "fail" -> record.put("result", "ProcessingFailed").put("data", base64("x"));
            default -> record.put("result", "Ok").put("data", base64(text));
          }
        });
    Stream.of("one ", "drop", "fail", "two").forEach(text -> site.put("s", text));
    site.advance(Duration.ofMinutes(1));
    site.advance(Duration.ofMinutes(1));
    assertThat(written("2026/03/28/12/s-1-2026-03-28-12-00-00-")).isEqualTo("one two");
    assertThat(written("processing-failed/2026/03/28/12/s-1-"))
        .isEqualTo(
            "{\"attemptsMade\":1,\"arrivalTimestamp\":1774699200000,\"errorCode\":\"Lambda.ProcessingFailedStatus\","
                + "\"errorMessage\":\"ProcessingFailed status set for record\",\"attemptEndingTimestamp\":1774699260000,"
                + "\"rawData\":\""
                + base64("fail")
                + "\",\"lambdaArn\":\""
                + Site.FUNCTION
                + "\"}\n");
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(
            "Lambda.FunctionError",
            (Site.Function)
                request ->
                    InvokeResponse.builder()
                        .functionError("Unhandled")
                        .payload(SdkBytes.fromUtf8String("{\"errorMessage\":\"x\"}"))
                        .build()),
        Arguments.of(
            "Lambda.FunctionTimedOut",
            (Site.Function)
                request ->
                    InvokeResponse.builder()
                        .functionError("Unhandled")
                        .payload(SdkBytes.fromUtf8String("{\"errorType\":\"Sandbox.Timedout\"}"))
                        .build()),
        Arguments.of(
            "Lambda.InvokeLimitExceeded",
            (Site.Function)
                request -> {
                  throw new AwsException("TooManyRequestsException", 429, "Rate Exceeded.");
                }),
        Arguments.of(
            "Lambda.JsonProcessingException",
            (Site.Function) request -> answer(JSON.createArrayNode())),
        Arguments.of(
            "Lambda.MissingRecordId",
            (Site.Function)
                request -> answer(JSON.createObjectNode().set("records", JSON.createArrayNode()))),
        Arguments.of(
            "Lambda.MissingRecordId",
            each((text, record) ->
                record.put("recordId", "other").put("result", "Ok").put("data", ""))),
        Arguments.of(
            "Lambda.DuplicatedRecordId",
            (Site.Function)
                request -> {
                  JsonNode answered = read(upper().invoke(request).payload().asByteArray());
                  ArrayNode records = (ArrayNode) answered.get("records");
                  records.add(records.get(0));
                  return answer(answered);
                }),
        Arguments.of(
            "Lambda.FunctionError",
            each((text, record) -> record.put("result", "ok").put("data", base64(text)))),
        Arguments.of(
            "Lambda.JsonProcessingException",
            each((text, record) -> record.put("result", "Ok").put("data", "?"))));
  }

  private static JsonNode read(byte[] json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("failures")
  void anInvocationThatFailsIsRepeatedAndThenItsRecordsAreErrors(
      String code, Site.Function function) throws IOException {
    site.create("s", to -> through(to, Map.of("NumberOfRetries", "2")));
    site.function = function;
    site.put("s", "a");
    site.put("s", "b");
    site.advance(Duration.ofMinutes(1));
    assertThat(site.invoked).hasSize(1);
    // What comes meanwhile is not in the batch.
    site.put("s", "c");
    site.advance(Duration.ofSeconds(1));
    assertThat(site.invoked).hasSize(2);
    site.advance(Duration.ofSeconds(2));
    assertThat(site.invoked).hasSize(3);
    site.function = upper();
    site.advance(Duration.ofMinutes(2));
    site.advance(Duration.ofMinutes(2));
    assertThat(errors())
        .extracting(
            error -> error.get("errorCode").asText(), error -> error.get("attemptsMade").asInt())
        .containsExactly(tuple(code, 3), tuple(code, 3));
    assertThat(errors())
        .extracting(error -> error.get("rawData").asText())
        .containsExactly(base64("a"), base64("b"));
    assertThat(written("2026/")).isEqualTo("C");
    assertThat(site.firehose.pending()).isEmpty();
  }

  @Test
  void anInvocationThatIsRepeatedMaySucceed() {
    site.create("s", to -> through(to, Map.of()));
    site.function =
        request -> {
          throw new AwsException("TooManyRequestsException", 429, "Rate Exceeded.");
        };
    site.put("s", "a");
    site.advance(Duration.ofMinutes(1));
    site.function = upper();
    site.advance(Duration.ofMinutes(2));
    site.advance(Duration.ofMinutes(2));
    assertThat(bucket.text()).isEqualTo("A");
    assertThat(site.invoked).hasSize(2);
  }

  @Test
  void noEventIsLargerThanAnInvocationTakes() {
    site.create("s", to -> through(to, Map.of("BufferSizeInMBs", "3")));
    site.function = upper();
    byte[] record = new byte[1_000_000];
    Arrays.fill(record, (byte) 'x');
    for (int i = 0; i < 6; i++) {
      site.put("s", record);
    }
    site.advance(Duration.ofMinutes(1));
    site.advance(Duration.ofMinutes(1));
    assertThat(site.events()).allMatch(event -> event.size() < 6 * 1024 * 1024);
    assertThat(bucket.text()).hasSize(6_000_000);
  }

  @Test
  void whatWasTransformedIsNotTransformedAgainBecauseABucketFails() {
    site.create("s", to -> through(to, Map.of()));
    site.function = upper();
    site.put("s", "a");
    site.advance(Duration.ofMinutes(1));
    bucket.closed = true;
    site.advance(Duration.ofMinutes(1));
    site.close();
    bucket.closed = false;
    site = new Site(engine, clock, bucket, 2);
    site.settle();
    site.advance(Duration.ofMinutes(1));
    assertThat(bucket.text()).isEqualTo("A");
    assertThat(site.invoked).isEmpty();
  }

  @Test
  void whatWaitsForAFunctionOutlivesTheServer() {
    site.create("s", to -> through(to, Map.of()));
    site.put("s", "a");
    site.close();
    site = new Site(engine, clock, bucket, 2);
    site.function = upper();
    site.advance(Duration.ofMinutes(1));
    site.advance(Duration.ofMinutes(1));
    assertThat(bucket.text()).isEqualTo("A");
  }

  @Test
  void aDelimiterIsAppendedToWhatTheFunctionAnswered() {
    site.create(
        "s",
        to -> {
          ExtendedS3DestinationConfiguration.Builder through = through(to, Map.of());
          List<Processor> both =
              new ArrayList<>(through.build().processingConfiguration().processors());
          both.add(
              Processor.builder()
                  .type("AppendDelimiterToRecord")
                  .parameters(parameter("Delimiter", "\\n"))
                  .build());
          return through.processingConfiguration(all -> all.enabled(true).processors(both));
        });
    site.function = upper();
    site.put("s", "a");
    site.put("s", "b");
    site.advance(Duration.ofMinutes(1));
    site.advance(Duration.ofMinutes(1));
    assertThat(bucket.text()).isEqualTo("A\nB\n");
  }

  @Test
  void parametersThatCannotBeAreRefused() {
    for (Map<String, String> wrong :
        Set.of(
            Map.of("NumberOfRetries", "301"),
            Map.of("NumberOfRetries", "x"),
            Map.of("BufferSizeInMBs", "3.1"),
            Map.of("BufferSizeInMBs", "0.1"),
            Map.of("BufferIntervalInSeconds", "901"),
            Map.of("RoleArn", "nobody"),
            Map.of("Delimiter", "x"))) {
      assertThatThrownBy(() -> site.create("s", to -> through(to, wrong)))
          .isInstanceOf(AwsException.class);
    }
    assertThatThrownBy(
            () -> site.create("s", to -> to.roleARN("arn:aws:iam::123456789012:role/other")))
        .hasMessageContaining("Firehose is unable to assume role");
  }
}
