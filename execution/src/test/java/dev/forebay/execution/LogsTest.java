package dev.forebay.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogsTest {
  @TempDir Path folder;
  private Rig rig;

  @BeforeEach
  void open() {
    rig = new Rig(folder, SandboxKind.PROCESS);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private List<String> run(String name, String script, FunctionImage.Logging logging) {
    String handler =
        "def handler(body, headers):\n"
            + script.indent(4)
            + "    sys.stdout.flush()\n    return '1'\nserve(handler)\n";
    FunctionImage image =
        rig.function(name).bootstrap(RawRuntime.PYTHON + handler).logging(logging).image();
    rig.invoke(image, "{}");
    rig.await("the end of the event", () -> rig.environments.counts().busy() == 0);
    rig.environments.close(); // ships what there is
    return rig.log(name);
  }

  private static FunctionImage.Logging json(String name, String application, String system) {
    return new FunctionImage.Logging(
        "/aws/lambda/" + name, true, Optional.of(application), Optional.of(system));
  }

  private static FunctionImage.Logging text(String name) {
    return new FunctionImage.Logging(
        "/aws/lambda/" + name, false, Optional.empty(), Optional.empty());
  }

  @Test
  void inTheJsonFormatPlatformLinesAreObjects() {
    List<String> log = run("json", "print('plain')", json("json", "INFO", "DEBUG"));

    assertThat(log.get(0))
        .matches("\\{\"time\":\"\\d{4}-\\S+Z\",\"type\":\"platform.initStart\",\"record\":\\{.*");
    assertThat(log)
        .filteredOn(line -> line.contains("\"type\":\"platform."))
        .extracting(line -> line.replaceAll(".*\"type\":\"(platform\\.[a-zA-Z]+)\".*", "$1"))
        .containsExactly(
            "platform.initStart",
            "platform.initRuntimeDone",
            "platform.initReport",
            "platform.start",
            "platform.runtimeDone",
            "platform.report");
    assertThat(log).contains("plain").noneMatch(line -> line.startsWith("END"));
  }

  @Test
  void theSystemLevelHidesPlatformLines() {
    assertThat(run("info", "pass", json("info", "INFO", "INFO")))
        .extracting(line -> line.replaceAll(".*\"type\":\"(platform\\.[a-zA-Z]+)\".*", "$1"))
        .containsExactly("platform.initStart", "platform.start", "platform.report");
  }

  @Test
  void theSystemLevelMayHideAllPlatformLines() {
    assertThat(run("warn", "pass", json("warn", "INFO", "WARN"))).isEmpty();
  }

  @Test
  void theApplicationLevelHidesTheFunctionsLines() {
    List<String> log =
        run(
            "levels",
            """
            print('{"level":"INFO","message":"a"}')
            print('{"level":"warning","message":"b"}')
            print('{"level":"ERROR","message":"c"}')
            print('no level')
            """,
            json("levels", "WARN", "INFO"));

    assertThat(log)
        .filteredOn(line -> !line.contains("platform."))
        .containsExactly(
            "{\"level\":\"warning\",\"message\":\"b\"}", "{\"level\":\"ERROR\",\"message\":\"c\"}");
  }

  @Test
  void aLineThatIsTooLongForAnEventIsSplit() {
    List<String> log = run("long", "print('x' * 600000)", text("long"));

    assertThat(log)
        .filteredOn(line -> line.startsWith("x"))
        .extracting(String::length)
        .containsExactly(262_118, 262_118, 75_764);
  }

  @Test
  void aFloodIsDroppedAndCountedInOneLine() {
    rig.close();
    rig = new Rig(folder.resolve("slow"), SandboxKind.PROCESS);
    rig.holdLogs();
    FunctionImage image =
        rig.function("flood")
            .bootstrap(
                RawRuntime.PYTHON
                    + """
                    def handler(body, headers):
                        for i in range(100):
                            sys.stdout.write(("x" * 99 + "\\n") * 1000)
                        sys.stdout.flush()
                        return "1"
                    serve(handler)
                    """)
            .image();

    rig.invoke(image, "{}");
    rig.letLogsGo();

    rig.await("the count", () -> rig.log("flood").toString().contains("LOGS_DROPPED"));
    List<String> log = rig.log("flood");
    String dropped = log.stream().filter(line -> line.startsWith("LOGS_DROPPED")).findFirst().get();
    long records = Long.parseLong(dropped.replaceAll(".*Records: ([0-9]+).*", "$1"));
    long kept = log.stream().filter(line -> line.startsWith("xxx")).count();
    assertThat(records).isBetween(50_000L, 100_000L);
    assertThat(kept).isBetween(5_000L, 50_000L);
  }
}
