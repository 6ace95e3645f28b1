package dev.forebay.invocation;

import static dev.forebay.invocation.ScriptedExecution.answer;
import static dev.forebay.invocation.ScriptedExecution.failure;
import static dev.forebay.invocation.Site.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.execution.Invocation;
import dev.forebay.execution.InvocationOutcome;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.CreateAliasRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogType;
import software.amazon.awssdk.services.lambda.model.PublishVersionRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionRecursionConfigRequest;

class InvokeTest {
  @TempDir private Path folder;
  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-11-21T10:00:00Z"));
  private final StorageEngine engine = MemoryEngine.open(clock);
  private final ScriptedExecution functions = new ScriptedExecution();
  private Site site;

  @BeforeEach
  void open() {
    site = new Site(engine, folder, clock, functions, 2);
    site.create("fn", "");
  }

  @AfterEach
  void close() {
    site.close();
    engine.close();
  }

  private static void refused(Runnable call, int status, String code, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            AwsException.class,
            error -> {
              assertThat(error.code()).isEqualTo(code);
              assertThat(error.status()).isEqualTo(status);
            })
        .hasMessage(message);
  }

  @Nested
  class RequestResponse {
    @Test
    void answersWhatTheFunctionReturned() {
      functions.play((image, event, sink) -> answer(event.payload().toUtf8()));
      InvokeResponse response = site.invoke(request("fn", "{\"n\":1}"));
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(Site.text(response)).isEqualTo("{\"n\":1}");
      assertThat(response.executedVersion()).isEqualTo("$LATEST");
      assertThat(response.functionError()).isNull();
      assertThat(response.logResult()).isNull();
    }

    @Test
    void answersAFunctionErrorWithStatus200() {
      functions.play((image, event, sink) -> failure("{\"errorMessage\":\"no\"}"));
      InvokeResponse response = site.invoke(request("fn", "{}").logType(LogType.TAIL));
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.functionError()).isEqualTo("Unhandled");
      assertThat(Site.text(response)).isEqualTo("{\"errorMessage\":\"no\"}");
      assertThat(
              new String(Base64.getDecoder().decode(response.logResult()), StandardCharsets.UTF_8))
          .isEqualTo("START\nREPORT\n");
    }

    @Test
    void handsOverTheRequestsIdContextAndVersion() {
      site.call(PublishVersionRequest.builder().functionName("fn").build());
      CallContext context = Site.context(Optional.of("Root=1-5759e988-bd862e3fe1be46a994272793"));
      InvokeResponse response =
          site.call(
              context,
              InvokeRequest.builder()
                  .functionName(Site.ARN + "fn")
                  .qualifier("1")
                  .clientContext(
                      Base64.getEncoder()
                          .encodeToString("{\"custom\":{}}".getBytes(StandardCharsets.UTF_8)))
                  .build(),
              InvokeResponse.class);
      assertThat(response.executedVersion()).isEqualTo("1");
      Invocation event = functions.events.getFirst();
      assertThat(event.requestId()).isEqualTo(context.requestId());
      assertThat(event.payload().toUtf8()).isEqualTo("{}");
      assertThat(event.invokedFunctionArn()).isEqualTo(Site.ARN + "fn:1");
      assertThat(event.clientContext()).contains("{\"custom\":{}}");
      assertThat(event.traceHeader().orElseThrow())
          .matches(
              "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=[0-9a-f]{16};Sampled=0;"
                  + "Lineage=[0-9a-f]{8}:1");
    }

    @Test
    void refusesAFunctionThatIsNotThere() {
      refused(
          () -> site.invoke(request("nope", "{}")),
          404,
          "ResourceNotFoundException",
          "Function not found: " + Site.ARN + "nope:$LATEST");
      refused(
          () -> site.invoke(request("fn", "{}").qualifier("7")),
          404,
          "ResourceNotFoundException",
          "Function not found: " + Site.ARN + "fn:7");
    }

    @Test
    void refusesAPayloadThatIsTooLarge() {
      refused(
          () ->
              site.invoke(
                  InvokeRequest.builder()
                      .functionName("fn")
                      .payload(SdkBytes.fromByteArray(new byte[6_291_457]))),
          413,
          "RequestTooLargeException",
          "Request must be smaller than 6291456 bytes for the InvokeFunction operation");
      assertThat(functions.events).isEmpty();
    }

    @Test
    void isThrottledWhenThePoolIsUsedUp() throws InterruptedException {
      CountDownLatch entered = new CountDownLatch(2);
      CountDownLatch leave = new CountDownLatch(1);
      functions.play((image, event, sink) -> {
        entered.countDown();
        leave.await();
        return answer("1");
      });
      Thread first = Thread.startVirtualThread(() -> site.invoke(request("fn", "1")));
      Thread second = Thread.startVirtualThread(() -> site.invoke(request("fn", "2")));
      entered.await();
      assertThat(site.invocations.running(Site.PLACE)).isEqualTo(2);
      assertThatThrownBy(() -> site.invoke(request("fn", "3")))
          .isInstanceOfSatisfying(
              AwsException.class,
              error -> {
                assertThat(error.status()).isEqualTo(429);
                assertThat(error.code()).isEqualTo("TooManyRequestsException");
                assertThat(error.members())
                    .containsEntry("Reason", "ConcurrentInvocationLimitExceeded");
              })
          .hasMessage("Rate Exceeded.");
      leave.countDown();
      first.join();
      second.join();
      assertThat(site.invocations.running(Site.PLACE)).isZero();
      assertThat(site.invoke(request("fn", "4")).statusCode()).isEqualTo(200);
    }

    @Test
    void ofAFunctionWithNoConcurrencyAtAllIsThrottled() {
      site.call(
          PutFunctionConcurrencyRequest.builder()
              .functionName("fn")
              .reservedConcurrentExecutions(0)
              .build());
      assertThatThrownBy(() -> site.invoke(request("fn", "{}")))
          .isInstanceOfSatisfying(
              AwsException.class,
              error ->
                  assertThat(error.members())
                      .containsEntry("Reason", "ReservedFunctionConcurrentInvocationLimitExceeded")
                      .containsKey("retryAfterSeconds"));
      site.call(DeleteFunctionConcurrencyRequest.builder().functionName("fn").build());
      assertThat(site.invoke(request("fn", "{}")).statusCode()).isEqualTo(200);
    }

    @Test
    void throughAWeightedAliasIsDecidedAnewEachTime() {
      site.call(PublishVersionRequest.builder().functionName("fn").build());
      site.update("fn", "other = 1");
      site.call(PublishVersionRequest.builder().functionName("fn").build());
      site.call(
          CreateAliasRequest.builder()
              .functionName("fn")
              .name("live")
              .functionVersion("1")
              .routingConfig(routing -> routing.additionalVersionWeights(Map.of("2", 0.5)))
              .build());
      Map<String, Integer> versions = new HashMap<>();
      for (int i = 0; i < 20; i++) {
        versions.merge(site.invoke(request("fn:live", "{}")).executedVersion(), 1, Integer::sum);
      }
      assertThat(versions).containsOnlyKeys("1", "2");
      assertThat(functions.events)
          .extracting(Invocation::invokedFunctionArn)
          .containsOnly(Site.ARN + "fn:live");
    }

    @Test
    void aFunctionThatGoesWhileItsEnvironmentIsMadeIsNotFound() {
      functions.play((image, event, sink) -> {
        site.call(DeleteFunctionRequest.builder().functionName("fn").build());
        return new InvocationOutcome.NotRun("its code is gone");
      });
      refused(
          () -> site.invoke(request("fn", "{}")),
          404,
          "ResourceNotFoundException",
          "Function not found: " + Site.ARN + "fn:$LATEST");
    }

    @Test
    void isAnsweredWithAServerErrorWhenNothingCouldRun() {
      functions.play((image, event, sink) -> new InvocationOutcome.NotRun("no room"));
      refused(() -> site.invoke(request("fn", "{}")), 500, "ServiceException", "no room");
    }
  }

  @Nested
  class ARecursiveLoop {
    @Test
    void isStoppedAfterSixteenInvocations() {
      for (int i = 0; i < 16; i++) {
        invokeWith(lastTrace());
      }
      refused(
          () -> invokeWith(lastTrace()),
          400,
          "RecursiveInvocationException",
          "Lambda has detected your function being invoked in a recursive loop with other Amazon"
              + " Web Services resources and stopped your function's invocation.");
      assertThat(functions.events).hasSize(16);
      assertThat(site.invoke(request("fn", "{}")).statusCode()).isEqualTo(200);
    }

    private Optional<String> lastTrace() {
      return functions.events.isEmpty()
          ? Optional.empty()
          : functions.events.getLast().traceHeader();
    }

    private void invokeWith(Optional<String> trace) {
      site.call(Site.context(trace), request("fn", "{}").build(), InvokeResponse.class);
    }
  }

  @Nested
  class ARecursiveLoopThatIsAllowed {
    @Test
    void goesOn() {
      site.call(
          PutFunctionRecursionConfigRequest.builder()
              .functionName("fn")
              .recursiveLoop("Allow")
              .build());
      Optional<String> trace = Optional.empty();
      for (int i = 0; i < 20; i++) {
        site.call(Site.context(trace), request("fn", "{}").build(), InvokeResponse.class);
        trace = functions.events.getLast().traceHeader();
      }
      assertThat(functions.events).hasSize(20);
    }
  }

  @Nested
  class DryRun {
    @Test
    void answers204AndRunsNothing() {
      InvokeResponse response =
          site.invoke(request("fn", "{}").invocationType(InvocationType.DRY_RUN));
      assertThat(response.statusCode()).isEqualTo(204);
      assertThat(response.executedVersion()).isNull();
      assertThat(functions.events).isEmpty();
    }

    @Test
    void refusesAFunctionThatIsNotThere() {
      refused(
          () -> site.invoke(request("nope", "{}").invocationType(InvocationType.DRY_RUN)),
          404,
          "ResourceNotFoundException",
          "Function not found: " + Site.ARN + "nope:$LATEST");
    }
  }

  @Nested
  class Event {
    @Test
    void isCheckedBeforeItIsAccepted() {
      refused(
          () ->
              site.invoke(
                  InvokeRequest.builder()
                      .functionName("fn")
                      .invocationType(InvocationType.EVENT)
                      .payload(SdkBytes.fromByteArray(new byte[1_048_577]))),
          413,
          "RequestTooLargeException",
          "1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)");
      assertThatThrownBy(() -> site.invoke(request("fn", "{").invocationType(InvocationType.EVENT)))
          .hasMessageStartingWith("Could not parse request body into json");
      refused(
          () -> site.invoke(request("nope", "{}").invocationType(InvocationType.EVENT)),
          404,
          "ResourceNotFoundException",
          "Function not found: " + Site.ARN + "nope:$LATEST");
    }

    @Test
    void isAnsweredWith202AndNothingElse() {
      InvokeResponse response =
          site.invoke(request("fn", "{}").invocationType(InvocationType.EVENT));
      assertThat(response.statusCode()).isEqualTo(202);
      assertThat(response.payload()).isNull();
      assertThat(response.executedVersion()).isNull();
    }
  }
}
