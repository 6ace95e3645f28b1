package dev.forebay.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;

/** A server with a function, a queue and a stream, and the calls that feed them. */
final class MappingSetup {
  /** Keeps when the event of each number reached its first line, and tells when asked. */
  static final String FUNCTION =
      """
      import base64, json, time
      taken = []
      def handle(event, context):
          now = time.monotonic_ns()
          if "report" in event:
              result = list(taken)
              taken.clear()
              return result
          for record in event.get("Records", []):
              if "s3" in record:
                  body = record["s3"]["object"]["key"]
              else:
                  body = record.get("body") or base64.b64decode(record["kinesis"]["data"]).decode()
              if body.isdigit():
                  taken.append([int(body), now])
      """;

  private static final String ARN = "arn:aws:%s:us-east-1:000000000000:%s";

  private final URI server;

  MappingSetup(URI server) throws IOException {
    this.server = server;
    try (LambdaClient lambda = Machine.lambda(server)) {
      Machine.create(
          lambda, "bench", "python3.11", "handler.handle", Zips.of("handler.py", FUNCTION));
    }
  }

  URI invocations() {
    return server.resolve("/2015-03-31/functions/bench/invocations");
  }

  byte[] sqs(String operation, String body) {
    return SignedCall.json(
        server.resolve("/"),
        "sqs",
        "AmazonSQS." + operation,
        body.getBytes(StandardCharsets.UTF_8));
  }

  byte[] kinesis(String operation, String body) {
    return SignedCall.json(
        server.resolve("/"),
        "kinesis",
        "Kinesis_20131202." + operation,
        "application/x-amz-json-1.1",
        body.getBytes(StandardCharsets.UTF_8));
  }

  String queueUrl(String queue) {
    return server + "/000000000000/" + queue;
  }

  void createQueue(String name) throws IOException {
    try (Connection connection = new Connection(server)) {
      Connection.Answer _ =
          connection.call(
              sqs(
                  "CreateQueue",
                  "{\"QueueName\":\""
                      + name
                      + "\",\"Attributes\":{\"VisibilityTimeout\":\"300\"}}"));
    }
  }

  void createStream(String name) throws IOException {
    try (Connection connection = new Connection(server)) {
      Connection.Answer _ =
          connection.call(
              kinesis("CreateStream", "{\"StreamName\":\"" + name + "\",\"ShardCount\":1}"));
    }
  }

  /** Makes a bucket that tells the function of new objects. */
  void createBucket(String name) throws IOException {
    try (LambdaClient lambda = Machine.lambda(server);
        Connection connection = new Connection(server)) {
      lambda.addPermission(request ->
          request
              .functionName("bench")
              .statementId(name)
              .action("lambda:InvokeFunction")
              .principal("s3.amazonaws.com")
              .sourceArn("arn:aws:s3:::" + name));
      Connection.Answer _ = connection.call(s3("/" + name, ""));
      Connection.Answer _ =
          connection.call(
              s3(
                  "/" + name + "?notification",
                  "<NotificationConfiguration><CloudFunctionConfiguration><CloudFunction>"
                      + ARN.formatted("lambda", "function:bench")
                      + "</CloudFunction><Event>s3:ObjectCreated:*</Event>"
                      + "</CloudFunctionConfiguration></NotificationConfiguration>"));
    }
  }

  /** A PUT of S3's. */
  byte[] s3(String path, String body) {
    return SignedCall.of(
        SdkHttpMethod.PUT,
        server.resolve(path),
        "s3",
        body.getBytes(StandardCharsets.UTF_8),
        Map.of());
  }

  /** Maps a queue to the function. */
  String mapQueue(String queue) {
    return map(
        CreateEventSourceMappingRequest.builder().eventSourceArn(ARN.formatted("sqs", queue)));
  }

  /** Maps the stream to the function. */
  String mapStream() {
    return map(
        CreateEventSourceMappingRequest.builder()
            .eventSourceArn(ARN.formatted("kinesis", "stream/bench"))
            .startingPosition("TRIM_HORIZON"));
  }

  private String map(CreateEventSourceMappingRequest.Builder request) {
    try (LambdaClient lambda = Machine.lambda(server)) {
      return lambda
          .createEventSourceMapping(request.functionName("bench").batchSize(10).build())
          .uuid();
    }
  }

  /** Messages in the queue, visible or not. */
  int left(Connection connection) throws IOException {
    String answer =
        connection
            .call(
                sqs(
                    "GetQueueAttributes",
                    "{\"QueueUrl\":\"" + queueUrl("bench") + "\",\"AttributeNames\":[\"All\"]}"))
            .body();
    int left = 0;
    for (String name :
        List.of("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")) {
      left += number(answer, name);
    }
    return left;
  }

  private static int number(String answer, String name) {
    int from = answer.indexOf('"', answer.indexOf("\"" + name + "\"") + name.length() + 3) + 1;
    return Integer.parseInt(answer.substring(from, answer.indexOf('"', from)));
  }

  /**
   * How long each event took to reach the function's first line.
   *
   * @param sent when each was sent, by its number; others, of which the environment that was asked
   *     has heard before, are left out
   */
  Latencies measured(Connection connection, Map<Integer, Long> sent) throws IOException {
    String answer =
        connection
            .call(
                SignedCall.post(
                    invocations(),
                    "{\"report\":1}".getBytes(StandardCharsets.UTF_8),
                    "test",
                    "test",
                    Map.of()))
            .body();
    List<Long> nanos = new ArrayList<>();
    for (String pair : answer.replaceAll("[ \\[]", "").split("]", -1)) {
      String[] parts = pair.replaceFirst("^,", "").split(",", -1);
      Long begun = parts.length == 2 ? sent.get(Integer.parseInt(parts[0])) : null;
      if (begun != null) {
        nanos.add(Long.parseLong(parts[1]) - begun);
      }
    }
    return Latencies.of(nanos.stream().mapToLong(Long::longValue).toArray());
  }
}
