package dev.forebay.execution.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.forebay.execution.FunctionImage;
import dev.forebay.execution.runtime.FakeRuntimeApi.Answer;
import dev.forebay.execution.runtime.FakeRuntimeApi.Event;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PythonFunctionsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path shared;
  static Runtimes runtimes;

  @TempDir Path scratch;

  @BeforeAll
  static void find() {
    runtimes = TestRuntimes.in(shared);
  }

  static Stream<String> versions() {
    return runtimes.found().stream()
        .filter(found -> found.family() == Family.PYTHON)
        .map(found -> Version.parse(found.version()).orElseThrow())
        .map(version -> "python" + version)
        .distinct();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void everyVersionFoundAnswersAndReportsErrorsAsAwsDoes(String runtime) throws Exception {
    FunctionImage image =
        RunningFunction.image(
            scratch,
            runtime,
            "app.handler",
            Map.of(
                "app.py",
                """
                import sys
                def handler(event, context):
                    if event.get("fail"):
                        raise ValueError("no " + event["fail"])
                    return {"got": event, "version": "python%d.%d" % sys.version_info[:2],
                            "id": context.aws_request_id, "umlaut": "ü"}
                """));
    try (RunningFunction function = RunningFunction.started(scratch, runtimes, image)) {
      Answer answer = function.invoke("{\"a\": [1, 2.5, \"ä\"]}");
      assertThat(answer.kind()).isEqualTo("response");
      assertThat(answer.path()).isEqualTo("/2018-06-01/runtime/invocation/id-1/response");
      JsonNode body = JSON.readTree(answer.body());
      assertThat(body.get("got")).isEqualTo(JSON.readTree("{\"a\": [1, 2.5, \"ä\"]}"));
      assertThat(body.get("version").asText()).isEqualTo(runtime);
      assertThat(body.get("id").asText()).isEqualTo("id-1");
      assertThat(body.get("umlaut").asText()).isEqualTo("ü");

      Answer error = function.invoke("{\"fail\": \"luck\"}");
      assertThat(error.kind()).isEqualTo("error");
      String id = runtime.equals("python3.8") ? "" : "\"requestId\": \"id-2\", ";
      assertThat(error.body())
          .isEqualTo(
              "{\"errorMessage\": \"no luck\", \"errorType\": \"ValueError\", "
                  + id
                  + "\"stackTrace\": [\"  File \\\"/var/task/app.py\\\", line 4, in handler\\n"
                  + "    raise ValueError(\\\"no \\\" + event[\\\"fail\\\"])\\n\"]}");
      assertThat(function.invoke("{}").kind()).isEqualTo("response");
      assertThat(function.printed())
          .isEqualTo(
              "[ERROR] ValueError: no luck\rTraceback (most recent call last):\r"
                  + "\u00a0\u00a0File \"/var/task/app.py\", line 4, in handler\r"
                  + "\u00a0\u00a0\u00a0\u00a0raise ValueError(\"no \" + event[\"fail\"])\n");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          missing.handler | Runtime.ImportModuleError    | Unable to import module 'missing': No module named 'missing'
          app.absent      | Runtime.HandlerNotFound      | Handler 'absent' missing on module 'app'
          app             | Runtime.MalformedHandlerName | Bad handler 'app': not enough values to unpack (expected 2, got 1)
          broken.handler  | Runtime.UserCodeSyntaxError  | Syntax error in module 'broken': invalid syntax (broken.py, line 1)
          sys.exit        | Runtime.BuiltInModuleConflict | Cannot use built-in module sys as a handler module
          needs.handler   | Runtime.ImportModuleError    | Unable to import module 'needs': No module named 'pytest'
          """)
  void aHandlerThatCannotBeLoadedFailsTheInitWithAwsErrors(
      String handler, String type, String message) throws Exception {
    FunctionImage image =
        RunningFunction.image(
            scratch,
            "python3.11",
            handler,
            Map.of("app.py", "x = 1\n", "broken.py", "def = 1\n", "needs.py", "import pytest\n"));
    try (RunningFunction function = RunningFunction.started(scratch, runtimes, image)) {
      Answer answer = function.answer();
      assertThat(answer.path()).isEqualTo("/2018-06-01/runtime/init/error");
      assertThat(answer.headers()).containsEntry("lambda-runtime-function-error-type", type);
      JsonNode body = JSON.readTree(answer.body());
      assertThat(body.get("errorMessage").asText()).isEqualTo(message);
      assertThat(body.get("errorType").asText()).isEqualTo(type);
      assertThat(body.get("requestId").asText()).isEmpty();
      assertThat(function.exit()).isEqualTo(1);
      assertThat(function.printed()).contains("[ERROR] " + type + ": " + message + "\r");
    }
  }

  @Test
  void aSyntaxErrorNamesFileLineAndText() throws Exception {
    FunctionImage image =
        RunningFunction.image(
            scratch, "python3.11", "broken.handler", Map.of("broken.py", "x = 1\ndef = 1\n"));
    try (RunningFunction function = RunningFunction.started(scratch, runtimes, image)) {
      assertThat(JSON.readTree(function.answer().body()).get("stackTrace").get(0).asText())
          .isEqualTo("  File \"/var/task/broken.py\" Line 2\n    def = 1\n");
    }
  }

  @Test
  void anExceptionDuringInitHasTheFramesOfTheImport() throws Exception {
    FunctionImage image =
        RunningFunction.image(
            scratch, "python3.11", "app.handler", Map.of("app.py", "raise Exception('early')\n"));
    try (RunningFunction function = RunningFunction.started(scratch, runtimes, image)) {
      JsonNode body = JSON.readTree(function.answer().body());
      assertThat(body.get("errorType").asText()).isEqualTo("Exception");
      assertThat(body.get("stackTrace").get(0).asText())
          .startsWith("  File \"")
          .contains("/lib/python3.11/importlib/__init__.py\", line ")
          .contains("in import_module");
      JsonNode trace = body.get("stackTrace");
      assertThat(trace.get(trace.size() - 1).asText())
          .isEqualTo(
              "  File \"/var/task/app.py\", line 1, in <module>\n    raise Exception('early')\n");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {1}                      | Runtime.MarshalError | Unable to marshal response: Object of type set is not JSON serializable
          object()                 | Runtime.MarshalError | Unable to marshal response: Object of type object is not JSON serializable
          {(1, 2): 3}              | Runtime.MarshalError | Unable to marshal response: keys must be str, int, float, bool or None, not tuple
          """)
  void aResultThatIsNotJsonIsAMarshalError(String result, String type, String message)
      throws Exception {
    try (RunningFunction function = expression(result)) {
      JsonNode body = JSON.readTree(function.invoke("{}").body());
      assertThat(body.get("errorType").asText()).isEqualTo(type);
      assertThat(body.get("errorMessage").asText()).isEqualTo(message);
      assertThat(body.get("stackTrace")).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          None                                                              | null
          "text"                                                            | "text"
          [1, 2.5, True]                                                    | [1, 2.5, true]
          __import__('decimal').Decimal('1.10')                             | 1.10
          {'a': [__import__('decimal').Decimal('2')]}                       | {"a": [2]}
          [__import__('collections').namedtuple('P', 'x y')(1, 2)]          | [{"x": 1, "y": 2}]
          (1, (2, 3))                                                       | [1, [2, 3]]
          """)
  void resultsAreEncodedAsAwsEncodesThem(String result, String json) throws Exception {
    try (RunningFunction function = expression(result)) {
      assertThat(function.invoke("{}").body()).isEqualTo(json);
    }
  }

  @Test
  void anEventThatIsNotJsonIsAnUnmarshalError() throws Exception {
    try (RunningFunction function = expression("1")) {
      JsonNode body = JSON.readTree(function.invoke("{nope").body());
      assertThat(body.get("errorType").asText()).isEqualTo("Runtime.UnmarshalError");
      assertThat(body.get("errorMessage").asText()).startsWith("Unable to unmarshal input: ");
    }
  }

  @Test
  void theContextHasAllMembers() throws Exception {
    FunctionImage image =
        RunningFunction.image(
            scratch,
            "python3.11",
            "app.handler",
            Map.of(
                "app.py",
                """
                import os
                def handler(event, context):
                    return [context.function_name, context.function_version,
                            context.memory_limit_in_mb, context.log_group_name,
                            context.log_stream_name, context.invoked_function_arn,
                            20000 < context.get_remaining_time_in_millis() <= 30000,
                            context.client_context.client.app_title,
                            context.client_context.custom["k"], context.client_context.env,
                            context.identity.cognito_identity_id,
                            context.identity.cognito_identity_pool_id,
                            os.environ["_X_AMZN_TRACE_ID"],
                            sorted(k for k in os.environ if k.startswith("_FOREBAY"))]
                """));
    try (RunningFunction function = RunningFunction.started(scratch, runtimes, image)) {
      Event event =
          Event.of("id-1", "{}")
              .with(
                  "Lambda-Runtime-Client-Context",
                  "{\"client\":{\"app_title\":\"tü\"},\"custom\":{\"k\":\"v\"},\"env\":{\"e\":1}}")
              .with(
                  "Lambda-Runtime-Cognito-Identity",
                  "{\"cognitoIdentityId\":\"i\",\"cognitoIdentityPoolId\":\"p\"}");
      assertThat(JSON.readTree(function.invoke(event).body()))
          .isEqualTo(
              JSON.readTree(
                  """
                  ["f", "$LATEST", "512", "/aws/lambda/f", "2026/11/21/[$LATEST]0",
                   "arn:aws:lambda:us-east-1:000000000000:function:f", true, "tü", "v", {"e": 1},
                   "i", "p", "Root=1-5759e988-bd862e3fe1be46a994272793", []]
                  """));
    }
  }

  @Test
  void logRecordsPrintsAndTheirOrderAreAwsLines() throws Exception {
    FunctionImage image =
        RunningFunction.image(
            scratch,
            "python3.11",
            "app.handler",
            Map.of(
                "app.py",
                """
                import logging
                logging.getLogger().setLevel("INFO")
                print("loading")
                def handler(event, context):
                    logging.info("two\\nlines")
                    print("printed", "ä")
                    logging.debug("hidden")
                    context.log("own")
                """));
    try (RunningFunction function = RunningFunction.started(scratch, runtimes, image)) {
      function.invoke("{}");
      assertThat(function.printed()).startsWith("loading\n").endsWith("printed ä\nown\n");
      assertThat(function.printed().split("\n", -1)[1])
          .matches(
              "\\[INFO]\t\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\tid-1\ttwo\rlines");
    }
  }

  @Test
  void jsonLogLinesHaveAwsMembersAndHonourTheLevel() throws Exception {
    FunctionImage image =
        RunningFunction.image(
            scratch,
            "python3.12",
            "app.handler",
            Map.of(
                "app.py",
                """
                import logging
                def handler(event, context):
                    logging.getLogger("mine").warning("careful %s", "ä", extra={"order": 7})
                    logging.info("hidden")
                    try:
                        1 / 0
                    except ZeroDivisionError:
                        logging.exception("caught")
                    raise KeyError("k")
                """),
            Map.of("AWS_LAMBDA_LOG_FORMAT", "JSON", "AWS_LAMBDA_LOG_LEVEL", "WARN"));
    try (RunningFunction function = RunningFunction.started(scratch, runtimes, image)) {
      function.invoke("{}");
      List<String> lines = function.printed().lines().toList();
      assertThat(lines).hasSize(3);
      JsonNode first = JSON.readTree(lines.getFirst());
      assertThat(first.get("timestamp").asText()).matches("\\d{4}-.*T.*\\.\\d{3}Z");
      assertThat(first.get("level").asText()).isEqualTo("WARNING");
      assertThat(first.get("message").asText()).isEqualTo("careful ä");
      assertThat(first.get("logger").asText()).isEqualTo("mine");
      assertThat(first.get("requestId").asText()).isEqualTo("id-1");
      assertThat(first.get("order").asInt()).isEqualTo(7);
      JsonNode second = JSON.readTree(lines.get(1));
      assertThat(second.get("errorType").asText()).isEqualTo("ZeroDivisionError");
      assertThat(second.get("location").asText()).startsWith("/var/task/app.py:handler:");
      JsonNode third = JSON.readTree(lines.get(2));
      assertThat(third.get("level").asText()).isEqualTo("ERROR");
      assertThat(third.get("errorMessage").asText()).isEqualTo("'k'");
      assertThat(third.get("stackTrace")).hasSize(1);
    }
  }

  @Test
  void modulesComeFromThePackageThenTheLayersThenTheSdk() throws Exception {
    Path layer = Files.createTempDirectory(scratch, "layer");
    Files.createDirectories(layer.resolve("python/lib/python3.11/site-packages"));
    Files.writeString(layer.resolve("python/both.py"), "where = 'layer'\n");
    Files.writeString(layer.resolve("python/shared.py"), "where = 'layer'\n");
    Files.writeString(
        layer.resolve("python/lib/python3.11/site-packages/deep.py"), "where = 'site'\n");
    Path code = Files.createTempDirectory(scratch, "task");
    Files.writeString(code.resolve("both.py"), "where = 'package'\n");
    Files.writeString(code.resolve("uuid.py"), "where = 'package'\n");
    Files.writeString(
        code.resolve("app.py"),
        """
        import both, shared, deep, uuid
        def handler(event, context):
            return [both.where, shared.where, deep.where, uuid.where]
        """);
    FunctionImage image =
        RunningFunction.image(code, "python3.11", "app.handler", Map.of(), List.of(layer));
    try (RunningFunction function = RunningFunction.started(scratch, runtimes, image)) {
      assertThat(function.invoke("{}").body())
          .isEqualTo("[\"package\", \"layer\", \"site\", \"package\"]");
    }
  }

  @Test
  void theSdkIsThereWhenTheMachineHasItAndAPackagesOwnComesFirst() throws Exception {
    String source =
        """
        import sys
        try:
            import boto3
            where = boto3.__file__
        except ImportError:
            where = None
        def handler(event, context):
            return where
        """;
    FunctionImage image =
        RunningFunction.image(scratch, "python3.11", "app.handler", Map.of("app.py", source));
    boolean offered =
        ((LaunchDecision.Planned) runtimes.decide(image))
            .plan()
            .environment()
            .containsKey("_FOREBAY_PYTHON_SDK");
    try (RunningFunction function = RunningFunction.started(scratch, runtimes, image)) {
      assertThat(function.invoke("{}").body())
          .isEqualTo(offered ? "\"/var/sdk/boto3/__init__.py\"" : "null");
    }
    FunctionImage own =
        RunningFunction.image(
            scratch, "python3.11", "app.handler", Map.of("app.py", source, "boto3.py", "x = 1\n"));
    try (RunningFunction function = RunningFunction.started(scratch, runtimes, own)) {
      assertThat(function.invoke("{}").body()).isEqualTo("\"/var/task/boto3.py\"");
    }
  }

  @Test
  void nothingOfAFunctionRunsBeforeItIsReleased() throws Exception {
    FunctionImage image =
        RunningFunction.image(
            scratch,
            "python3.11",
            "app.handler",
            Map.of("app.py", "print('loaded')\ndef handler(event, context): return 1\n"));
    try (RunningFunction function = RunningFunction.held(scratch, runtimes, image)) {
      assertThat(function.printed()).isEmpty();
      function.release();
      assertThat(function.invoke("{}").body()).isEqualTo("1");
      assertThat(function.printed()).isEqualTo("loaded\n");
    }
  }

  @Test
  void sixMebibytesGoInAndComeBack() throws Exception {
    String event = "\"" + "x".repeat(6 * 1024 * 1024 - 2) + "\"";
    try (RunningFunction function = expression("event")) {
      assertThat(function.invoke(event).body()).isEqualTo(event);
      assertThat(function.invoke("7").body()).isEqualTo("7");
    }
  }

  @Test
  void aWrapperScriptStartsTheRuntimeAndAMissingOneEndsWithStatus127() throws Exception {
    Path code = Files.createTempDirectory(scratch, "task");
    Files.writeString(
        code.resolve("app.py"),
        "import os\ndef handler(event, context): return os.environ['WRAPPED']\n");
    Path wrapper = code.resolve("wrap");
    Files.writeString(wrapper, "#!/bin/bash\nexport WRAPPED=yes\nexec \"$@\"\n");
    assertThat(wrapper.toFile().setExecutable(true)).isTrue();
    FunctionImage wrapped =
        RunningFunction.image(
            code,
            "python3.11",
            "app.handler",
            Map.of("AWS_LAMBDA_EXEC_WRAPPER", "/var/task/wrap"),
            List.of());
    try (RunningFunction function = RunningFunction.started(scratch, runtimes, wrapped)) {
      assertThat(function.invoke("{}").body()).isEqualTo("\"yes\"");
    }
    FunctionImage missing =
        RunningFunction.image(
            code,
            "python3.11",
            "app.handler",
            Map.of("AWS_LAMBDA_EXEC_WRAPPER", "/opt/none"),
            List.of());
    try (RunningFunction function = RunningFunction.held(scratch, runtimes, missing)) {
      assertThat(function.exit()).isEqualTo(127);
      assertThat(function.printed()).isEqualTo("/opt/none: does not exist\n");
    }
  }

  private RunningFunction expression(String result) throws Exception {
    FunctionImage image =
        RunningFunction.image(
            scratch,
            "python3.11",
            "app.handler",
            Map.of("app.py", "def handler(event, context):\n    return " + result + "\n"));
    return RunningFunction.started(scratch, runtimes, image);
  }
}
