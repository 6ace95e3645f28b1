package dev.forebay.execution.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.forebay.execution.FunctionImage;
import dev.forebay.execution.runtime.FakeRuntimeApi.Answer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RubyFunctionsTest {
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
          app.handler     | def handler(event:, context:) = { got: event['a'], id: context.aws_request_id }
          app.M::K.run    | module M; class K; def self.run(event:, context:); { got: event['a'], id: context.aws_request_id }; end; end; end
          """)
  void bothFormsOfHandlerAnswer(String handler, String source) throws Exception {
    try (RunningFunction function = start(handler, source)) {
      assertThat(function.invoke("{\"a\":\"ä\"}").body())
          .isEqualTo("{\"got\":\"ä\",\"id\":\"id-1\"}");
      assertThat(function.invoke("{\"a\":2}").body()).isEqualTo("{\"got\":2,\"id\":\"id-2\"}");
    }
  }

  @Test
  void anErrorHasAwsShapeAndTheNextEventIsServed() throws Exception {
    try (RunningFunction function =
        start("app.handler", "def handler(event:, context:)\n  raise 'no luck'\nend\n")) {
      Answer answer = function.invoke("{}");
      assertThat(answer.kind()).isEqualTo("error");
      assertThat(answer.body())
          .isEqualTo(
              "{\"errorMessage\":\"no luck\",\"errorType\":\"Function<RuntimeError>\","
                  + "\"stackTrace\":[\"/var/task/app.rb:2:in `handler'\"]}");
      assertThat(function.invoke("{}").kind()).isEqualTo("error");
      assertThat(function.printed()).startsWith("Error raised from handler method: {");
    }
  }

  @Test
  void aMissingFileFailsTheInit() throws Exception {
    try (RunningFunction function = start("none.handler", "")) {
      Answer answer = function.answer();
      assertThat(answer.path()).isEqualTo("/2018-06-01/runtime/init/error");
      JsonNode body = JSON.readTree(answer.body());
      assertThat(body.get("errorType").asText()).isEqualTo("Init<LoadError>");
      assertThat(body.get("errorMessage").asText()).startsWith("cannot load such file -- none");
      assertThat(function.exit()).isEqualTo(252);
    }
  }

  @Test
  void loggersOnStandardOutputWriteAwsLines() throws Exception {
    try (RunningFunction function =
        start(
            "app.handler",
            """
            require 'logger'
            LOG = Logger.new($stdout)
            def handler(event:, context:)
              LOG.info("two\\nlines")
              puts 'printed'
            end
            """)) {
      assertThat(function.invoke("{}").body()).isEqualTo("null");
      assertThat(function.printed().split("\n", -1)[0])
          .matches("I, \\[\\S+ #\\d+\\]  INFO id-1 -- : two\rlines");
      assertThat(function.printed()).endsWith("\nprinted\n");
    }
  }

  private RunningFunction start(String handler, String source) throws Exception {
    FunctionImage image =
        RunningFunction.image(scratch, "ruby3.2", handler, Map.of("app.rb", source));
    return RunningFunction.started(scratch, runtimes, image);
  }
}
