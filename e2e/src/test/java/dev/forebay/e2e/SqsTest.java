package dev.forebay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** SQS through the SDK for Java, which checks every digest, and across kills. */
class SqsTest {
  private static final int MESSAGES = 400;

  @TempDir Path data;

  private static SqsClient client(URI endpoint) {
    return SqsClient.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .httpClient(UrlConnectionHttpClient.builder().socketTimeout(Duration.ofSeconds(60)).build())
        .overrideConfiguration(c -> c.retryStrategy(r -> r.maxAttempts(1)))
        .build();
  }

  @Test
  void aWaitingReceiverHasTheMessageAtOnceAndFifoKeepsOrder() throws Exception {
    try (Server server = Server.start(data);
        SqsClient sqs = client(server.endpoint())) {
      String url = sqs.createQueue(r -> r.queueName("q")).queueUrl();
      CompletableFuture<List<Message>> polled =
          CompletableFuture.supplyAsync(
              () -> sqs.receiveMessage(r -> r.queueUrl(url).waitTimeSeconds(20)).messages());
      SendMessageResponse sent = sqs.sendMessage(r -> r.queueUrl(url).messageBody("hello"));
      assertThat(polled.get(10, TimeUnit.SECONDS))
          .extracting(Message::messageId)
          .containsExactly(sent.messageId());

      String fifo =
          sqs.createQueue(r ->
                  r.queueName("q.fifo")
                      .attributes(
                          Map.of(
                              QueueAttributeName.FIFO_QUEUE,
                              "true",
                              QueueAttributeName.CONTENT_BASED_DEDUPLICATION,
                              "true")))
              .queueUrl();
      List<String> numbers = new ArrayList<>();
      for (String body : List.of("a", "b", "a", "c")) {
        numbers.add(
            sqs.sendMessage(r -> r.queueUrl(fifo).messageBody(body).messageGroupId("g"))
                .sequenceNumber());
      }
      assertThat(numbers).allMatch(number -> number.length() == 20);
      assertThat(numbers.get(2)).isEqualTo(numbers.getFirst());
      assertThat(sqs.receiveMessage(r -> r.queueUrl(fifo).maxNumberOfMessages(10)).messages())
          .extracting(Message::body)
          .containsExactly("a", "b", "c");
      assertThatThrownBy(() -> sqs.purgeQueue(r -> r.queueUrl(url + "x")))
          .isInstanceOf(QueueDoesNotExistException.class);
    }
  }

  @Test
  void noAcknowledgedMessageIsLostAndNoDeletedOneComesBackAcrossKills() throws Exception {
    ConcurrentSkipListSet<String> sent = new ConcurrentSkipListSet<>();
    ConcurrentSkipListSet<String> deleted = new ConcurrentSkipListSet<>();
    try (Server server = Server.start(data);
        SqsClient sqs = client(server.endpoint());
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      String url = sqs.createQueue(r -> r.queueName("q")).queueUrl();
      Future<?> sending = threads.submit(() -> send(sqs, url, sent, Integer.MAX_VALUE));
      Future<?> receiving = threads.submit(() -> receive(sqs, url, deleted, Integer.MAX_VALUE));
      while (deleted.size() < MESSAGES && !sending.isDone() && !receiving.isDone()) {
        Thread.onSpinWait();
      }
      server.kill();
      sending.get(30, TimeUnit.SECONDS);
      receiving.get(30, TimeUnit.SECONDS);
    }
    assertThat(deleted).hasSizeGreaterThanOrEqualTo(MESSAGES);
    try (Server server = Server.start(data);
        SqsClient sqs = client(server.endpoint())) {
      String url = sqs.getQueueUrl(r -> r.queueName("q")).queueUrl();
      ConcurrentSkipListSet<String> left = new ConcurrentSkipListSet<>();
      // What was received and not deleted comes back after its second.
      receive(sqs, url, left, 3);
      assertThat(left).doesNotContainAnyElementsOf(deleted);
      sent.removeAll(deleted);
      sent.removeAll(left);
      assertThat(sent).as("acknowledged and gone").isEmpty();
    }
  }

  /** Sends until the server is gone. */
  private static void send(
      SqsClient sqs, String url, ConcurrentSkipListSet<String> sent, int most) {
    for (int i = 0; i < most; i += 10) {
      int first = i;
      List<SendMessageBatchRequestEntry> entries =
          IntStream.range(0, 10)
              .mapToObj(n ->
                  SendMessageBatchRequestEntry.builder()
                      .id("" + n)
                      .messageBody("m" + (first + n))
                      .build())
              .toList();
      try {
        sqs.sendMessageBatch(r -> r.queueUrl(url).entries(entries));
      } catch (SdkException e) {
        return;
      }
      entries.forEach(entry -> sent.add(entry.messageBody()));
    }
  }

  /** Receives and deletes until the server is gone, or so many polls came back empty. */
  private static void receive(
      SqsClient sqs, String url, ConcurrentSkipListSet<String> deleted, int emptyPolls) {
    for (int empty = 0; empty < emptyPolls; ) {
      try {
        List<Message> messages =
            sqs.receiveMessage(r ->
                    r.queueUrl(url).maxNumberOfMessages(10).visibilityTimeout(1).waitTimeSeconds(1))
                .messages();
        if (messages.isEmpty()) {
          empty++;
          continue;
        }
        List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>();
        for (Message message : messages) {
          entries.add(
              DeleteMessageBatchRequestEntry.builder()
                  .id("" + entries.size())
                  .receiptHandle(message.receiptHandle())
                  .build());
        }
        sqs.deleteMessageBatch(r -> r.queueUrl(url).entries(entries));
        messages.forEach(message -> deleted.add(message.body()));
      } catch (SdkException e) {
        return;
      }
    }
  }
}
