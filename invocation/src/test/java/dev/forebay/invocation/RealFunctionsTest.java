package dev.forebay.invocation;

import static dev.forebay.invocation.Site.eventually;
import static dev.forebay.invocation.Site.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.execution.EnvironmentSettings;
import dev.forebay.execution.EnvironmentSettings.Limits;
import dev.forebay.execution.Environments;
import dev.forebay.execution.RoleCredentials;
import dev.forebay.execution.runtime.RuntimeSettings;
import dev.forebay.execution.runtime.Runtimes;
import dev.forebay.execution.sandbox.ProcessSandbox;
import dev.forebay.model.SystemClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogType;

/** Python functions in real processes, as plain children of the test. */
class RealFunctionsTest {
  @TempDir private Path folder;
  private final SystemClock clock = new SystemClock();
  private final StorageEngine engine = MemoryEngine.open(clock);
  private Environments environments;
  private Site site;

  @BeforeEach
  void open() {
    environments =
        new Environments(
            new ProcessSandbox("a test"),
            new Runtimes(
                new RuntimeSettings(
                    folder.resolve("bootstraps"),
                    folder.resolve("java-client"),
                    RuntimeSettings.Versions.NEAREST,
                    System.getenv())),
            (stream, events) -> {},
            (place, role, session) ->
                new RoleCredentials.Session(
                    "ASIATEST", "secret", "token", clock.now().plus(Duration.ofHours(1))),
            clock,
            Site.RANDOM,
            new EnvironmentSettings(
                folder.resolve("run"),
                URI.create("http://127.0.0.1:4566"),
                new Limits(
                    Limits.DEFAULT.memory(),
                    Limits.DEFAULT.waitForMemory(),
                    Limits.DEFAULT.idle(),
                    Optional.empty(),
                    0,
                    Limits.DEFAULT.initTimeout())));
    site = new Site(engine, folder, clock, environments::invoke);
  }

  @AfterEach
  void close() {
    site.close();
    environments.close();
    engine.close();
  }

  @Test
  void aFunctionAnswersWithItsLogAndLearnsItsContext() {
    site.create(
        "fn",
        """
        import os
        def handler(event, context):
            print("hello")
            return [event, context.invoked_function_arn, context.aws_request_id,
                    context.client_context.custom, os.environ["_X_AMZN_TRACE_ID"]]
        """);
    String context =
        Base64.getEncoder()
            .encodeToString("{\"custom\":{\"a\":\"b\"}}".getBytes(StandardCharsets.UTF_8));
    InvokeResponse response =
        site.invoke(request("fn", "{\"n\": 1}").clientContext(context).logType(LogType.TAIL));
    assertThat(response.functionError()).isNull();
    assertThat(Site.text(response))
        .contains("{\"n\": 1}", "\"" + Site.ARN + "fn\"", "{\"a\": \"b\"}", "Root=1-", "Lineage=");
    assertThat(new String(Base64.getDecoder().decode(response.logResult()), StandardCharsets.UTF_8))
        .contains("START RequestId: ", "hello\n", "END RequestId: ", "REPORT RequestId: ");
  }

  @Test
  void anExceptionIsAFunctionError() {
    site.create("fn", "def handler(event, context):\n    raise ValueError('no')\n");
    InvokeResponse response = site.invoke(request("fn", "{}"));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.functionError()).isEqualTo("Unhandled");
    assertThat(Site.text(response))
        .contains("\"errorMessage\": \"no\"", "\"errorType\": \"ValueError\"");
  }

  @Test
  void queuedEventsAllRun() throws InterruptedException, IOException {
    Path out = folder.resolve("out");
    site.create(
        "fn",
        """
        def handler(event, context):
            with open("%s", "a") as out:
                out.write(str(event["n"]) + "\\n")
        """
            .formatted(out));
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      expected.add(Integer.toString(i));
      site.invoke(request("fn", "{\"n\":" + i + "}").invocationType(InvocationType.EVENT));
    }
    eventually(() -> site.invocations.asyncCounts().succeeded() == 8);
    assertThat(Files.readAllLines(out)).containsExactlyInAnyOrderElementsOf(expected);
  }
}
