package dev.forebay.server.quickstart;

import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
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
 * retried, what is split off and where it ends, and then the way of each order, step by step. The
 * waits between are brought forward by the server's clock. Running it again sends new orders.
 * Confined to one thread.
 */
final class Feeds {
  private static final String QUEUE = "quickstart-orders";
  private static final String DEAD = "quickstart-dead-orders";
  private static final String FAILED = "quickstart-failed-batches";
  private static final String STREAM = "quickstart-orders";

  /** How long a message is hidden from others while its function works on it. */
  private static final int VISIBILITY_SECONDS = 30;

  private static final int LOOKS = 20;

  /** Which of three orders is, from 0 on. */
  private static final int POISONOUS = 1;

  private final AdminClient admin;
  private final LambdaClient lambda;
  private final SqsClient sqs;
  private final KinesisClient kinesis;
  private final PrintWriter out;

  Feeds(URI endpoint, LambdaClient lambda, SqsClient sqs, KinesisClient kinesis, PrintWriter out) {
    this.admin = new AdminClient(endpoint);
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
    List<String> ids =
        orders("q").stream()
            .map(order -> sqs.sendMessage(r -> r.queueUrl(queue).messageBody(order)).messageId())
            .toList();
    Optional<Message> ended = await(dead, VISIBILITY_SECONDS + 1);
    ended.ifPresent(message -> {
      out.println("    tried twice, then moved to " + DEAD + ":");
      out.println("    -> " + message.body());
    });
    showWays("q", "messageId", ids);
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
    List<String> numbers =
        orders("s").stream()
            .map(order ->
                kinesis
                    .putRecord(r ->
                        r.streamName(STREAM)
                            .partitionKey("orders")
                            .data(SdkBytes.fromUtf8String(order)))
                    .sequenceNumber())
            .toList();
    Optional<Message> ended = await(failed, 1);
    ended.ifPresent(message -> {
      out.println("    tried until its retry was used up, then reported to " + FAILED + ":");
      out.println("    -> " + message.body());
    });
    showWays("s", "sequenceNumber", numbers);
    return ended.isPresent();
  }

  /** Each order's way in short, and that of the poisonous one in words and with its times. */
  private void showWays(String prefix, String parameter, List<String> ids) {
    admin.awaitQuiet();
    out.println("    their ways, by GET /_forebay/events?" + parameter + "=…");
    for (int i = 0; i < ids.size(); i++) {
      List<AdminClient.Step> steps = admin.steps(parameter + "=" + ids.get(i));
      out.printf(
          "    %s%d: %s%n",
          prefix,
          i + 1,
          steps.stream().map(AdminClient.Step::name).collect(Collectors.joining(", ")));
      if (i == POISONOUS) {
        steps.forEach(step ->
            out.printf(
                Locale.ROOT,
                "      %6.1f s  %s%n",
                Duration.between(steps.getFirst().at(), step.at()).toMillis() / 1e3,
                step.text()));
      }
    }
  }

  private static List<String> orders(String prefix) {
    return IntStream.rangeClosed(1, 3)
        .mapToObj(i ->
            "{\"id\":\"%s%d\",\"amount\":%d}"
                .formatted(prefix, i, i == POISONOUS + 1 ? -1 : 10 * i))
        .toList();
  }

  /** Looks into the queue, and brings the server's clock forward after each vain look. */
  private Optional<Message> await(String queue, int seconds) {
    for (int look = 0; look < LOOKS; look++) {
      admin.awaitQuiet();
      List<Message> found = sqs.receiveMessage(r -> r.queueUrl(queue)).messages();
      if (!found.isEmpty()) {
        sqs.deleteMessage(r -> r.queueUrl(queue).receiptHandle(found.getFirst().receiptHandle()));
        return Optional.of(found.getFirst());
      }
      out.printf("    %d s on, by POST /_forebay/clock%n", seconds);
      admin.advance(seconds);
    }
    out.println("    nothing came out");
    return Optional.empty();
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
