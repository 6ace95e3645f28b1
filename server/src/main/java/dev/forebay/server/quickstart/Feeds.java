package dev.forebay.server.quickstart;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.EventSourcePosition;
import software.amazon.awssdk.services.lambda.model.FunctionResponseType;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * A queue and a stream feed one function, and one order in each is poisonous: it shows what is
 * retried, what is split off and where it ends. The waits between are brought forward by the
 * server's clock. Running it again sends new orders. Confined to one thread.
 */
final class Feeds {
  private static final String QUEUE = "quickstart-orders";
  private static final String DEAD = "quickstart-dead-orders";
  private static final String FAILED = "quickstart-failed-batches";
  private static final String STREAM = "quickstart-orders";

  /** How long a message is hidden from others while its function works on it. */
  private static final int VISIBILITY_SECONDS = 30;

  private static final int LOOKS = 20;

  private final URI endpoint;
  private final LambdaClient lambda;
  private final SqsClient sqs;
  private final KinesisClient kinesis;
  private final PrintWriter out;
  private final HttpClient http = HttpClient.newHttpClient();

  Feeds(URI endpoint, LambdaClient lambda, SqsClient sqs, KinesisClient kinesis, PrintWriter out) {
    this.endpoint = endpoint;
    this.lambda = lambda;
    this.sqs = sqs;
    this.kinesis = kinesis;
    this.out = out;
  }

  /** Feeds the function; says whether the poisonous orders ended where they should. */
  boolean run(String function) {
    boolean queued = feedByQueue(function);
    return feedByStream(function) && queued;
  }

  private boolean feedByQueue(String function) {
    String dead = queue(DEAD, Map.of());
    String queue =
        queue(
            QUEUE,
            Map.of(
                QueueAttributeName.VISIBILITY_TIMEOUT,
                Integer.toString(VISIBILITY_SECONDS),
                QueueAttributeName.REDRIVE_POLICY,
                "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":\"2\"}".formatted(arn(dead))));
    map(
        CreateEventSourceMappingRequest.builder()
            .functionName(function)
            .eventSourceArn(arn(queue))
            .functionResponseTypes(FunctionResponseType.REPORT_BATCH_ITEM_FAILURES)
            .build());
    out.println();
    out.printf("queue %s -> %s: three orders, the second is poisonous%n", QUEUE, function);
    orders("q").forEach(order -> sqs.sendMessage(r -> r.queueUrl(queue).messageBody(order)));
    Optional<Message> ended = await(dead, VISIBILITY_SECONDS + 1);
    ended.ifPresent(message -> {
      out.println("    tried twice, then moved to " + DEAD + ":");
      out.println("    -> " + message.body());
    });
    return ended.isPresent();
  }

  private boolean feedByStream(String function) {
    String failed = queue(FAILED, Map.of());
    try {
      kinesis.createStream(r -> r.streamName(STREAM).shardCount(1));
    } catch (ResourceInUseException exists) {
      // From the last time.
    }
    kinesis.waiter().waitUntilStreamExists(r -> r.streamName(STREAM));
    String arn =
        kinesis
            .describeStreamSummary(r -> r.streamName(STREAM))
            .streamDescriptionSummary()
            .streamARN();
    map(
        CreateEventSourceMappingRequest.builder()
            .functionName(function)
            .eventSourceArn(arn)
            .startingPosition(EventSourcePosition.TRIM_HORIZON)
            .maximumRetryAttempts(1)
            .bisectBatchOnFunctionError(true)
            .functionResponseTypes(FunctionResponseType.REPORT_BATCH_ITEM_FAILURES)
            .destinationConfig(to -> to.onFailure(failure -> failure.destination(arn(failed))))
            .build());
    out.println();
    out.printf("stream %s -> %s: three orders, the second is poisonous%n", STREAM, function);
    orders("s")
        .forEach(order ->
            kinesis.putRecord(r ->
                r.streamName(STREAM).partitionKey("orders").data(SdkBytes.fromUtf8String(order))));
    Optional<Message> ended = await(failed, 1);
    ended.ifPresent(message -> {
      out.println("    tried until its retry was used up, then reported to " + FAILED + ":");
      out.println("    -> " + message.body());
    });
    return ended.isPresent();
  }

  private static List<String> orders(String prefix) {
    return IntStream.rangeClosed(1, 3)
        .mapToObj(i -> "{\"id\":\"%s%d\",\"amount\":%d}".formatted(prefix, i, i == 2 ? -1 : 10 * i))
        .toList();
  }

  /** Looks into the queue, and brings the server's clock forward after each vain look. */
  private Optional<Message> await(String queue, int seconds) {
    for (int look = 0; look < LOOKS; look++) {
      List<Message> found =
          sqs.receiveMessage(r -> r.queueUrl(queue).waitTimeSeconds(1)).messages();
      if (!found.isEmpty()) {
        sqs.deleteMessage(r -> r.queueUrl(queue).receiptHandle(found.getFirst().receiptHandle()));
        return Optional.of(found.getFirst());
      }
      out.printf("    %d s on, by POST /_forebay/clock%n", seconds);
      advance(seconds);
    }
    out.println("    nothing came out");
    return Optional.empty();
  }

  private void advance(int seconds) {
    HttpRequest request =
        HttpRequest.newBuilder(endpoint.resolve("/_forebay/clock"))
            .timeout(Duration.ofSeconds(30))
            .POST(HttpRequest.BodyPublishers.ofString("{\"advance\": " + seconds + "}"))
            .build();
    try {
      http.send(request, HttpResponse.BodyHandlers.discarding());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void map(CreateEventSourceMappingRequest request) {
    try {
      lambda.createEventSourceMapping(request);
    } catch (ResourceConflictException exists) {
      // From the last time.
    }
  }

  private String queue(String name, Map<QueueAttributeName, String> attributes) {
    return sqs.createQueue(r -> r.queueName(name).attributes(attributes)).queueUrl();
  }

  private String arn(String queue) {
    return sqs.getQueueAttributes(
            r -> r.queueUrl(queue).attributeNames(QueueAttributeName.QUEUE_ARN))
        .attributes()
        .getOrDefault(QueueAttributeName.QUEUE_ARN, "");
  }
}
