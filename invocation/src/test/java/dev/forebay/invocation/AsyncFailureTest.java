package dev.forebay.invocation;

import static dev.forebay.invocation.ScriptedExecution.answer;
import static dev.forebay.invocation.ScriptedExecution.failure;
import static dev.forebay.invocation.Site.eventually;
import static dev.forebay.invocation.Site.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.execution.Invocation;
import dev.forebay.model.VirtualClock;
import dev.forebay.model.activity.Pending;
import dev.forebay.model.trail.Way;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/** What becomes of asynchronous events whose functions fail, hour by hour of a virtual clock. */
class AsyncFailureTest {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
  private static final String QUEUE = "arn:aws:sqs:eu-central-1:123456789012:results";
  private static final String DEAD = "arn:aws:sqs:eu-central-1:123456789012:dead";
  private static final String ERROR = "{\"errorMessage\":\"boom\",\"errorType\":\"Error\"}";

  @TempDir private Path folder;
  private final VirtualClock clock = new VirtualClock(START);
  private final StorageEngine engine = MemoryEngine.open(clock);
  private final ScriptedExecution functions = new ScriptedExecution();
  private Site site;

  @BeforeEach
  void open() {
    site = new Site(engine, folder, clock, functions, 120);
    site.create("fn", "");
    site.create("other", "");
  }

  @AfterEach
  void close() {
    site.close();
    engine.close();
  }

  private String send(String payload) {
    CallContext context = Site.context(Optional.empty());
    site.call(
        context,
        request("fn", payload).invocationType(InvocationType.EVENT).build(),
        InvokeResponse.class);
    return context.requestId().value();
  }

  private static PutFunctionEventInvokeConfigRequest.Builder config(String function) {
    return PutFunctionEventInvokeConfigRequest.builder().functionName(function);
  }

  private void onFailure(String arn) {
    site.call(
        config("fn")
            .maximumRetryAttempts(0)
            .destinationConfig(to -> to.onFailure(failure -> failure.destination(arn)))
            .build());
  }

  private void onSuccess(String function, String arn) {
    site.call(
        config(function)
            .destinationConfig(to -> to.onSuccess(success -> success.destination(arn)))
            .build());
  }

  private List<SendMessageRequest> messages() {
    return site.mailbox.of(SendMessageRequest.class);
  }

  private static MessageAttributeValue attribute(String type, String value) {
    return MessageAttributeValue.builder().dataType(type).stringValue(value).build();
  }

  private long dropped() {
    return site.invocations.asyncCounts().dropped();
  }

  private long delivered() {
    return site.invocations.asyncCounts().delivered();
  }

  /** Waits until so many runs have failed and the event waits for the next. */
  private void retried(long runs) throws InterruptedException {
    eventually(
        () -> site.invocations.asyncCounts().retried() == runs && site.eventsWait(clock.now()));
  }

  @Test
  void aFunctionErrorIsRetriedAfterOneMinuteAndThenTwoWithTheSameId() throws InterruptedException {
    functions.play((image, event, sink) -> failure(ERROR));
    String id = send("1");
    for (int run = 1; run <= 2; run++) {
      int runs = run;
      retried(runs);
      clock.advance(Duration.ofMinutes(run).minusMillis(1));
      assertThat(functions.events).hasSize(run);
      clock.advance(Duration.ofMillis(1));
      eventually(() -> functions.events.size() == runs + 1);
    }
    eventually(() -> dropped() == 1);
    clock.advance(Duration.ofHours(6));
    assertThat(functions.events)
        .hasSize(3)
        .allSatisfy(seen -> assertThat(seen.requestId().value()).isEqualTo(id));
  }

  @Test
  void everyStepOfAnEventsWayIsNotedWithItsWhy() throws InterruptedException {
    onFailure(QUEUE);
    site.call(config("fn").maximumRetryAttempts(1).build());
    functions.play((image, event, sink) -> failure(ERROR));
    String id = send("1");
    retried(1);
    clock.advance(Duration.ofMinutes(1));
    eventually(() -> dropped() == 1);
    assertThat(site.texts(id))
        .startsWith(
            "accepted; it is stored, and the caller was answered",
            "attempt 1 of 2 started",
            "attempt 1 of 2 failed: Error: boom",
            "to be tried again at "
                + START.plusSeconds(60)
                + ", 60 s later, because the function failed, and the pause after attempt 1 is 1"
                + " times async.retry-delay",
            "attempt 2 of 2 started",
            "attempt 2 of 2 failed: Error: boom",
            "given up: RetriesExhausted, MaximumRetryAttempts is 1 and attempt 2 was the last");
    assertThat(site.ways(id))
        .containsExactly(
            new Way.Asynchronous("arn:aws:lambda:eu-central-1:123456789012:function:fn"));
  }

