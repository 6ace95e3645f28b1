package dev.forebay.sns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.Caller;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sns.model.ConfirmSubscriptionRequest;
import software.amazon.awssdk.services.sns.model.ConfirmSubscriptionResponse;
import software.amazon.awssdk.services.sns.model.SetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.UnsubscribeRequest;
import software.amazon.awssdk.services.sns.model.UnsubscribeResponse;
import software.amazon.awssdk.services.sqs.model.Message;

/** Subscribers over HTTP. */
class WebTest {
  private final SnsBench bench = new SnsBench();
  private final String topic = bench.topic("news");
  private final List<Got> got = new CopyOnWriteArrayList<>();
  private final LinkedBlockingQueue<Integer> answers = new LinkedBlockingQueue<>();
  private HttpServer server;

  /** A request. */
  private record Got(Headers headers, String body) {
    String header(String name) {
      return String.valueOf(headers.getFirst(name));
    }
  }

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          got.add(
              new Got(
                  exchange.getRequestHeaders(),
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
          Integer status = answers.poll();
          exchange.sendResponseHeaders(status == null ? 200 : status, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
    bench.close();
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  private void awaitRequests(int count) {
    SnsBench.await(() -> got.size() == count && bench.pushes.pending().isEmpty());
  }

  private String confirmed(Map<String, String> attributes) {
    String subscription = bench.subscribe(topic, "http", url(), attributes);
    awaitRequests(1);
    bench.call(
        ConfirmSubscriptionRequest.builder()
            .topicArn(topic)
            .token(SnsBench.json(got.getFirst().body()).path("Token").asText())
            .build());
    got.clear();
    return subscription;
  }

  @Test
  void anEndpointIsAskedFirstAndGetsMessagesWhenItHasConfirmed() {
    String subscription = bench.subscribe(topic, "http", url(), Map.of());
    awaitRequests(1);
    Got question = got.getFirst();
    assertThat(question.header("x-amz-sns-message-type")).isEqualTo("SubscriptionConfirmation");
    assertThat(question.header("x-amz-sns-topic-arn")).isEqualTo(topic);
    assertThat(question.header("Content-Type")).isEqualTo("text/plain; charset=UTF-8");
    JsonNode body = SnsBench.json(question.body());
    assertThat(body.path("SubscribeURL").asText())
        .isEqualTo(
            "http://localhost:4566/?Action=ConfirmSubscription&TopicArn="
                + topic.replace(":", "%3A")
                + "&Token="
                + body.path("Token").asText());
    bench.publish(topic, "too early");
    assertThat(bench.subscriptionAttributes(subscription))
        .containsEntry("PendingConfirmation", "true");
    assertThatExceptionOfType(AwsException.class)
        .isThrownBy(() ->
            bench.call(ConfirmSubscriptionRequest.builder().topicArn(topic).token("wrong").build()))
        .withMessage("Invalid parameter: Token");
    assertThat(
            bench
                .call(
                    new Caller.Anonymous(),
                    ConfirmSubscriptionRequest.builder()
                        .topicArn(topic)
                        .token(body.path("Token").asText())
                        .build(),
                    ConfirmSubscriptionResponse.class)
                .subscriptionArn())
        .isEqualTo(subscription);
    bench.publish(topic, "in time");
    awaitRequests(2);
    Got message = got.get(1);
    assertThat(message.header("x-amz-sns-message-type")).isEqualTo("Notification");
    assertThat(message.header("x-amz-sns-subscription-arn")).isEqualTo(subscription);
    assertThat(SnsBench.json(message.body()).path("Message").asText()).isEqualTo("in time");
    assertThat(bench.subscriptionAttributes(subscription))
        .containsEntry("PendingConfirmation", "false")
        .containsEntry("ConfirmationWasAuthenticated", "false");
  }

  @Test
  void aRawSubscriptionGetsTheBodyAlone() {
    confirmed(Map.of("RawMessageDelivery", "true"));
    bench.publish(topic, "plain");
    awaitRequests(1);
    assertThat(got.getFirst().body()).isEqualTo("plain");
    assertThat(got.getFirst().header("x-amz-sns-rawdelivery")).isEqualTo("true");
  }

  @Test
  void whoUnsubscribesIsTold() {
    String subscription = confirmed(Map.of());
    bench.call(
        new Caller.Anonymous(),
        UnsubscribeRequest.builder().subscriptionArn(subscription).build(),
        UnsubscribeResponse.class);
    awaitRequests(1);
    assertThat(got.getFirst().header("x-amz-sns-message-type"))
        .isEqualTo("UnsubscribeConfirmation");
    bench.publish(topic, "to nobody");
    assertThat(got).hasSize(1);
  }

  @Test
  void theDeliveryPolicySaysWhenItIsTriedAgainAndTheRestGoesToTheDeadLetterQueue() {
    String dead = bench.queue("dead");
    bench.call(
        SetTopicAttributesRequest.builder()
            .topicArn(topic)
            .attributeName("DeliveryPolicy")
            .attributeValue(
                "{\"http\":{\"defaultHealthyRetryPolicy\":{\"minDelayTarget\":5,"
                    + "\"maxDelayTarget\":10,\"numRetries\":3,\"numMaxDelayRetries\":1,"
                    + "\"numMinDelayRetries\":1,\"numNoDelayRetries\":1}}}")
            .build());
    confirmed(Map.of("RedrivePolicy", "{\"deadLetterTargetArn\":\"" + dead + "\"}"));
    answers.addAll(List.of(500, 503, 500, 500));
    bench.publish(topic, "hopeless");
    SnsBench.await(() -> got.size() == 2);
    int tries = 2;
    for (int seconds : List.of(5, 10)) {
      SnsBench.await(() ->
          bench.pushes.pending().stream()
              .anyMatch(pending ->
                  pending
                      .until()
                      .equals(java.util.Optional.of(bench.clock.now().plusSeconds(seconds)))));
      bench.clock.advance(Duration.ofSeconds(seconds));
      int wanted = ++tries;
      SnsBench.await(() -> got.size() == wanted);
    }
    SnsBench.await(() -> bench.pushes.pending().isEmpty());
    Message letter = bench.drain("dead").getFirst();
    assertThat(SnsBench.json(letter.body()).path("Message").asText()).isEqualTo("hopeless");
    assertThat(letter.messageAttributes().toString()).contains("ErrorCode").contains("500");
  }
}
