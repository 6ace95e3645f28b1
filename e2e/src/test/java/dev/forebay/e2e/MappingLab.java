package dev.forebay.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * A server with what mappings need: queues, streams, and functions that log which texts they were
 * given. A text that begins with {@code sleep} takes a second, {@code poison} fails, {@code report}
 * is reported as failed. Confined to one thread.
 */
final class MappingLab implements AutoCloseable {
  private static final String CODE =
      """
      import base64, json, time

      def text(record):
          return record["body"] if "body" in record else base64.b64decode(record["kinesis"]["data"]).decode()

      def name(record):
          return record["messageId"] if "body" in record else record["kinesis"]["sequenceNumber"]

      def handle(event, context):
          texts = [text(record) for record in event["Records"]]
          begun = time.time_ns()
          if any(one.startswith("sleep") for one in texts):
              time.sleep(1)
          print("SEEN " + json.dumps({
              "texts": texts, "from": str(begun), "to": str(time.time_ns()),
              "final": str(event.get("isFinalInvokeForWindow")), "state": json.dumps(event.get("state"))}))
          if "poison" in texts:
              raise ValueError("poison")
          answer = {"batchItemFailures": [
              {"itemIdentifier": name(r)} for r in event["Records"] if text(r).startswith("report")]}
          if "state" in event:
              answer["state"] = {"count": event["state"].get("count", 0) + len(texts)}
          return answer
      """;

  private final AtomicInteger names = new AtomicInteger();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Server server;
  final LambdaClient lambda;
  final SqsClient sqs;
  final KinesisClient kinesis;
  final CloudWatchLogsClient logs;

  MappingLab(Path data) {
    server = Server.start(data);
    lambda = client(LambdaClient.builder());
    sqs = client(SqsClient.builder());
    kinesis = client(KinesisClient.builder());
    logs = client(CloudWatchLogsClient.builder());
  }

  /** One invocation as the function has logged it; times in nanoseconds. */
  record Seen(List<String> texts, long from, long to, boolean last, String state) {}

  /** A queue or a stream. */
  record Source(String name, String arn, String url) {}

  private <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C client(B builder) {
    return builder
        .endpointOverride(server.endpoint())
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .httpClient(UrlConnectionHttpClient.create())
        .build();
  }

  String function() {
    String name = "f" + names.incrementAndGet();
    lambda.createFunction(request ->
        request
            .functionName(name)
            .runtime("python3.13")
            .handler("handler.handle")
            .role("arn:aws:iam::000000000000:role/any")
            .timeout(10)
            .code(code -> code.zipFile(SdkBytes.fromByteArray(Packages.zip("handler.py", CODE)))));
    lambda.waiter().waitUntilFunctionActiveV2(request -> request.functionName(name));
    return name;
  }

  Source queue(int visibilitySeconds) {
    String name = "q" + names.incrementAndGet();
    String url =
        sqs.createQueue(request ->
                request
                    .queueName(name)
                    .attributes(
                        Map.of(
                            QueueAttributeName.VISIBILITY_TIMEOUT,
                            Integer.toString(visibilitySeconds))))
            .queueUrl();
    return new Source(name, "arn:aws:sqs:us-east-1:000000000000:" + name, url);
  }

  Source stream() {
    String name = "s" + names.incrementAndGet();
    kinesis.createStream(request -> request.streamName(name).shardCount(1));
    kinesis.waiter().waitUntilStreamExists(request -> request.streamName(name));
    return new Source(name, "arn:aws:kinesis:us-east-1:000000000000:stream/" + name, "");
  }

  void send(Source queue, String... bodies) {
    for (String body : bodies) {
      sqs.sendMessage(request -> request.queueUrl(queue.url()).messageBody(body));
    }
  }

  void put(Source stream, String key, String... texts) {
    for (String text : texts) {
      kinesis.putRecord(request ->
          request.streamName(stream.name()).partitionKey(key).data(SdkBytes.fromUtf8String(text)));
    }
  }

  /** Makes a mapping and waits until it is enabled or disabled; its id. */
  String map(
      Source source,
      String function,
      UnaryOperator<CreateEventSourceMappingRequest.Builder> options) {
    String id =
        lambda
            .createEventSourceMapping(
                options
                    .apply(
                        CreateEventSourceMappingRequest.builder()
                            .functionName(function)
                            .eventSourceArn(source.arn()))
                    .build())
            .uuid();
    eventually("it settles", () -> List.of("Enabled", "Disabled").contains(state(id)));
    return id;
  }

  String state(String mapping) {
    return lambda.getEventSourceMapping(request -> request.uuid(mapping)).state();
  }

  /** Brings the server's clock forward; returns when what fell due has run. */
  void advance(Duration span) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(server.endpoint().resolve("/_forebay/clock"))
              .POST(HttpRequest.BodyPublishers.ofString("{\"advance\": " + span.toSeconds() + "}"))
              .timeout(Duration.ofSeconds(40))
              .build();
      int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status != 200) {
        throw new IllegalStateException("the clock answered " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What the function has logged so far, the first first. */
  List<Seen> seen(String function) {
    List<Seen> all = new ArrayList<>();
    try {
      logs.filterLogEventsPaginator(
              request -> request.logGroupName("/aws/lambda/" + function).filterPattern("SEEN"))
          .events()
          .forEach(line -> all.add(seen(JsonNode.parser().parse(line.message().substring(5)))));
    } catch (ResourceNotFoundException e) {
      return List.of();
    }
    return all;
  }

  private static Seen seen(JsonNode line) {
    return new Seen(
        line.field("texts").orElseThrow().asArray().stream().map(JsonNode::asString).toList(),
        Long.parseLong(line.field("from").orElseThrow().asString()),
        Long.parseLong(line.field("to").orElseThrow().asString()),
        line.field("final").orElseThrow().asString().equals("True"),
        line.field("state").orElseThrow().asString());
  }

  List<String> texts(String function) {
    return seen(function).stream().flatMap(one -> one.texts().stream()).toList();
  }

  /** How many invocations ran at once at the most. */
  long mostAtOnce(String function) {
    List<Seen> all = seen(function);
    return all.stream()
        .mapToLong(one ->
            all.stream()
                .filter(other -> other.from() <= one.from() && one.from() < other.to())
                .count())
        .max()
        .orElse(0);
  }

  /** Messages of a queue, received or not. */
  int left(Source queue) {
    Map<QueueAttributeName, String> attributes =
        sqs.getQueueAttributes(
                request -> request.queueUrl(queue.url()).attributeNames(QueueAttributeName.ALL))
            .attributes();
    return Integer.parseInt(
            attributes.getOrDefault(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, ""))
        + Integer.parseInt(
            attributes.getOrDefault(
                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE, ""));
  }

  /** The first on-failure record that comes to a queue. */
  JsonNode report(Source queue) {
    List<String> bodies = new ArrayList<>();
    eventually(
        "a report",
        () -> {
          sqs.receiveMessage(request -> request.queueUrl(queue.url()))
              .messages()
              .forEach(message -> bodies.add(message.body()));
          return !bodies.isEmpty();
        });
    return JsonNode.parser().parse(bodies.getFirst());
  }

  static void eventually(String what, BooleanSupplier condition) {
    CountDownLatch never = new CountDownLatch(1);
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    try {
      while (!condition.getAsBoolean()) {
        if (System.nanoTime() > deadline || never.await(50, TimeUnit.MILLISECONDS)) {
          throw new AssertionError("not within half a minute: " + what);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    lambda.close();
    sqs.close();
    kinesis.close();
    logs.close();
    server.close();
  }
}