  @Test
  void whatIsPendingIsSaidWithItsTime() throws InterruptedException {
    functions.play((image, event, sink) -> failure(ERROR));
    send("1");
    retried(1);
    List<Pending> waiting =
        List.of(
            new Pending(
                "asynchronous events to be tried again",
                "arn:aws:lambda:eu-central-1:123456789012:function:fn",
                1,
                Optional.of(START.plusSeconds(60))));
    eventually(() -> site.invocations.pending().equals(waiting));
  }

  @Test
  void maximumRetryAttemptsOfZeroMakesTheFirstErrorFinal() throws InterruptedException {
    site.call(config("fn").maximumRetryAttempts(0).build());
    functions.play((image, event, sink) -> failure(ERROR));
    send("1");
    eventually(() -> dropped() == 1);
    clock.advance(Duration.ofHours(6));
    assertThat(functions.events).hasSize(1);
  }

  @Test
  void anEventThatWouldOutliveMaximumEventAgeIsGivenUpWithItsLastAnswer()
      throws InterruptedException {
    site.call(
        config("fn")
            .maximumEventAgeInSeconds(100)
            .destinationConfig(to -> to.onFailure(failure -> failure.destination(QUEUE)))
            .build());
    functions.play((image, event, sink) -> failure(ERROR));
    send("1");
    retried(1);
    clock.advance(Duration.ofMinutes(1));
    eventually(() -> delivered() == 1);
    assertThat(functions.events).hasSize(2);
    assertThat(messages().getFirst().messageBody())
        .contains("\"condition\":\"EventAgeExceeded\",\"approximateInvokeCount\":2")
        .contains("\"responsePayload\":" + ERROR);
  }

  @Test
  void theRecordOfAFailureIsAwsOwnAndGoesUnderTheFunctionsRole() throws InterruptedException {
    onFailure(QUEUE);
    functions.play((image, event, sink) -> failure(ERROR));
    String id = send("{\"n\":1}");
    eventually(() -> delivered() == 1);
    SendMessageRequest message = messages().getFirst();
    assertThat(message.messageBody())
        .isEqualTo(
            "{\"version\":\"1.0\",\"timestamp\":\"2026-11-21T10:00:00.000Z\","
                + "\"requestContext\":{\"requestId\":\""
                + id
                + "\",\"functionArn\":\""
                + Site.ARN
                + "fn:$LATEST\",\"condition\":\"RetriesExhausted\",\"approximateInvokeCount\":1},"
                + "\"requestPayload\":{\"n\":1},"
                + "\"responseContext\":{\"statusCode\":200,\"executedVersion\":\"$LATEST\","
                + "\"functionError\":\"Unhandled\"},\"responsePayload\":"
                + ERROR
                + "}");
    assertThat(message.queueUrl()).isEqualTo("http://localhost:4566/123456789012/results");
    assertThat(message.messageSystemAttributes())
        .containsKey(MessageSystemAttributeNameForSends.AWS_TRACE_HEADER);
    assertThat(message.messageAttributes()).isEmpty();
    assertThat(site.mailbox.letters.getFirst().context().caller())
        .isInstanceOfSatisfying(
            Caller.RoleSession.class,
            session -> {
              assertThat(session.role()).hasToString("arn:aws:iam::123456789012:role/lambda");
              assertThat(session.sessionName()).isEqualTo("fn");
            });
  }

  @Test
  void aSuccessGoesToTheTopicThatWantsIt() throws InterruptedException {
    onSuccess("fn", "arn:aws:sns:eu-central-1:123456789012:done");
    functions.play((image, event, sink) -> answer("{\"ok\":true}"));
    send("1");
    eventually(() -> delivered() == 1);
    assertThat(site.mailbox.of(PublishRequest.class).getFirst().message())
        .contains("\"condition\":\"Success\",\"approximateInvokeCount\":1")
        .contains("\"responseContext\":{\"statusCode\":200,\"executedVersion\":\"$LATEST\"}")
        .endsWith("\"responsePayload\":{\"ok\":true}}");
  }

  @Test
  void anEventBusGetsAnEventOfLambdas() throws InterruptedException {
    String bus = "arn:aws:events:eu-central-1:123456789012:event-bus/default";
    onFailure(bus);
    functions.play((image, event, sink) -> failure(ERROR));
    send("1");
    eventually(() -> delivered() == 1);
    PutEventsRequestEntry entry =
        site.mailbox.of(PutEventsRequest.class).getFirst().entries().getFirst();
    assertThat(entry.source()).isEqualTo("lambda");
    assertThat(entry.detailType()).isEqualTo("Lambda Function Invocation Result - Failure");
    assertThat(entry.resources()).containsExactly(bus, Site.ARN + "fn:$LATEST");
  }

