package dev.forebay.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.execution.InvocationOutcome.FunctionFailed;
import dev.forebay.execution.InvocationOutcome.Report;
import dev.forebay.execution.InvocationOutcome.Succeeded;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(SandboxKind.class)
class EnvironmentsTest {
  @TempDir Path folder;
  private final SandboxKind sandbox;
  private Rig rig;

  EnvironmentsTest(SandboxKind sandbox) {
    this.sandbox = sandbox;
  }

  @BeforeEach
  void open() {
    rig = new Rig(folder, sandbox);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private static String answer(InvocationOutcome outcome) {
    assertThat(outcome).isInstanceOf(Succeeded.class);
    return ((Succeeded) outcome).payload().toUtf8();
  }

  private static Report report(InvocationOutcome outcome) {
    return switch (outcome) {
      case Succeeded succeeded -> succeeded.report();
      case FunctionFailed failed -> failed.report();
      case InvocationOutcome.NotRun notRun -> throw new AssertionError(notRun.reason());
    };
  }

  @Test
  void aPythonFunctionAnswersItsEvent() {
    FunctionImage image =
        rig.function("echo")
            .python(
                """
                def handler(event, context):
                    return {"greeting": "hello " + event["name"]}
                """)
            .image();

    assertThat(answer(rig.invoke(image, "{\"name\":\"you\"}")))
        .isEqualTo("{\"greeting\": \"hello you\"}");
  }

  @Test
  void aNodeFunctionAnswersItsEvent() {
    FunctionImage image =
        rig.function("echo")
            .node("exports.handler = async (event) => ({ greeting: 'hello ' + event.name });")
            .image();

    assertThat(answer(rig.invoke(image, "{\"name\":\"you\"}")))
        .isEqualTo("{\"greeting\":\"hello you\"}");
  }

  @Test
  void aCustomRuntimeGetsTheEventsHeaders() {
    FunctionImage image =
        rig.function("raw")
            .bootstrap(RawRuntime.PYTHON + "serve(lambda body, headers: json.dumps(headers))\n")
            .timeout(Duration.ofSeconds(3))
            .image();

    long before = System.currentTimeMillis();
    String headers = answer(rig.invoke(image, "{}"));

    assertThat(headers)
        .contains("\"lambda-runtime-invoked-function-arn\": \"arn:aws:lambda:eu-west-1")
        .contains("\"lambda-runtime-trace-id\": \"Root=1-5759e988")
        .contains("\"content-type\": \"application/json\"")
        .doesNotContain("client-context", "cognito");
    String deadline = headers.replaceAll(".*deadline-ms\": \"([0-9]+)\".*", "$1");
    assertThat(Long.parseLong(deadline)).isBetween(before + 2900, before + 13_000);
  }

  @Test
  void theNextEventRunsInTheSameWarmEnvironment() {
    FunctionImage image =
        rig.function("count")
            .python(
                """
                n = 0
                def handler(event, context):
                    global n
                    n += 1
                    return n
                """)
            .image();

    InvocationOutcome first = rig.invoke(image, "{}");
    InvocationOutcome second = rig.invoke(image, "{}");
    InvocationOutcome third = rig.invoke(image, "{}");

    assertThat(List.of(answer(first), answer(second), answer(third)))
        .containsExactly("1", "2", "3");
    assertThat(report(first).init()).isPresent();
    assertThat(report(second).init()).isEmpty();
    assertThat(rig.environments.counts().coldStarts()).isEqualTo(1);
    assertThat(rig.environments.counts().warmStarts()).isEqualTo(2);
  }

  @Test
  void theVariablesOfTheRuntimeAreAwss() {
    FunctionImage image =
        rig.function("variables")
            .python(
                """
                import os
                def handler(event, context):
                    return dict(os.environ)
                """)
            .environment(Map.of("MINE", "yes", "AWS_REGION", "no", "TZ", "CET"))
            .image();

    String variables = answer(rig.invoke(image, "{}"));

    assertThat(variables)
        .contains(
            "\"MINE\": \"yes\"",
            "\"AWS_REGION\": \"eu-west-1\"",
            "\"AWS_DEFAULT_REGION\": \"eu-west-1\"",
            "\"TZ\": \"CET\"",
            "\"AWS_LAMBDA_FUNCTION_NAME\": \"variables\"",
            "\"AWS_LAMBDA_FUNCTION_VERSION\": \"$LATEST\"",
            "\"AWS_LAMBDA_FUNCTION_MEMORY_SIZE\": \"256\"",
            "\"AWS_LAMBDA_INITIALIZATION_TYPE\": \"on-demand\"",
            "\"AWS_LAMBDA_LOG_GROUP_NAME\": \"/aws/lambda/variables\"",
            "\"AWS_EXECUTION_ENV\": \"AWS_Lambda_python3.11\"",
            "\"AWS_ACCESS_KEY_ID\": \"ASIATEST\"",
            "\"AWS_SECRET_ACCESS_KEY\": \"secret\"",
            "\"AWS_SESSION_TOKEN\": \"token\"",
            "\"AWS_ENDPOINT_URL\": \"http://127.0.0.1:4566\"",
            "\"_HANDLER\": \"index.handler\"");
    assertThat(variables)
        .containsPattern(
            "\"AWS_LAMBDA_LOG_STREAM_NAME\": \"\\d{4}/\\d\\d/\\d\\d/\\[\\$LATEST\\][0-9a-f]{32}\"");
  }

  @Test
  void theLogHasInitStartThenStartThenOutputThenEndThenReport() {
    FunctionImage image =
        rig.function("talk")
            .python(
                """
                import sys
                print("importing")
                def handler(event, context):
                    print("out")
                    print("err", file=sys.stderr)
                    sys.stdout.write("no line end")
                    return 1
                """)
            .image();

    InvocationOutcome outcome = rig.invoke(image, "{}");

    rig.await("the report", () -> rig.log("talk").toString().contains("REPORT"));
    String id = rig.log("talk").get(2).replaceAll("START RequestId: (\\S+) .*", "$1");
    assertThat(rig.log("talk").get(0))
        .matches(
            "INIT_START Runtime Version: python:3\\.\\S+\\tRuntime Version ARN:"
                + " arn:aws:lambda:eu-west-1::runtime:[0-9a-f]{64}");
    assertThat(rig.log("talk").subList(1, 7))
        .containsExactly(
            "importing",
            "START RequestId: " + id + " Version: $LATEST",
            "out",
            "err",
            "no line end",
            "END RequestId: " + id);
    assertThat(rig.log("talk").get(7))
        .matches(
            "REPORT RequestId: "
                + id
                + "\\tDuration: \\d+\\.\\d\\d ms\\tBilled Duration: \\d+ ms"
                + "\\tMemory Size: 256 MB\\tMax Memory Used: \\d+ MB"
                + "\\tInit Duration: \\d+\\.\\d\\d ms\\t");
    assertThat(report(outcome).logTail().toUtf8())
        .isEqualTo(String.join("\n", rig.log("talk").subList(2, 8)) + "\n");
  }

  @Test
  void theTailHasTheLastFourKibibytesOfThisInvocationOnly() {
    FunctionImage image =
        rig.function("long")
            .python(
                """
                def handler(event, context):
                    for i in range(event["n"]):
                        print("line %04d %s" % (i, "x" * 40))
                """)
            .image();

    rig.invoke(image, "{\"n\":1}");
    String tail = report(rig.invoke(image, "{\"n\":500}")).logTail().toUtf8();
    String next = report(rig.invoke(image, "{\"n\":0}")).logTail().toUtf8();

    assertThat(tail)
        .hasSize(4096)
        .contains("line 0499 ")
        .contains("REPORT")
        .doesNotContain("START");
    assertThat(next).startsWith("START").doesNotContain("line").endsWith("\t\n");
  }

  @Test
  void billedTimeIsInitAndDurationRoundedUp() {
    FunctionImage image =
        rig.function("slow")
            .python(
                """
                import time
                time.sleep(0.1)
                def handler(event, context):
                    time.sleep(0.05)
                """)
            .image();

    Report cold = report(rig.invoke(image, "{}"));
    Report warm = report(rig.invoke(image, "{}"));

    assertThat(cold.init().orElseThrow()).isGreaterThanOrEqualTo(Duration.ofMillis(100));
    assertThat(cold.duration()).isBetween(Duration.ofMillis(50), Duration.ofSeconds(2));
    long millis = cold.duration().plus(cold.init().get()).toNanos();
    assertThat(cold.billed().toMillis()).isEqualTo((millis + 999_999) / 1_000_000);
    assertThat(warm.billed().toMillis())
        .isEqualTo((warm.duration().toNanos() + 999_999) / 1_000_000);
    assertThat(warm.memoryUsedMegabytes()).isBetween(3L, 256L);
  }

  @Test
  void layersAppearMergedInOptLaterOnesOnTop() {
    FunctionImage image =
        rig.function("layered")
            .bootstrap(
                RawRuntime.PYTHON
                    + """
                    opt = os.environ["OPT"]
                    def handler(body, headers):
                        return ",".join(open(opt + "/" + f).read() for f in ("a/x", "a/y", "z"))
                    serve(handler)
                    """)
            .environment(Map.of("OPT", "/opt"))
            .layer("a/x", "x1")
            .layer("a/y", "y2")
            .layer("z", "z3")
            .layer("a/x", "x4")
            .image();

    assertThat(answer(rig.invoke(image, "{}"))).isEqualTo("x4,y2,z3");
  }

  @Test
  void aLogGroupOfOnesOwnHasStreamsNamedAfterTheFunction() {
    FunctionImage image =
        rig.function("grouped")
            .python("def handler(event, context): return 1")
            .logging(
                new FunctionImage.Logging(
                    "/my/group", false, java.util.Optional.empty(), java.util.Optional.empty()))
            .image();

    rig.invoke(image, "{}");

    rig.await("a stream", () -> !rig.lines.isEmpty());
    assertThat(rig.lines.keySet())
        .singleElement()
        .asString()
        .matches("/my/group \\d{4}/\\d\\d/\\d\\d/grouped\\[\\$LATEST\\]\\[[0-9a-f]{32}\\]");
  }
}
