package dev.forebay.execution.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What every sandbox promises, whatever it isolates. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SandboxContract {
  static final Duration LONG = Duration.ofSeconds(20);
  static final Duration SHORT = Duration.ofMillis(50);

  @TempDir Path folder;
  private Sandbox opened;
  Specs specs;

  abstract Sandbox open(Path run) throws IOException;

  @BeforeAll
  void openSandbox() throws IOException {
    opened = open(Path.of("target", "sandbox-run", getClass().getSimpleName()).toAbsolutePath());
  }

  @BeforeEach
  void makeSpecs() {
    specs = new Specs(folder);
  }

  @AfterAll
  void closeSandbox() {
    opened.close();
  }

  Sandbox sandbox() {
    return opened;
  }

  /** Runs it to its end and returns what it printed. */
  String run(SandboxSpec spec) throws Exception {
    try (SandboxedProcess process = sandbox().start(spec)) {
      process.release();
      assertThat(process.waitFor(LONG)).as("it ends").isPresent();
      return Files.readString(spec.output());
    }
  }

  /** Waits until it has printed the text. */
  static void await(SandboxedProcess process, Path output, String text) throws Exception {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (!Files.readString(output).contains(text)) {
      assertThat(System.nanoTime()).as("printed so far: " + output).isLessThan(deadline);
      if (process.waitFor(Duration.ofMillis(3)).isPresent()) {
        assertThat(Files.readString(output)).contains(text);
      }
    }
  }

  @Test
  void theCommandIsHeldUntilItIsReleasedAndThenReadsNothing() throws Exception {
    SandboxSpec spec = specs.sh("one", "echo begun; cat; echo read").holdInInit();
    try (SandboxedProcess process = sandbox().start(spec)) {
      assertThat(process.waitFor(SHORT)).isEmpty();
      assertThat(spec.output()).isEmptyFile();
      process.release();
      assertThat(process.waitFor(LONG)).contains(new SandboxedProcess.Exit(0, false));
      assertThat(process.isAlive()).isFalse();
      assertThat(spec.output()).hasContent("begun\nread\n");
    }
  }

  @Test
  void aBootstrapThatHoldsItselfReadsALineAndThenTheEnd() throws Exception {
    assertThat(run(specs.sh("one", "read -r line; cat; echo released").spec()))
        .isEqualTo("released\n");
  }

  @Test
  void theCommandSeesItsCodeItsLayersAndOnlyItsOwnVariables() throws Exception {
    Specs.Draft draft =
        specs.sh("one", "cat \"$LAMBDA_TASK_ROOT/code\" code \"$LAYERS/layer\"; env");
    draft.environment(Map.of("LAYERS", "/opt", "LAMBDA_TASK_ROOT", "/var/task", "COLOUR", "green"));
    draft.inTask("code", "the code\n");
    assertThat(run(draft.holdInInit()))
        .startsWith("the code\nthe code\nthe layer\n")
        .contains("COLOUR=green")
        .doesNotContain("JAVA_HOME", "HOME=");
  }

  @Test
  void theExitStatusIsTheCommandsOr128PlusTheSignal() throws Exception {
    try (SandboxedProcess seven = sandbox().start(specs.sh("a", "exit 7").holdInInit());
        SandboxedProcess killed = sandbox().start(specs.sh("b", "kill -9 $$").holdInInit())) {
      seven.release();
      killed.release();
      assertThat(seven.waitFor(LONG)).contains(new SandboxedProcess.Exit(7, false));
      assertThat(killed.waitFor(LONG)).contains(new SandboxedProcess.Exit(137, false));
    }
  }

  @Test
  void aCommandThatIsNotThereExitsWith127() throws Exception {
    Specs.Draft draft = specs.command("one", List.of("/var/task/none"));
    try (SandboxedProcess process = sandbox().start(draft.holdInInit())) {
      process.release();
      assertThat(process.waitFor(LONG)).contains(new SandboxedProcess.Exit(127, false));
    }
  }

  @Test
  void outputAndErrorsKeepTheirOrder() throws Exception {
    assertThat(run(specs.sh("one", "echo a; echo b >&2; echo c; echo d >&2").holdInInit()))
        .isEqualTo("a\nb\nc\nd\n");
  }

  @Test
  void terminateReachesTheCommandAsSigterm() throws Exception {
    String script = "trap 'echo told; exit 3' TERM; echo ready; while :; do sleep 0.02; done";
    SandboxSpec spec = specs.sh("one", script).holdInInit();
    try (SandboxedProcess process = sandbox().start(spec)) {
      process.release();
      await(process, spec.output(), "ready");
      process.terminate();
      assertThat(process.waitFor(LONG)).contains(new SandboxedProcess.Exit(3, false));
      assertThat(spec.output()).hasContent("ready\ntold\n");
    }
  }

  @Test
  void closeEndsTheCommandAndItsChildren() throws Exception {
    SandboxSpec spec =
        specs.sh("one", "(while echo alive; do sleep 0.01; done) & sleep 1000").holdInInit();
    SandboxedProcess process = sandbox().start(spec);
    process.release();
    await(process, spec.output(), "alive");
    process.close();
    assertThat(process.waitFor(LONG)).isPresent();
    long length = Files.size(spec.output());
    process.waitFor(SHORT);
    try (SandboxedProcess other = sandbox().start(specs.sh("two", "sleep 0.2").holdInInit())) {
      other.release();
      assertThat(other.waitFor(LONG)).isPresent();
    }
    assertThat(Files.size(spec.output())).as("nobody prints any more").isEqualTo(length);
  }

  @Test
  void whatIsInTmpOutlivesARestartAndTheEnvironmentIsReplaced() throws Exception {
    Specs.Draft draft = specs.sh("one", "cat \"$KEPT\" 2>/dev/null; echo \"$TURN\" >\"$KEPT\"");
    draft.environment(Map.of("TURN", "first", "KEPT", "/tmp/kept"));
    SandboxSpec spec = draft.holdInInit();
    SandboxedProcess first = sandbox().start(spec);
    first.release();
    assertThat(first.waitFor(LONG)).isPresent();
    try (SandboxedProcess second = first.restart(Map.of("TURN", "second", "KEPT", "/tmp/kept"))) {
      assertThat(second.waitFor(SHORT)).as("held").isEmpty();
      second.release();
      assertThat(second.waitFor(LONG)).contains(new SandboxedProcess.Exit(0, false));
      assertThat(spec.output()).hasContent("first\n");
      assertThat(first.isAlive()).isFalse();
    }
  }

  @Test
  void anotherProgramRunsBesideTheCommandWithItsOwnOutput() throws Exception {
    SandboxSpec spec = specs.sh("one", "echo function; sleep 1000").holdInInit();
    Path output = folder.resolve("extension-output");
    try (SandboxedProcess process = sandbox().start(spec)) {
      SandboxedProcess extension =
          process.startBeside(
              List.of("/bin/sh", "-c", "cat; echo extension; echo wrong >&2; exit 5"),
              Map.of("PATH", "/usr/bin:/bin"),
              output);
      assertThat(extension.waitFor(LONG)).contains(new SandboxedProcess.Exit(5, false));
      assertThat(output).hasContent("extension\nwrong\n");
      process.release();
      await(process, spec.output(), "function\n");
      SandboxedProcess second =
          process.startBeside(List.of("/bin/sleep", "1000"), Map.of(), output);
      assertThat(second.isAlive()).isTrue();
      second.terminate();
      assertThat(second.waitFor(LONG)).contains(new SandboxedProcess.Exit(143, false));
      SandboxedProcess third = process.startBeside(List.of("/bin/sleep", "1000"), Map.of(), output);
      third.close();
      assertThat(third.waitFor(LONG)).contains(new SandboxedProcess.Exit(137, false));
      assertThat(process.isAlive()).isTrue();
    }
  }

  @Test
  void aProgramThatIsNotThereCannotRunBeside() throws Exception {
    Path output = folder.resolve("extension-output");
    try (SandboxedProcess process = sandbox().start(specs.sh("one", "sleep 1000").holdInInit())) {
      assertThatThrownBy(
              () -> process.startBeside(List.of("/opt/extensions/none"), Map.of(), output))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("extensions/none");
    }
  }

  @Test
  void theHostReachesAPortThatTheSandboxListensOn() throws Exception {
    int port = freePort();
    String program =
        """
        import socket
        s = socket.create_server(("127.0.0.1", %d))
        print("ready", flush=True)
        c, _ = s.accept()
        while b := c.recv(9): c.sendall(b.upper())
        c.sendall(b"end")
        """
            .formatted(port);
    SandboxSpec spec = specs.python("one", program).holdInInit();
    try (SandboxedProcess process = sandbox().start(spec)) {
      assertThatThrownBy(() -> process.connectInside(port)).isInstanceOf(IOException.class);
      process.release();
      await(process, spec.output(), "ready");
      try (var channel = process.connectInside(port)) {
        channel.write(ByteBuffer.wrap("hello".getBytes(UTF_8)));
        channel.shutdownOutput();
        assertThat(Channels.newInputStream(channel).readAllBytes())
            .asString(UTF_8)
            .isEqualTo("HELLOend");
      }
    }
  }

  @Test
  void peakMemoryCountsWhatTheCommandHasHeld() throws Exception {
    String program =
        "x = bytearray(64 << 20); print('held', flush=True); import time; time.sleep(99)";
    SandboxSpec spec = specs.python("one", program).holdInInit();
    try (SandboxedProcess process = sandbox().start(spec)) {
      process.release();
      await(process, spec.output(), "held");
      assertThat(process.peakMemory().mebibytes()).isBetween(64L, 200L);
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