  @Test
  void aFunctionAsDestinationIsInvokedWithTheRecord() throws InterruptedException {
    onSuccess("fn", Site.ARN + "other");
    send("1");
    eventually(() -> functions.events.size() == 2);
    assertThat(functions.images.get(1).functionName()).isEqualTo("other");
    assertThat(functions.events.get(1).payload().toUtf8()).contains("\"requestPayload\":1");
  }

  @Test
  void functionsThatAreEachOthersDestinationsAreStoppedAfterSixteenInvocations()
      throws InterruptedException {
    site.call(
        config("fn")
            .destinationConfig(to ->
                to.onSuccess(success -> success.destination(Site.ARN + "other"))
                    .onFailure(failure -> failure.destination(QUEUE)))
            .build());
    onSuccess("other", Site.ARN + "fn");
    send("1");
    eventually(() -> messages().size() == 1);
    assertThat(messages().getFirst().messageBody())
        .contains("\"condition\":\"RecursiveInvocation\",\"approximateInvokeCount\":0");
    assertThat(functions.images.stream().filter(run -> run.functionName().equals("fn")))
        .hasSize(16);
  }

  @Test
  void aDeadLetterIsTheEventItselfWithThreeAttributesBesideTheRecord() throws InterruptedException {
    site.call(
        UpdateFunctionConfigurationRequest.builder()
            .functionName("fn")
            .deadLetterConfig(dead -> dead.targetArn(DEAD))
            .build());
    onFailure(QUEUE);
    functions.play((image, event, sink) -> failure(ERROR));
    String id = send("{\"n\":1}");
    eventually(() -> delivered() == 2);
    SendMessageRequest letter = messages().getFirst();
    assertThat(letter.messageBody()).isEqualTo("{\"n\":1}");
    assertThat(letter.queueUrl()).endsWith("/dead");
    assertThat(letter.messageAttributes())
        .containsOnly(
            Map.entry("RequestID", attribute("String", id)),
            Map.entry("ErrorCode", attribute("Number", "200")),
            Map.entry("ErrorMessage", attribute("String", "boom")));
    assertThat(messages().get(1).queueUrl()).endsWith("/results");
  }

  @Test
  void aReservedConcurrencyOfZeroSendsEventsStraightToTheFailureDestination()
      throws InterruptedException {
    onFailure(QUEUE);
    site.call(
        PutFunctionConcurrencyRequest.builder()
            .functionName("fn")
            .reservedConcurrentExecutions(0)
            .build());
    send("1");
    eventually(() -> delivered() == 1);
    assertThat(messages().getFirst().messageBody())
        .contains("\"condition\":\"ZeroReservedConcurrency\",\"approximateInvokeCount\":0")
        .doesNotContain("response");
    assertThat(functions.events).isEmpty();
  }

  @Test
  void aDestinationThatFailsIsTriedAgainAndTheFunctionIsNot() throws InterruptedException {
    onFailure(QUEUE);
    site.mailbox.failing.set(2);
    functions.play((image, event, sink) -> failure(ERROR));
    send("1");
    for (int tries = 1; tries <= 2; tries++) {
      int made = tries;
      eventually(() -> messages().size() == made && site.eventsWait(clock.now()));
      clock.advance(Duration.ofSeconds(tries));
    }
    eventually(() -> delivered() == 1);
    assertThat(messages())
        .hasSize(3)
        .extracting(SendMessageRequest::messageBody)
        .containsOnly(messages().getFirst().messageBody());
    assertThat(functions.events).extracting(Invocation::requestId).hasSize(1);
  }

  @Test
  void aDestinationThatIsNotThereIsCountedInTheEnd() throws InterruptedException {
    onFailure("arn:aws:s3:::bucket");
    functions.play((image, event, sink) -> failure(ERROR));
    send("1");
    for (int tries = 0; tries < 7; tries++) {
      eventually(() -> dropped() == 1 && site.eventsWait(clock.now()));
      assertThat(site.invocations.asyncCounts().destinationDeliveryFailures()).isZero();
      clock.advance(Duration.ofSeconds(1L << tries));
    }
    eventually(() -> site.invocations.asyncCounts().destinationDeliveryFailures() == 1);
    assertThat(functions.events).hasSize(1);
  }
}
