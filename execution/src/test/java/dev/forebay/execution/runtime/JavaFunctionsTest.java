package dev.forebay.execution.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.forebay.execution.FunctionImage;
import dev.forebay.execution.runtime.FakeRuntimeApi.Answer;
import dev.forebay.execution.sandbox.Sandbox;
import dev.forebay.execution.sandbox.SandboxSettings;
import dev.forebay.execution.sandbox.Sandboxes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class JavaFunctionsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SOURCE =
      """
      package app;
      import com.amazonaws.services.lambda.runtime.*;
      import java.io.*;
      import java.util.*;
      public class App implements RequestHandler<Map<String, Object>, Map<String, Object>> {
        public static class Order {
          private int amount;
          public int getAmount() { return amount; }
          public void setAmount(int amount) { this.amount = amount; }
        }
        public static class Streams implements RequestStreamHandler {
          public void handleRequest(InputStream in, OutputStream out, Context c) throws IOException {
            for (int b = in.read(); b >= 0; b = in.read()) out.write(Character.toUpperCase(b));
          }
        }
        public Map<String, Object> handleRequest(Map<String, Object> event, Context c) {
          Map<String, Object> answer = new TreeMap<>(event);
          answer.put("id", c.getAwsRequestId());
          c.getLogger().log("two\\nlines");
          System.out.println("printed");
          return answer;
        }
        public Order twice(Order order) {
          order.setAmount(2 * order.getAmount());
          return order;
        }
        public String fail(String event) {
          throw new IllegalStateException("no " + event);
        }
        public boolean shared(String file) throws IOException {
          return java.nio.file.Files.readAllLines(java.nio.file.Paths.get(file)).stream().anyMatch(
              line -> line.contains(".AWSLambda source: shared objects file (top)"));
        }
      }
      """;

  @TempDir static Path shared;
  static Runtimes runtimes;
  static Path code;

  @TempDir Path scratch;

  @BeforeAll
  static void compile() throws Exception {
    runtimes = TestRuntimes.in(shared);
    code = Files.createDirectory(shared.resolve("code"));
    Path source = Files.writeString(shared.resolve("App.java"), SOURCE);
    JavaCompiler compiler = Optional.ofNullable(ToolProvider.getSystemJavaCompiler()).orElseThrow();
    int status =
        compiler.run(
            null,
            null,
            null,
            "--release",
            "11",
            "-proc:none",
            "-cp",
            "target/java-client/aws-lambda-java-core-1.4.0.jar",
            "-d",
            code.toString(),
            source.toString());
    assertThat(status).isZero();
  }

  static Stream<String> versions() {
    return runtimes.found().stream()
        .filter(found -> found.family() == Family.JAVA)
        .map(found -> Version.parse(found.version()).orElseThrow().in(Family.JAVA))
        .map(version -> "java" + version)
        .filter(identifier -> ManagedRuntime.of(identifier).isPresent())
        .distinct();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aRequestHandlerAnswersOnEveryVersionFound(String runtime) throws Exception {
    try (RunningFunction function = start(runtime, "app.App", Map.of())) {
      Answer answer = function.invoke("{\"b\":\"ä\"}");
      assertThat(answer.kind()).isEqualTo("response");
      assertThat(answer.body()).isEqualTo("{\"b\":\"ä\",\"id\":\"id-1\"}");
      assertThat(function.invoke("{}").body()).isEqualTo("{\"id\":\"id-2\"}");
      assertThat(function.printed()).isEqualTo("two\rlines\nprinted\n".repeat(2));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          app.App::handleRequest | {"a":1}      | {"a":1,"id":"id-1"}
          app.App::twice         | {"amount":4} | {"amount":8}
          app.App$Streams        | {"a":"b"}    | {"A":"B"}
          """)
  void everyFormOfHandlerAnswers(String handler, String event, String body) throws Exception {
    try (RunningFunction function = start("java21", handler, Map.of())) {
      assertThat(function.invoke(event).body()).isEqualTo(body);
    }
  }

  @Test
  void anExceptionHasAwsShapeAndIsOneLogLine() throws Exception {
    try (RunningFunction function = start("java21", "app.App::fail", Map.of())) {
      Answer answer = function.invoke("\"luck\"");
      assertThat(answer.kind()).isEqualTo("error");
      JsonNode body = JSON.readTree(answer.body());
      assertThat(body.get("errorMessage").asText()).isEqualTo("no luck");
      assertThat(body.get("errorType").asText()).isEqualTo("java.lang.IllegalStateException");
      assertThat(body.get("stackTrace").get(0).asText()).isEqualTo("app.App.fail(App.java:28)");
      assertThat(function.invoke("\"luck\"").kind()).isEqualTo("error");
      // The client logs after it has reported, so the second line may still be on its way.
      String printed = function.printed();
      assertThat(printed).startsWith("no luck: java.lang.IllegalStateException\r");
      assertThat(printed.split("\n", -1)).allMatch(l -> l.isEmpty() || l.startsWith("no luck: "));
    }
  }

  @Test
  void aMissingClassIsAnErrorOfTheInvocation() throws Exception {
    try (RunningFunction function = start("java21", "app.Missing::x", Map.of())) {
      JsonNode body = JSON.readTree(function.invoke("{}").body());
      assertThat(body.get("errorMessage").asText()).isEqualTo("Class not found: app.Missing");
      assertThat(body.get("errorType").asText()).isEqualTo("java.lang.ClassNotFoundException");
    }
  }

  @Test
  void aPreparedFunctionMapsTheClientsClassesFromAnArchive() throws Exception {
    Runtimes prepared = TestRuntimes.in(scratch);
    FunctionImage image =
        RunningFunction.image(
            code,
            "java25",
            "app.App::shared",
            Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=/tmp/classes.log"),
            List.of());
    try (Sandbox sandbox =
        Sandboxes.choose(
            new SandboxSettings(
                SandboxSettings.Mode.AUTO,
                SandboxSettings.Outbound.NONE,
                Path.of("target", "java-classes-run").toAbsolutePath(),
                Optional.empty()))) {
      prepared.prepare(image, sandbox);
    }
    try (RunningFunction function = RunningFunction.started(scratch, prepared, image)) {
      assertThat(function.invoke("\"/tmp/classes.log\"").body()).isEqualTo("true");
    }
  }

  private RunningFunction start(String runtime, String handler, Map<String, String> environment)
      throws Exception {
    return RunningFunction.started(
        scratch, runtimes, RunningFunction.image(code, runtime, handler, environment, List.of()));
  }
}
