package dev.forebay.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.e2e.Packages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * Asynchronous events of a function that fails for some of them, and notes each run in a file: each
 * accepted one runs until it succeeds or has failed three times, with the pauses between, and a
 * record of its end comes to a queue. Thread-safe.
 */
final class AsyncLoad {
  private static final String FUNCTION = "crash-async";
  private static final String SUCCEEDED = "crash-succeeded";
  private static final String FAILED = "crash-failed";
  private static final String DEAD = "crash-dead";
  // Each open event may want a process, and all of them start anew in each life.
  private static final int OPEN = 24;
  private static final String ROLE = "arn:aws:iam::000000000000:role/any";
  private static final String CODE =
      Notes.PYTHON
          + """
          import random, time

          def handle(event, context):
              fails = event["luck"] == "bad" or event["luck"] == "mixed" and random.random() < 0.5
              what = "no" if fails else "ok"
              note(f"{context.aws_request_id} {event['n']} {LIFE} {time.time_ns()} {what}\\n")
              if fails:
                  raise RuntimeError("no luck")
              return event["n"]
          """;

  private final Notes notes;
  private final EventRuns runs;
  private final AtomicInteger numbers = new AtomicInteger();
  private final Map<String, Accepted> accepted = new ConcurrentHashMap<>();
  private final Map<String, End> ends = new ConcurrentHashMap<>();
  private final Set<String> deadLetters = ConcurrentHashMap.newKeySet();

  /** An event that was answered with 202, by its request id. */
  private record Accepted(int number, String luck) {}

  /** What a record says. */
  record End(int number, String condition, int count) {}

  /**
   * @param notes where the function notes its runs
   */
  AsyncLoad(Notes notes, Duration retryDelay) {
    this.notes = notes;
    this.runs = new EventRuns(notes, retryDelay);
  }

  void create(Life life) {
    for (String queue : List.of(SUCCEEDED, FAILED, DEAD)) {
      life.sqs().createQueue(request -> request.queueName(queue));
    }
    life.lambda()
        .createFunction(request ->
            request
                .functionName(FUNCTION)
                .runtime("python3.13")
                .handler("handler.handle")
                .role(ROLE)
                .timeout(20)
                .environment(variables -> variables.variables(Map.of("NOTES", notes.variable())))
                .deadLetterConfig(dead -> dead.targetArn(arn(DEAD)))
                .code(code ->
                    code.zipFile(SdkBytes.fromByteArray(Packages.zip("handler.py", CODE)))));
    life.lambda()
        .putFunctionEventInvokeConfig(request ->
            request
                .functionName(FUNCTION)
                .maximumRetryAttempts(EventRuns.RETRIES)
                .destinationConfig(destinations ->
                    destinations
                        .onSuccess(to -> to.destination(arn(SUCCEEDED)))
                        .onFailure(to -> to.destination(arn(FAILED)))));
  }

  private static String arn(String queue) {
    return "arn:aws:sqs:us-east-1:000000000000:" + queue;
  }

  /** Sends an event; when many are open, collects records instead. */
  void invoke(Life life, RandomGenerator random) {
    if (accepted.size() - ends.size() > OPEN) {
      collect(life);
      return;
    }
    int number = numbers.incrementAndGet();
    String luck = List.of("good", "good", "good", "mixed", "bad").get(random.nextInt(5));
    InvokeResponse response =
        life.lambda()
            .invoke(request ->
                request
                    .functionName(FUNCTION)
                    .invocationType("Event")
                    .payload(
                        SdkBytes.fromUtf8String(
                            "{\"n\":" + number + ",\"luck\":\"" + luck + "\"}")));
    assertThat(response.statusCode()).isEqualTo(202);
    accepted.put(response.responseMetadata().requestId(), new Accepted(number, luck));
  }

  /** Takes records of ends. */
  void collect(Life life) {
    take(life, SUCCEEDED);
    take(life, FAILED);
    take(life, DEAD);
  }

  /** Takes records; whether all are there, of the accepted events and of those that ran. */
  boolean isDone(Life life) {
    collect(life);
    return missing().isEmpty() && ends.keySet().containsAll(runs.events());
  }

  private List<Accepted> missing() {
    List<Accepted> missing = new ArrayList<>();
    accepted.forEach((id, event) -> {
      Optional<End> end = Optional.ofNullable(ends.get(id));
      if (end.isEmpty()
          || (end.get().condition().equals("RetriesExhausted") && !deadLetters.contains(id))) {
        missing.add(event);
      }
    });
    return missing;
  }

  private void take(Life life, String queue) {
    List<Message> messages =
        life.sqs()
            .receiveMessage(request ->
                request
                    .queueUrl(life.queue(queue))
                    .maxNumberOfMessages(10)
                    .visibilityTimeout(3)
                    .messageAttributeNames("All"))
            .messages();
    if (messages.isEmpty()) {
      return;
    }
    for (Message message : messages) {
      if (queue.equals(DEAD)) {
        deadLetters.add(
            Optional.ofNullable(message.messageAttributes().get("RequestID"))
                .orElseThrow()
                .stringValue());
      } else {
        noteEnd(JsonNode.parser().parse(message.body()));
      }
    }
    Settling.delete(life, queue, messages.stream().map(Message::receiptHandle).toList());
  }

  private void noteEnd(JsonNode record) {
    JsonNode context = record.field("requestContext").orElseThrow();
    String id = context.field("requestId").orElseThrow().asString();
    End end =
        new End(
            number(record.field("requestPayload").flatMap(payload -> payload.field("n"))),
            context.field("condition").orElseThrow().asString(),
            number(context.field("approximateInvokeCount")));
    Optional<End> before = Optional.ofNullable(ends.putIfAbsent(id, end));
    assertThat(before.orElse(end)).as("an event ends in one way").isEqualTo(end);
  }

  private static int number(Optional<JsonNode> node) {
    return Integer.parseInt(node.orElseThrow().asNumber());
  }

  /** All that must hold of each event. */
  void checkEnd() {
    assertThat(missing()).as("no record of an end").isEmpty();
    runs.check(ends);
    accepted.forEach((id, event) -> {
      End end = Optional.ofNullable(ends.get(id)).orElseThrow();
      assertThat(end.number()).as("the id of the 202").isEqualTo(event.number());
      switch (event.luck()) {
        case "good" -> assertThat(end).isEqualTo(new End(event.number(), "Success", 1));
        case "bad" -> assertThat(end.condition()).isEqualTo("RetriesExhausted");
        default -> assertThat(end.condition()).isIn("Success", "RetriesExhausted");
      }
    });
  }

  String summary() {
    return "%d events (%s)".formatted(accepted.size(), runs.summary());
  }
}
