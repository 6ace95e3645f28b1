package dev.forebay.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.execution.InvocationOutcome.FunctionFailed;
import dev.forebay.execution.InvocationOutcome.Succeeded;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(SandboxKind.class)
class FailuresTest {
  @TempDir Path folder;
  private final SandboxKind sandbox;
  private Rig rig;

  FailuresTest(SandboxKind sandbox) {
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

  private static FunctionFailed failed(InvocationOutcome outcome) {
    assertThat(outcome).isInstanceOf(FunctionFailed.class);
    return (FunctionFailed) outcome;
  }

  private static String answer(InvocationOutcome outcome) {
    assertThat(outcome).isInstanceOf(Succeeded.class);
    return ((Succeeded) outcome).payload().toUtf8();
  }

  private List<String> logOnce(String name, String ending) {
    rig.await(ending, () -> rig.log(name).stream().anyMatch(line -> line.contains(ending)));
    return rig.log(name);
  }

  private static String id(List<String> log) {
    return log.stream()
        .filter(line -> line.startsWith("START"))
        .findFirst()
        .orElseThrow()
        .replaceAll("START RequestId: (\\S+) .*", "$1");
  }

  @Nested
  class ATimeout {
    @Test
    void isAnsweredAsAwsDoesAndIsInTheLog() {
      FunctionImage image =
          rig.function("sleeper")
              .python("import time\ndef handler(event, context): time.sleep(60)")
              .timeout(Duration.ofSeconds(1))
              .image();

      FunctionFailed failed = failed(rig.invoke(image, "{}"));

      List<String> log = logOnce("sleeper", "REPORT RequestId");
      String id = id(log);
      assertThat(failed.errorType()).isEqualTo("Sandbox.Timedout");
      assertThat(failed.payload().toUtf8())
          .isEqualTo(
              "{\"errorType\":\"Sandbox.Timedout\",\"errorMessage\":\"RequestId: "
                  + id
                  + " Error: Task timed out after 1.00 seconds\"}");
      assertThat(log.get(log.size() - 3))
          .matches("\\d{4}-\\S+Z " + id + " Task timed out after 1.00 seconds\n");
      assertThat(log.get(log.size() - 2)).isEqualTo("END RequestId: " + id);
      assertThat(log.getLast())
          .contains("Duration: 1000.00 ms\tBilled Duration: ")
          .endsWith("\tStatus: timeout");
      assertThat(failed.report().logTail().toUtf8())
          .contains("START", "Task timed out", "REPORT RequestId");
    }

    @Test
    void keepsTmpButNotTheMemory() {
      FunctionImage image =
          rig.function("sleeper")
              .python(
                  """
                  import os, time, tempfile
                  n = 0
                  def handler(event, context):
                      global n
                      n += 1
                      mark = os.path.join(os.environ.get("TMPDIR", "/tmp"), "mark")
                      seen = os.path.exists(mark)
                      open(mark, "w").close()
                      if event.get("sleep"):
                          time.sleep(60)
                      return [n, seen]
                  """)
              .timeout(Duration.ofSeconds(1))
              .image();

      assertThat(answer(rig.invoke(image, "{}"))).isEqualTo("[1, false]");
      failed(rig.invoke(image, "{\"sleep\":true}"));
      rig.await("the reset", () -> rig.environments.counts().idle() == 1);
      InvocationOutcome after = rig.invoke(image, "{}");

      assertThat(answer(after)).isEqualTo("[1, true]");
      assertThat(((Succeeded) after).report().init()).as("a suppressed init").isEmpty();
      assertThat(rig.environments.counts().coldStarts()).isEqualTo(1);
    }
  }

  @Nested
  class AnExit {
    @Test
    void withoutAReasonIsSaidSo() {
      FunctionImage image =
          rig.function("quitter")
              .python("import os\ndef handler(event, context): os._exit(0)")
              .image();

      FunctionFailed failed = failed(rig.invoke(image, "{}"));

      List<String> log = logOnce("quitter", "REPORT RequestId");
      String id = id(log);
      assertThat(failed.payload().toUtf8())
          .isEqualTo(
              "{\"errorType\":\"Runtime.ExitError\",\"errorMessage\":\"RequestId: "
                  + id
                  + " Error: Runtime exited without providing a reason\"}");
      assertThat(log.get(log.size() - 3))
          .isEqualTo(
              "RequestId: "
                  + id
                  + " Error: Runtime exited without providing a reason\nRuntime.ExitError\n");
      assertThat(log.getLast()).endsWith("\tStatus: error\tError Type: Runtime.ExitError");
    }

    @Test
    void withAStatusOrASignalNamesIt() {
      FunctionImage image =
          rig.function("quitter")
              .python(
                  """
                  import os
                  def handler(event, context):
                      if event == "signal":
                          os.kill(os.getpid(), 11)
                      if event == 3:
                          os._exit(3)
                      return "fine"
                  """)
              .image();

      assertThat(failed(rig.invoke(image, "3")).payload().toUtf8())
          .contains("Error: Runtime exited with error: exit status 3\"");
      rig.await("the reset", () -> rig.environments.counts().idle() == 1);
      assertThat(failed(rig.invoke(image, "\"signal\"")).payload().toUtf8())
          .contains("Error: Runtime exited with error: signal: segmentation fault");
      rig.await("the reset", () -> rig.environments.counts().idle() == 1);
      assertThat(answer(rig.invoke(image, "1"))).isEqualTo("\"fine\"");
    }

    @Test
    void afterTheAnswerDoesNotUndoTheAnswer() {
      FunctionImage image =
          rig.function("leaver")
              .bootstrap(
                  RawRuntime.PYTHON
                      + "id, headers, body = next()\nrespond(id, 'bye')\nos._exit(1)\n")
              .image();

      for (int i = 0; i < 5; i++) {
        assertThat(answer(rig.invoke(image, "{}"))).isEqualTo("bye");
        rig.await("the reset", () -> rig.environments.counts().busy() == 0);
      }
    }
  }

  @Nested
  class AnInit {
    @Test
    void thatFailsIsTriedAgainInsideTheInvocationAndTheErrorIsTheRuntimes() {
      FunctionImage image =
          rig.function("broken").python("raise ValueError('no such thing')").image();

      FunctionFailed failed = failed(rig.invoke(image, "{}"));

      List<String> log = logOnce("broken", "REPORT RequestId");
      assertThat(failed.errorType()).isEqualTo("ValueError");
      assertThat(failed.payload().toUtf8())
          .contains("\"errorMessage\": \"no such thing\"", "\"requestId\": \"\"");
      assertThat(log)
          .filteredOn(line -> line.startsWith("INIT_"))
          .hasSize(4)
          .anyMatch(line ->
              line.matches(
                  "INIT_REPORT Init Duration: \\S+ ms\\tPhase: init"
                      + "\\tStatus: error\\tError Type: ValueError"))
          .anyMatch(line -> line.contains("\tPhase: invoke\tStatus: error"));
      assertThat(log.getLast()).contains("REPORT RequestId").doesNotContain("Init Duration");
    }

    @Test
    void thatExitsNamesTheStatus() {
      FunctionImage image = rig.function("gone").python("import os\nos._exit(127)").image();

      assertThat(failed(rig.invoke(image, "{}")).payload().toUtf8())
          .contains("\"errorType\":\"Runtime.ExitError\"")
          .contains("Error: Runtime exited with error: exit status 127\"");
    }

    @Test
    void thatTakesTooLongIsEndedByTheFunctionsTimeout() {
      rig.close();
      rig =
          new Rig(
              folder.resolve("short"),
              sandbox,
              limits ->
                  new EnvironmentSettings.Limits(
                      limits.memory(),
                      limits.waitForMemory(),
                      limits.idle(),
                      limits.freezeAfter(),
                      limits.spares(),
                      Duration.ofMillis(300)));
      FunctionImage image =
          rig.function("stuck")
              .python("import time\ntime.sleep(60)\ndef handler(event, context): pass")
              .timeout(Duration.ofSeconds(1))
              .image();

      FunctionFailed failed = failed(rig.invoke(image, "{}"));

      assertThat(failed.errorType()).isEqualTo("Sandbox.Timedout");
      assertThat(logOnce("stuck", "REPORT RequestId"))
          .anyMatch(line ->
              line.matches(
                  "INIT_REPORT Init Duration: 3\\d\\d.* ms\\tPhase: init\\tStatus: timeout"))
          .anyMatch(line ->
              line.matches(
                  "INIT_REPORT Init Duration: 1\\d\\d\\d.* ms\\tPhase: invoke\\tStatus: timeout"));
    }

    @Test
    void thatIsSlowTheFirstTimeMaySucceedInsideTheInvocation() {
      FunctionImage image =
          rig.function("second")
              .python(
                  """
                  import os, sys
                  mark = os.path.join(os.environ.get("TMPDIR", "/tmp"), "mark")
                  if not os.path.exists(mark):
                      open(mark, "w").close()
                      sys.exit(1)
                  def handler(event, context): return "at last"
                  """)
              .image();

      assertThat(answer(rig.invoke(image, "{}"))).isEqualTo("\"at last\"");
    }
  }

  @Nested
  class AnAnswer {
    @Test
    void mayHaveSixMebibytesAndAHundredBytesButNotOneMore() {
      FunctionImage image =
          rig.function("large")
              .bootstrap(
                  RawRuntime.PYTHON
                      + """
                      while True:
                          id, headers, body = next()
                          status, _, text = respond(id, b"x" * int(body))
                          print(status, text, flush=True)
                      """)
              .image();

      assertThat(answer(rig.invoke(image, "6291556"))).hasSize(6_291_556);
      FunctionFailed failed = failed(rig.invoke(image, "6291557"));

      assertThat(failed.errorType()).isEqualTo("Function.ResponseSizeTooLarge");
      assertThat(failed.payload().toUtf8())
          .isEqualTo(
              "{\"errorMessage\":\"Response payload size exceeded maximum allowed payload size"
                  + " (6291556 bytes).\",\"errorType\":\"Function.ResponseSizeTooLarge\"}");
      assertThat(answer(rig.invoke(image, "2"))).as("the environment lives on").isEqualTo("xx");
      assertThat(logOnce("large", "413 "))
          .contains(
              "413 {\"errorMessage\":\"Exceeded maximum allowed payload size (6291556 bytes).\","
                  + "\"errorType\":\"RequestEntityTooLarge\"}");
    }

    @Test
    void thatBreaksOffIsTruncated() {
      FunctionImage image =
          rig.function("short")
              .bootstrap(
                  RawRuntime.PYTHON
                      + """
                      id, headers, body = next()
                      main.send(("POST %sinvocation/%s/response HTTP/1.1\\r\\n"
                                 "Content-Length: 100\\r\\n\\r\\nhalf" % (R, id)).encode())
                      main.sock.close()
                      time.sleep(60)
                      """)
              .image();

      assertThat(failed(rig.invoke(image, "{}")).payload().toUtf8())
          .contains("\"errorType\":\"Runtime.TruncatedResponse\"");
    }

    @Test
    void thatIsAnErrorIsPassedOnAsItIs() {
      FunctionImage image =
          rig.function("honest")
              .bootstrap(
                  RawRuntime.PYTHON
                      + """
                      while True:
                          id, headers, body = next()
                          call("POST", R + "invocation/" + id + "/error",
                               {"Lambda-Runtime-Function-Error-Type": "Runtime.MyReason"}, body)
                      """)
              .image();
      String error = "{\"errorMessage\":\"m\",\"errorType\":\"T\",\"stackTrace\":[]}";

      FunctionFailed failed = failed(rig.invoke(image, error));

      assertThat(failed.payload().toUtf8()).isEqualTo(error);
      assertThat(failed.errorType()).isEqualTo("T");
      assertThat(failed(rig.invoke(image, "not json")).errorType()).isEqualTo("Runtime.MyReason");
      assertThat(logOnce("honest", "REPORT RequestId").getLast()).doesNotContain("Status:");
    }
  }

  @Test
  void aPackageWithoutABootstrapIsAnInvalidEntrypoint() {
    FunctionImage image = rig.function("empty").file("other", "x").image();

    assertThat(failed(rig.invoke(image, "{}")).payload().toUtf8())
        .contains("\"errorType\":\"Runtime.InvalidEntrypoint\"")
        .contains("Error: Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]");
  }
}
