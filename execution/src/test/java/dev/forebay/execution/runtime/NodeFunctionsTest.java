package dev.forebay.execution.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.forebay.execution.FunctionImage;
import dev.forebay.execution.runtime.FakeRuntimeApi.Answer;
import dev.forebay.execution.runtime.FakeRuntimeApi.Event;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeFunctionsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path shared;
  static Runtimes runtimes;

  @TempDir Path scratch;

  @BeforeAll
  static void find() {
    runtimes = TestRuntimes.in(shared);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          index.js       |                    | index.handler       | exports.handler = async (event) => ({ got: event.a });
          index.mjs      |                    | index.handler       | export const handler = async (event) => ({ got: event.a });
          index.js       | {"type": "module"} | index.handler       | export const handler = async (event) => ({ got: event.a });
          index.cjs      | {"type": "module"} | index.handler       | exports.handler = async (event) => ({ got: event.a });
          src/lib/app.js |                    | src/lib/app.a.b.run | exports.a = { b: { run: async (event) => ({ got: event.a }) } };
          index.mjs      |                    | index.handler       | export default { handler: async (event) => ({ got: event.a }) };
          index.js       |                    | index.handler       | exports.handler = (event, context, callback) => { callback(null, { got: event.a }); };
          index.js       |                    | index.handler       | exports.handler = (event, context) => { context.succeed({ got: event.a }); };
          index.js       |                    | index.handler       | exports.handler = (event, context) => { context.done(null, { got: event.a }); };
          index.js       |                    | index.handler       | exports.handler = (event, context) => new Promise((r) => setTimeout(() => r({ got: event.a }), 5));
          """)
  void everyFormOfModuleAndHandlerAnswers(
      String file, String description, String handler, String source) throws Exception {
    Map<String, String> files =
        description == null
            ? Map.of(file, source)
            : Map.of(file, source, "package.json", description);
    FunctionImage image = RunningFunction.image(scratch, "nodejs20.x", handler, files);
    try (RunningFunction function = RunningFunction.started(scratch, runtimes, image)) {
      assertThat(function.invoke("{\"a\":\"ä\"}").body()).isEqualTo("{\"got\":\"ä\"}");
      Answer second = function.invoke("{\"a\":2}");
      assertThat(second.body()).isEqualTo("{\"got\":2}");
      assertThat(second.path()).isEqualTo("/2018-06-01/runtime/invocation/id-2/response");
      assertThat(function.printed()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          missing.handler | Runtime.ImportModuleError    | Error: Cannot find module 'missing'
          index.absent    | Runtime.HandlerNotFound      | index.absent is undefined or not exported
          index.text      | Runtime.HandlerNotFound      | index.text is not a function
          index           | Runtime.MalformedHandlerName | Bad handler
          ../x.handler    | Runtime.MalformedHandlerName | "'../x.handler' is not a valid handler name. Use absolute paths when specifying root directories in handler names."
          broken.handler  | Runtime.UserCodeSyntaxError  | SyntaxError: Unexpected token '='
          needs.handler   | Runtime.ImportModuleError    | Error: Cannot find module 'left-pad'
          early.handler   | RangeError                   | early
          """)
  void aHandlerThatCannotBeLoadedFailsTheInitWithAwsErrors(
      String handler, String type, String message) throws Exception {
    FunctionImage image =
        RunningFunction.image(
            scratch,
            "nodejs20.x",
            handler,
            Map.of(
                "index.js", "exports.text = 'x';",
                "broken.js", "const = ;",
                "needs.js", "require('left-pad');",
                "early.js", "throw new RangeError('early');"));
    try (RunningFunction function = RunningFunction.started(scratch, runtimes, image)) {
      Answer answer = function.answer();
      assertThat(answer.path()).isEqualTo("/2018-06-01/runtime/init/error");
      JsonNode body = JSON.readTree(answer.body());
      assertThat(body.get("errorType").asText()).isEqualTo(type);
      assertThat(body.get("errorMessage").asText()).startsWith(message);
      assertThat(body.get("trace").isArray()).isTrue();
      assertThat(function.exit()).isEqualTo(129);
      assertThat(function.printed())
          .matches("(?s)\\S+Z\tundefined\tERROR\tUncaught Exception \t\\{\"errorType\":\".*\\}\n");
    }
  }

  @Nested
  class Failures {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        textBlock = "async function (event)\nfunction (event, context, callback)")
    void anErrorThrownHasTypeMessageAndTraceAndIsLogged(String start) throws Exception {
      try (RunningFunction function =
          handler(start + " {\n  throw Object.assign(new TypeError('no luck'), {n: 1});\n}")) {
        Answer answer = function.invoke("{}");
        assertThat(answer.kind()).isEqualTo("error");
        JsonNode body = JSON.readTree(answer.body());
        assertThat(answer.body())
            .startsWith("{\"errorType\":\"TypeError\",\"errorMessage\":\"no luck\",\"trace\":[");
        assertThat(body.get("trace").get(0).asText()).isEqualTo("TypeError: no luck");
        assertThat(body.get("trace").get(1).asText())
            .startsWith("    at ")
            .endsWith("exports.handler (/var/task/index.js:2:23)");
        assertThat(function.printed())
            .matches(
                "\\S+Z\tid-1\tERROR\tInvoke Error \t\\{\"errorType\":\"TypeError\","
                    + "\"errorMessage\":\"no luck\",\"n\":1,\"stack\":\\[\"TypeError: no luck\",.*\\}\n");
        assertThat(function.invoke("{}").kind()).isEqualTo("error");
      }
    }

    @Test
    void aRejectionWithTextHasTypeString() throws Exception {
      try (RunningFunction function = handler("async () => { throw 'words'; }")) {
        assertThat(function.invoke("{}").body())
            .isEqualTo("{\"errorType\":\"string\",\"errorMessage\":\"words\",\"trace\":[]}");
      }
    }

    @Test
    void anUnhandledRejectionIsReportedAndEndsTheProcessWith128() throws Exception {
      try (RunningFunction function =
          handler(
              "async () => { Promise.reject(new Error('lost')); await new Promise(() => {}); }")) {
        JsonNode body = JSON.readTree(function.invoke("{}").body());
        assertThat(body.get("errorType").asText()).isEqualTo("Runtime.UnhandledPromiseRejection");
        assertThat(body.get("errorMessage").asText()).isEqualTo("Error: lost");
        assertThat(body.get("trace").get(0).asText())
            .isEqualTo("Runtime.UnhandledPromiseRejection: Error: lost");
        assertThat(function.exit()).isEqualTo(128);
      }
    }

    @Test
    void anUncaughtExceptionIsReportedAndEndsTheProcessWith129() throws Exception {
      try (RunningFunction function =
          handler(
              "async () => { setImmediate(() => { throw new Error('far'); }); await new Promise(() => {}); }")) {
        JsonNode body = JSON.readTree(function.invoke("{}").body());
        assertThat(body.get("errorType").asText()).isEqualTo("Error");
        assertThat(body.get("errorMessage").asText()).isEqualTo("far");
        assertThat(function.exit()).isEqualTo(129);
      }
    }

    @Test
    void aResultThatCannotBeWrittenAsJsonIsAnError() throws Exception {
      try (RunningFunction function = handler("async () => ({ n: 1n })")) {
        JsonNode body = JSON.readTree(function.invoke("{}").body());
        assertThat(body.get("errorMessage").asText())
            .isEqualTo("Unable to stringify response body");
      }
    }
  }

  @Nested
  class TheEventLoop {
    @Test
    void aHandlerThatNeverAnswersEndsWithNullWhenTheLoopIsEmpty() throws Exception {
      try (RunningFunction function = handler("(event, context, callback) => {}")) {
        assertThat(function.invoke("{}").body()).isEqualTo("null");
        assertThat(function.invoke("{}").body()).isEqualTo("null");
      }
    }

    @Test
    void anAsyncHandlerThatNeverSettlesIsANodeJsExit() throws Exception {
      try (RunningFunction function = handler("async () => { await new Promise(() => {}); }")) {
        assertThat(JSON.readTree(function.invoke("{}").body()).get("errorType").asText())
            .isEqualTo("Runtime.NodeJsExit");
        assertThat(function.invoke("{}").kind()).isEqualTo("error");
      }
    }

    @Test
    void aCallbackWaitsForTheLoopUnlessToldNotTo() throws Exception {
      String source =
          """
          (event, context, callback) => {
            if (event.now) context.callbackWaitsForEmptyEventLoop = false;
            setTimeout(() => console.log('timer'), 100);
            callback(null, 'done');
          }\
          """;
      try (RunningFunction function = handler(source)) {
        function.invoke("{}");
        assertThat(function.printed()).contains("timer");
      }
      try (RunningFunction function = handler(source)) {
        assertThat(function.invoke("{\"now\":true}").body()).isEqualTo("\"done\"");
        assertThat(function.printed()).doesNotContain("timer");
      }
    }

    @Test
    void nodejs24HasNoCallbacksAndTakesWhatAHandlerReturns() throws Exception {
      String runtime = "nodejs24.x";
      try (RunningFunction function =
          handler(runtime, "(event, context) => [typeof context.done, event]", Map.of())) {
        assertThat(function.invoke("1").body()).isEqualTo("[\"undefined\",1]");
      }
      try (RunningFunction function =
          handler(runtime, "(event, context, callback) => callback(null, 1)", Map.of())) {
        Answer answer = function.answer();
        assertThat(answer.path()).endsWith("/init/error");
        assertThat(answer.body())
            .contains(
                "Runtime.CallbackHandlerDeprecated", "has removed support for callback-based");
      }
    }
  }

  @Test
  void theContextHasAllMembers() throws Exception {
    try (RunningFunction function =
        handler(
            """
            async (event, c) => [c.functionName, c.functionVersion, c.memoryLimitInMB,
              c.logGroupName, c.logStreamName, c.invokedFunctionArn, c.awsRequestId,
              c.getRemainingTimeInMillis() > 20000, c.clientContext.custom.k,
              c.identity.cognitoIdentityId, process.env._X_AMZN_TRACE_ID,
              Object.keys(process.env).filter((k) => k.startsWith('_FOREBAY')),
              c.callbackWaitsForEmptyEventLoop]\
            """)) {
      Event event =
          Event.of("id-1", "{}")
              .with("Lambda-Runtime-Client-Context", "{\"custom\":{\"k\":\"v\"}}")
              .with("Lambda-Runtime-Cognito-Identity", "{\"cognitoIdentityId\":\"i\"}");
      assertThat(JSON.readTree(function.invoke(event).body()))
          .isEqualTo(
              JSON.readTree(
                  """
                  ["f", "$LATEST", "512", "/aws/lambda/f", "2026/11/21/[$LATEST]0",
                   "arn:aws:lambda:us-east-1:000000000000:function:f", "id-1", true, "v", "i",
                   "Root=1-5759e988-bd862e3fe1be46a994272793", [], true]
                  """));
    }
  }

  @Test
  void consoleLinesAreAwsLines() throws Exception {
    try (RunningFunction function =
        handler(
            "async () => { console.log('a %s', 'b\\nc'); console.warn({x: 1}); console.debug('d'); }")) {
      function.invoke("{}");
      List<String> lines = Arrays.asList(function.printed().split("\n", -1));
      assertThat(lines).hasSize(4);
      assertThat(lines.getFirst())
          .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\tid-1\tINFO\ta b\rc");
      assertThat(lines.get(1)).endsWith("Z\tid-1\tWARN\t{ x: 1 }");
      assertThat(lines.get(2)).endsWith("Z\tid-1\tDEBUG\td");
    }
  }

  @Test
  void jsonConsoleLinesHaveAwsMembersAndHonourTheLevel() throws Exception {
    try (RunningFunction function =
        handler(
            "nodejs20.x",
            "async () => { console.info('hidden'); console.warn({x: 1}); console.error('e', new RangeError('r')); throw new Error('end'); }",
            Map.of("AWS_LAMBDA_LOG_FORMAT", "JSON", "AWS_LAMBDA_LOG_LEVEL", "WARN"))) {
      function.invoke("{}");
      List<String> lines = function.printed().lines().toList();
      assertThat(lines).hasSize(3);
      assertThat(lines.getFirst())
          .matches(
              "\\{\"timestamp\":\"\\S+Z\",\"level\":\"WARN\",\"requestId\":\"id-1\",\"message\":\\{\"x\":1\\}\\}");
      JsonNode second = JSON.readTree(lines.get(1));
      assertThat(second.get("errorType").asText()).isEqualTo("RangeError");
      assertThat(second.get("errorMessage").asText()).isEqualTo("r");
      JsonNode third = JSON.readTree(lines.get(2));
      assertThat(third.get("message").get("errorMessage").asText()).isEqualTo("end");
    }
  }

  @Nested
  class Streaming {
    @Test
    void chunksGoOutAsTheyAreWritten() throws Exception {
      try (RunningFunction function =
          handler(
              """
              awslambda.streamifyResponse(async (event, stream, context) => {
                stream.setContentType('text/plain');
                stream.write('one ');
                stream.write({ two: event.a });
                stream.end();
              })\
              """)) {
        for (int i = 1; i < 3; i++) {
          Answer answer = function.invoke("{\"a\":2}");
          assertThat(answer.path()).endsWith("/invocation/id-" + i + "/response");
          assertThat(answer.headers())
              .containsEntry("lambda-runtime-function-response-mode", "streaming")
              .containsEntry("content-type", "text/plain");
          assertThat(answer.body()).isEqualTo("one {\"two\":2}");
          assertThat(answer.trailers()).isEmpty();
        }
      }
    }

    @Test
    void aPipelineWorks() throws Exception {
      try (RunningFunction function =
          handler(
              """
              awslambda.streamifyResponse(async (event, stream) => {
                const { pipeline } = require('stream/promises');
                const { Readable } = require('stream');
                await pipeline(Readable.from(['x'.repeat(300000), 'y']), stream);
              })\
              """)) {
        assertThat(function.invoke("{}").body()).isEqualTo("x".repeat(300_000) + "y");
        assertThat(function.invoke("{}").body()).hasSize(300_001);
      }
    }

    @Test
    void httpMetadataPrecedesTheBody() throws Exception {
      try (RunningFunction function =
          handler(
              """
              awslambda.streamifyResponse(async (event, stream) => {
                stream = awslambda.HttpResponseStream.from(stream, { statusCode: 201 });
                stream.write('body');
                stream.end();
              })\
              """)) {
        Answer answer = function.invoke("{}");
        assertThat(answer.headers())
            .containsEntry("content-type", "application/vnd.awslambda.http-integration-response");
        assertThat(answer.body()).isEqualTo("{\"statusCode\":201}" + "\0".repeat(8) + "body");
      }
    }

    @Test
    void anErrorInMidStreamIsInTheTrailers() throws Exception {
      try (RunningFunction function =
          handler(
              """
              awslambda.streamifyResponse(async (event, stream) => {
                stream.write('begun');
                throw new TypeError('middle');
              })\
              """)) {
        Answer answer = function.invoke("{}");
        assertThat(answer.body()).isEqualTo("begun");
        assertThat(answer.trailers())
            .containsEntry("lambda-runtime-function-error-type", "TypeError");
        JsonNode error =
            JSON.readTree(
                new String(
                    Base64.getDecoder()
                        .decode(answer.trailers().get("lambda-runtime-function-error-body")),
                    StandardCharsets.UTF_8));
        assertThat(error.get("errorMessage").asText()).isEqualTo("middle");
        assertThat(function.invoke("{}").body()).isEqualTo("begun");
      }
    }

    @Test
    void aStreamThatIsNotEndedIsAnError() throws Exception {
      try (RunningFunction function =
          handler("awslambda.streamifyResponse(async (event, stream) => { stream.write('x'); })")) {
        Answer answer = function.invoke("{}");
        assertThat(answer.trailers()).containsEntry("lambda-runtime-function-error-type", "string");
        assertThat(function.printed()).contains("Response stream is not finished.");
      }
    }
  }

  @Test
  void sixMebibytesGoInAndComeBack() throws Exception {
    String event = "\"" + "x".repeat(6 * 1024 * 1024 - 2) + "\"";
    try (RunningFunction function = handler("async (event) => event")) {
      assertThat(function.invoke(event).body()).isEqualTo(event);
      assertThat(function.invoke("7").body()).isEqualTo("7");
    }
  }

  @Test
  void nothingOfAFunctionRunsBeforeItIsReleased() throws Exception {
    FunctionImage image =
        RunningFunction.image(
            scratch,
            "nodejs20.x",
            "index.handler",
            Map.of("index.js", "console.log('loaded'); exports.handler = async () => 1;"));
    try (RunningFunction function = RunningFunction.held(scratch, runtimes, image)) {
      assertThat(function.printed()).isEmpty();
      function.release();
      assertThat(function.invoke("{}").body()).isEqualTo("1");
      assertThat(function.printed()).endsWith("\tundefined\tINFO\tloaded\n");
    }
  }

  private RunningFunction handler(String source) throws Exception {
    return handler("nodejs20.x", source, Map.of());
  }

  private RunningFunction handler(String runtime, String source, Map<String, String> environment)
      throws Exception {
    FunctionImage image =
        RunningFunction.image(
            scratch,
            runtime,
            "index.handler",
            Map.of("index.js", "exports.handler = " + source + ";\n"),
            environment);
    return RunningFunction.started(scratch, runtimes, image);
  }
}
