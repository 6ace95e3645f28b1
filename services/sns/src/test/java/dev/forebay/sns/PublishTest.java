package dev.forebay.sns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.forebay.wire.AwsException;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sns.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.PublishBatchRequest;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchResponse;
import software.amazon.awssdk.services.sns.model.PublishBatchResultEntry;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sqs.model.Message;

class PublishTest {
  private final SnsBench bench = new SnsBench();
  private final String topic = bench.topic("news");

  @AfterEach
  void close() {
    bench.close();
  }

  private void refused(PublishRequest request, String code, String message) {
    assertThatExceptionOfType(AwsException.class)
        .isThrownBy(() -> bench.publish(request))
        .satisfies(e -> {
          assertThat(e.code()).isEqualTo(code);
          assertThat(e.text()).isEqualTo(message);
        });
  }

  private PublishRequest.Builder message(String body) {
    return PublishRequest.builder().topicArn(topic).message(body);
  }

  private void invalid(PublishRequest.Builder request, String message) {
    refused(request.build(), "InvalidParameterException", "Invalid parameter: " + message);
  }

  @Test
  void aQueueGetsTheMessageInAnEnvelope() {
    String subscription = bench.subscribe(topic, "sqs", bench.queue("q"), Map.of());
    String id =
        bench
            .publish(
                message("a \"quoted\" line\nand é")
                    .subject("Hello")
                    .messageAttributes(
                        Map.of(
                            "b",
                            MessageAttributeValue.builder()
                                .dataType("Binary")
                                .binaryValue(SdkBytes.fromByteArray(new byte[] {0, -1}))
                                .build(),
                            "a",
                            SnsBench.attribute("String", "v")))
                    .build())
            .messageId();
    String body = bench.bodies("q").getFirst();
    JsonNode json = SnsBench.json(body);
    assertThat(json.propertyStream().map(Map.Entry::getKey))
        .containsExactly(
            "Type",
            "MessageId",
            "TopicArn",
            "Subject",
            "Message",
            "Timestamp",
            "SignatureVersion",
            "Signature",
            "SigningCertURL",
            "UnsubscribeURL",
            "MessageAttributes");
    assertThat(body)
        .startsWith(
            "{\n  \"Type\" : \"Notification\",\n  \"MessageId\" : \""
                + id
                + "\",\n  \"TopicArn\" : \""
                + topic
                + "\",\n  \"Subject\" : \"Hello\",\n  \"Message\" : \"a \\\"quoted\\\" line\\nand"
                + " é\",\n  \"Timestamp\" : \"2026-03-01T12:00:00.123Z\",\n  \"SignatureVersion\" :"
                + " \"1\",\n")
        .endsWith(
            "  \"UnsubscribeURL\" : \"http://localhost:4566/?Action=Unsubscribe&SubscriptionArn="
                + subscription
                + "\",\n  \"MessageAttributes\" : {\n    \"a\" :"
                + " {\"Type\":\"String\",\"Value\":\"v\"},\n    \"b\" :"
                + " {\"Type\":\"Binary\",\"Value\":\"AP8=\"}\n  }\n}");
  }

  @Test
  void aRawSubscriptionGetsTheBodyAndTheAttributes() {
    bench.subscribe(topic, "sqs", bench.queue("q"), Map.of("RawMessageDelivery", "true"));
    bench.publish(
        message("plain").messageAttributes(Map.of("n", SnsBench.attribute("Number", "1"))).build());
    Message got = bench.drain("q").getFirst();
    assertThat(got.body()).isEqualTo("plain");
    assertThat(got.messageAttributes()).containsOnlyKeys("n");
  }

  @Test
  void aFunctionIsInvokedWithOneRecord() {
    String function = SnsBench.PLACE.arn("lambda", "function:f").toString();
    String subscription = bench.subscribe(topic, "lambda", function, Map.of());
    bench.publish(
        message("hi").messageAttributes(Map.of("a", SnsBench.attribute("String", "v"))).build());
    JsonNode event = SnsBench.json(bench.invoked.getFirst().payload().asUtf8String());
    assertThat(event.at("/Records")).hasSize(1);
    JsonNode record = event.at("/Records/0");
    assertThat(record.path("EventSource").asText()).isEqualTo("aws:sns");
    assertThat(record.path("EventVersion").asText()).isEqualTo("1.0");
    assertThat(record.path("EventSubscriptionArn").asText()).isEqualTo(subscription);
    JsonNode sns = record.path("Sns");
    assertThat(sns.propertyStream().map(Map.Entry::getKey))
        .containsExactly(
            "Type",
            "MessageId",
            "TopicArn",
            "Subject",
            "Message",
            "Timestamp",
            "SignatureVersion",
            "Signature",
            "SigningCertUrl",
            "UnsubscribeUrl",
            "MessageAttributes");
    assertThat(sns.path("Subject").isNull()).isTrue();
    assertThat(sns.path("Message").asText()).isEqualTo("hi");
    assertThat(sns.at("/MessageAttributes/a").toString())
        .isEqualTo("{\"Type\":\"String\",\"Value\":\"v\"}");
  }

  @Test
  void aMessageMayHaveABodyForEachProtocol() {
    bench.subscribe(topic, "sqs", bench.queue("q"), Map.of("RawMessageDelivery", "true"));
    bench.subscribe(topic, "sms", "+491700000000", Map.of());
    bench.publish(
        message("{\"default\":\"d\",\"sqs\":\"s\",\"http\":7}").messageStructure("json").build());
    assertThat(bench.bodies("q")).containsExactly("s");
    assertThat(bench.sns.recorded().getFirst().toString()).contains("message=d");
    invalid(
        message("{").messageStructure("json"),
        "Message Structure - JSON message body failed to parse");
    invalid(
        message("{\"sqs\":\"s\"}").messageStructure("json"),
        "Message Structure - No default entry in JSON message body");
    invalid(message("x").messageStructure("xml"), "MessageStructure");
  }

