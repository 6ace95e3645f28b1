package dev.forebay.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.execution.InvocationOutcome.Succeeded;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentsTest {
  @TempDir Path folder;
  private Rig rig;

  @BeforeEach
  void open() {
    rig = new Rig(folder);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void aPythonFunctionAnswersItsEvent() {
    FunctionImage image =
        rig.function("echo")
            .python(
                """
                def handler(event, context):
                    print("hello", event["name"])
                    return {"greeting": "hello " + event["name"]}
                """)
            .image();

    InvocationOutcome outcome = rig.invoke(image, "{\"name\":\"you\"}");

    assertThat(outcome).isInstanceOf(Succeeded.class);
    assertThat(((Succeeded) outcome).payload().toUtf8()).isEqualTo("{\"greeting\": \"hello you\"}");
    rig.await(
        "the report", () -> rig.log("echo").stream().anyMatch(line -> line.startsWith("REPORT")));
  }
}
