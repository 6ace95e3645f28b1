package dev.forebay.bench;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.http.SdkHttpMethod;

/**
 * Publish to a topic with ten queues, and PutEvents on a bus with 100 rules of which one wants the
 * event for a queue, or none does; signed and on disk, beside a bare echo on the same HTTP front.
 * What a call costs contains the deliveries. After {@code ./forebay warmup}:
 *
 * <pre>java -cp 'bench/target/bench/*' dev.forebay.bench.PublishRate [SECONDS]</pre>
 */
public final class PublishRate {
  private static final int QUEUES = 10;
  private static final int RULES = 100;
  private static final String TOPIC = "arn:aws:sns:us-east-1:000000000000:bench";
  private static final String QUEUE = "arn:aws:sqs:us-east-1:000000000000:";

  /** Lets topics and rules send to a queue. */
  private static final String POLICY =
      """
      {'Version':'2012-10-17','Statement':[{'Effect':'Allow','Action':'sqs:SendMessage','Resource':'*',
      'Principal':{'Service':['sns.amazonaws.com','events.amazonaws.com']}}]}
      """
          .replace("\n", "")
          .replace("'", "\\\"");

  private final URI server;

  private PublishRate(URI server) {
    this.server = server;
  }

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    Duration span = Duration.ofSeconds(arguments.length > 0 ? Long.parseLong(arguments[0]) : 2);
    Path scratch = Files.createTempDirectory("forebay-bench");
    Machine machine = new Machine(Path.of("").toAbsolutePath(), scratch);
    try (Contender echo = machine.echo();
        Contender forebay = machine.forebay()) {
      PublishRate rate = new PublishRate(forebay.call());
      rate.prepare();
      String message = "Action=Publish&TopicArn=" + encoded(TOPIC) + "&Message=" + "x".repeat(200);
      Turns turns = new Turns();
      turns.add(
          echo, "the body of a Publish", Load.Work.of(new PublishRate(echo.call()).sns(message)));
      turns.add(forebay, "Publish to 10 queues", Load.Work.of(rate.sns(message)));
      turns.add(
          forebay, "PutEvents, 1 of 100 rules to a queue", Load.Work.of(rate.event("order-7")));
      turns.add(forebay, "PutEvents, none of 100 rules", Load.Work.of(rate.event("other")));
      turns.run(span);
    }
  }

  private void prepare() throws IOException {
    try (Connection connection = new Connection(server)) {
      call(connection, sns("Action=CreateTopic&Name=bench"));
      for (int i = 0; i <= QUEUES; i++) {
        call(
            connection,
            json(
                "sqs",
                "AmazonSQS.CreateQueue",
                "{\"QueueName\":\"q" + i + "\",\"Attributes\":{\"Policy\":\"" + POLICY + "\"}}"));
      }
      for (int i = 0; i < QUEUES; i++) {
        call(
            connection,
            sns(
                "Action=Subscribe&Protocol=sqs&TopicArn="
                    + encoded(TOPIC)
                    + "&Endpoint="
                    + encoded(QUEUE + "q" + i)));
      }
      for (int i = 0; i < RULES; i++) {
        String pattern =
            "{\\\"source\\\":[\\\"shop\\\"],\\\"detail\\\":{\\\"kind\\\":[\\\"order-"
                + i
                + "\\\"]}}";
        String rule = "{\"Name\":\"rule-" + i + "\",\"EventPattern\":\"" + pattern + "\"}";
        call(connection, events("PutRule", rule));
        String target = "[{\"Id\":\"queue\",\"Arn\":\"" + QUEUE + "q" + QUEUES + "\"}]";
        call(
            connection,
            events("PutTargets", "{\"Rule\":\"rule-" + i + "\",\"Targets\":" + target + "}"));
      }
    }
  }

  private static void call(Connection connection, byte[] request) throws IOException {
    Connection.Answer _ = connection.call(request);
  }

  private byte[] event(String kind) {
    String detail =
        "{\\\"kind\\\":\\\"" + kind + "\\\",\\\"text\\\":\\\"" + "x".repeat(150) + "\\\"}";
    return events(
        "PutEvents",
        "{\"Entries\":[{\"Source\":\"shop\",\"DetailType\":\"order\",\"Detail\":\""
            + detail
            + "\"}]}");
  }

  private byte[] events(String operation, String body) {
    return json("events", "AWSEvents." + operation, body);
  }

  private byte[] json(String service, String target, String body) {
    return SignedCall.json(
        server.resolve("/"),
        service,
        target,
        "application/x-amz-json-1.1",
        body.getBytes(StandardCharsets.UTF_8));
  }

  private byte[] sns(String form) {
    return SignedCall.of(
        SdkHttpMethod.POST,
        server.resolve("/"),
        "sns",
        (form + "&Version=2010-03-31").getBytes(StandardCharsets.UTF_8),
        Map.of("Content-Type", "application/x-www-form-urlencoded"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