  @Test
  void whatCannotBeDeliveredGoesToTheSubscriptionsDeadLetterQueue() {
    String dead = bench.queue("dead");
    bench.subscribe(
        topic,
        "lambda",
        SnsBench.PLACE.arn("lambda", "function:missing").toString(),
        Map.of("RedrivePolicy", "{\"deadLetterTargetArn\":\"" + dead + "\"}"));
    bench.publish(topic, "lost");
    Message letter = bench.drain("dead").getFirst();
    assertThat(SnsBench.json(letter.body()).path("Message").asText()).isEqualTo("lost");
    assertThat(letter.messageAttributes())
        .containsOnlyKeys("RequestID", "ErrorCode", "ErrorMessage");
    assertThat(letter.messageAttributes().toString()).contains("ResourceNotFoundException");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " leading", "with\nnewline", "bell\u0007"})
  void subjectsHaveRules(String subject) {
    invalid(message("x").subject(subject), "Subject");
  }

  @Test
  void aSubjectHas99LettersAtMost() {
    bench.publish(message("x").subject("é".repeat(99)).build());
    invalid(message("x").subject("s".repeat(100)), "Subject");
  }

  @Test
  void aMessageHas256KibibytesWithItsAttributes() {
    bench.subscribe(topic, "sqs", bench.queue("q"), Map.of("RawMessageDelivery", "true"));
    bench.publish(topic, "x".repeat(256 * 1024));
    assertThat(bench.bodies("q").getFirst()).hasSize(256 * 1024);
    invalid(message("x".repeat(256 * 1024 + 1)), "Message too long");
    invalid(
        message("x".repeat(256 * 1024 - 7))
            .messageAttributes(Map.of("a", SnsBench.attribute("String", "bc"))),
        "Message too long");
    invalid(message(""), "Empty message");
  }

  @Test
  void attributesAreChecked() {
    refused(
        message("x").messageAttributes(Map.of("a", SnsBench.attribute("Text", "v"))).build(),
        "InvalidParameterValueException",
        "The message attribute 'a' has an invalid message attribute type, the set of supported type"
            + " prefixes is Binary, Number, and String.");
    refused(
        message("x").messageAttributes(Map.of("a", SnsBench.attribute("String", ""))).build(),
        "InvalidParameterValueException",
        "The message attribute 'a' must contain non-empty message attribute value for its type.");
    refused(
        message("x").messageAttributes(Map.of("a", SnsBench.attribute("Number", "one"))).build(),
        "InvalidParameterValueException",
        "Can't cast the value of message (user) attribute 'a' to a number.");
  }

  @Test
  void targetsAreChecked() {
    refused(
        PublishRequest.builder().message("x").build(),
        "InvalidParameterException",
        "Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter");
    refused(
        PublishRequest.builder().message("x").topicArn(topic + "s").build(),
        "NotFoundException",
        "Topic does not exist");
    invalid(
        message("x").messageDeduplicationId("d"),
        "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that"
            + " is not valid for this topic type");
  }

  private PublishBatchResponse batch(PublishBatchRequestEntry... entries) {
    return bench.call(
        PublishBatchRequest.builder().topicArn(topic).publishBatchRequestEntries(entries).build(),
        PublishBatchResponse.class);
  }

  private static PublishBatchRequestEntry entry(String id, String message) {
    return PublishBatchRequestEntry.builder().id(id).message(message).build();
  }

  @Test
  void aBatchSaysOfEachEntryWhatBecameOfIt() {
    bench.subscribe(topic, "sqs", bench.queue("q"), Map.of("RawMessageDelivery", "true"));
    PublishBatchResponse answer = batch(entry("a", "one"), entry("b", ""), entry("c", "three"));
    assertThat(answer.successful())
        .extracting(PublishBatchResultEntry::id)
        .containsExactly("a", "c");
    BatchResultErrorEntry failed = answer.failed().getFirst();
    assertThat(failed.id()).isEqualTo("b");
    assertThat(failed.code()).isEqualTo("InvalidParameter");
    assertThat(failed.message()).isEqualTo("Invalid parameter: Empty message");
    assertThat(failed.senderFault()).isTrue();
    assertThat(bench.bodies("q")).containsExactlyInAnyOrder("one", "three");
  }

  private void batchRefused(String code, PublishBatchRequestEntry... entries) {
    assertThatExceptionOfType(AwsException.class)
        .isThrownBy(() -> batch(entries))
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void batchesHaveLimits() {
    batchRefused("EmptyBatchRequestException");
    batchRefused(
        "TooManyEntriesInBatchRequestException",
        IntStream.range(0, 11)
            .mapToObj(i -> entry("e" + i, "x"))
            .toArray(PublishBatchRequestEntry[]::new));
    batchRefused("BatchEntryIdsNotDistinctException", entry("a", "x"), entry("a", "y"));
    batchRefused("InvalidBatchEntryIdException", entry("a b", "x"));
    batchRefused(
        "BatchRequestTooLongException", entry("a", "x".repeat(256 * 1024)), entry("b", "x"));
  }

  @Test
  void whatIsNotSentAnywhereIsRecorded() {
    bench.publish(PublishRequest.builder().phoneNumber("+491700000000").message("code").build());
    Recorded kept = (Recorded) bench.sns.recorded().getFirst();
    assertThat(kept)
        .isEqualTo(
            new Recorded(
                "2026-03-01T12:00:00.123Z",
                "sms",
                "+491700000000",
                null,
                null,
                kept.messageId(),
                null,
                "code"));
    assertThat(bench.sns.recorded()).hasSize(1);
  }
}
