package dev.forebay.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.e2e.Packages;
import dev.forebay.e2e.Server;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * An event that has failed waits out its hours on, however often the server is killed meanwhile.
 */
class KilledBetweenAttemptsTest {
  private static final String FUNCTION = "always-fails";
  private static final String ENDED = "ended";
  private static final String CODE =
      Notes.PYTHON
          + """
          def handle(event, context):
              note(f"{LIFE} {context.aws_request_id}\\n")
              raise RuntimeError("no luck")
          """;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path data;
  private final Notes runs;
  private int lives;

  KilledBetweenAttemptsTest(@TempDir Path folder) {
    data = folder.resolve("data");
    runs = new Notes(folder.resolve("runs"));
  }

  @Test
  void anEventKeepsItsAttemptsAndTheInstantOfTheNextOneOverKills() throws Exception {
    String id;
    try (Life life = start()) {
      create(life);
      id =
          life.lambda()
              .invoke(request -> request.functionName(FUNCTION).invocationType("Event"))
              .responseMetadata()
              .requestId();
      post(life, "quiet", "{}");
      assertThat(runs.lines()).containsExactly("1 " + id);
    }
    // The second run is due an hour after the first. A server that starts has the real time.
    try (Life life = start()) {
      advance(life, Duration.ofMinutes(59));
      assertThat(runs.lines()).as("before the hour").hasSize(1);
      advance(life, Duration.ofMinutes(1));
      assertThat(runs.lines()).as("after the hour").containsExactly("1 " + id, "2 " + id);
    }
    // The third is due two hours after the second, three after the first.
    try (Life life = start()) {
      advance(life, Duration.ofMinutes(179));
      assertThat(runs.lines()).as("before the third hour").hasSize(2);
      assertThat(ends(life)).isEmpty();
      advance(life, Duration.ofMinutes(2));
      assertThat(runs.lines()).containsExactly("1 " + id, "2 " + id, "3 " + id);
      assertThat(ends(life))
          .singleElement()
          .satisfies(end -> {
            JsonNode context =
                JsonNode.parser().parse(end.body()).field("requestContext").orElseThrow();
            assertThat(context.field("requestId").orElseThrow().asString()).isEqualTo(id);
            assertThat(context.field("condition").orElseThrow().asString())
                .isEqualTo("RetriesExhausted");
            assertThat(context.field("approximateInvokeCount").orElseThrow().asNumber())
                .isEqualTo("3");
          });
    }
    try (Life life = start()) {
      advance(life, Duration.ofHours(7));
      assertThat(runs.lines()).as("after its end").hasSize(3);
    }
  }

  private Life start() throws IOException {
    runs.life(++lives);
    return new Life(
        lives,
        Server.start(data, "--async.retry-delay=3600", "--sandbox.mode=off", "--log.level=error"));
  }

  private void create(Life life) {
    life.sqs().createQueue(request -> request.queueName(ENDED));
    life.lambda()
        .createFunction(request ->
            request
                .functionName(FUNCTION)
                .runtime("python3.13")
                .handler("handler.handle")
                .role("arn:aws:iam::000000000000:role/any")
                .timeout(20)
                .environment(variables -> variables.variables(Map.of("NOTES", runs.variable())))
                .code(code ->
                    code.zipFile(SdkBytes.fromByteArray(Packages.zip("handler.py", CODE)))));
    life.lambda()
        .putFunctionEventInvokeConfig(request ->
            request
                .functionName(FUNCTION)
                .destinationConfig(destinations ->
                    destinations.onFailure(
                        to -> to.destination("arn:aws:sqs:us-east-1:000000000000:" + ENDED))));
  }

  private static List<Message> ends(Life life) {
    return life.sqs().receiveMessage(request -> request.queueUrl(life.queue(ENDED))).messages();
  }

  /** Returns when all that fell due meanwhile has been done. */
  private void advance(Life life, Duration by) throws Exception {
    post(life, "clock", "{\"advance\": \"" + by + "\"}");
  }

  private void post(Life life, String page, String body) throws Exception {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(life.endpoint().resolve("/_forebay/" + page))
                .timeout(Duration.ofSeconds(60))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }
}
