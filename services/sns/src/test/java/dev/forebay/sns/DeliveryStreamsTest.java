package dev.forebay.sns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sns.model.CreateTopicRequest;
import software.amazon.awssdk.services.sns.model.CreateTopicResponse;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.SubscribeRequest;

/** Delivery streams as subscribers. */
class DeliveryStreamsTest {
  private final SnsBench bench = new SnsBench();
  private final String topic =
      bench
          .call(CreateTopicRequest.builder().name("t").build(), CreateTopicResponse.class)
          .topicArn();

  @AfterEach
  void close() {
    bench.close();
  }

  private void subscribe(String raw) {
    bench.call(
        SubscribeRequest.builder()
            .topicArn(topic)
            .protocol("firehose")
            .endpoint("arn:aws:firehose:eu-central-1:123456789012:deliverystream/d")
            .attributes(
                Map.of(
                    "SubscriptionRoleArn",
                    "arn:aws:iam::123456789012:role/writer",
                    "RawMessageDelivery",
                    raw))
            .build());
  }

  private String delivered() {
    assertThat(bench.delivered)
        .hasSize(1)
        .allSatisfy((request, caller) -> {
          assertThat(request.deliveryStreamName()).isEqualTo("d");
          assertThat(caller).isEqualTo("arn:aws:sts::123456789012:assumed-role/writer/AmazonSNS");
        });
    return bench.delivered.keySet().iterator().next().record().data().asUtf8String();
  }

  private void publish() {
    bench.publish(
        PublishRequest.builder()
            .topicArn(topic)
            .subject("s")
            .message("a \"message\"")
            .messageAttributes(
                Map.of(
                    "k",
                    MessageAttributeValue.builder().dataType("String").stringValue("v").build()))
            .build());
  }

  @Test
  void aStreamGetsALineOfJsonWithoutASignature() {
    subscribe("false");
    publish();
    assertThat(delivered())
        .matches(
            "\\{\"Type\":\"Notification\",\"MessageId\":\"[0-9a-f-]{36}\",\"TopicArn\":\"\\Q"
                + topic
                + "\\E\",\"Subject\":\"s\",\"Message\":\"a \\\\\"message\\\\\"\","
                + "\"Timestamp\":\"2026-03-01T12:00:00.123Z\",\"UnsubscribeURL\":\"[^\"]+\","
                + "\"MessageAttributes\":\\{\"k\":\\{\"Type\":\"String\",\"Value\":\"v\"}}}\n");
  }

  @Test
  void aStreamGetsTheMessageAloneWhenItIsDeliveredRaw() {
    subscribe("true");
    publish();
    assertThat(delivered()).isEqualTo("a \"message\"");
  }
}
