package dev.forebay.execution.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Functions that try to get out of the sandbox, or to take more than their share. Where it makes
 * sense, the same program is shown to succeed as a plain process: an attack that could not work
 * anywhere would prove nothing. Plain processes may run as root, so only those attacks are shown
 * there that do the machine no harm.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BreakoutTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final String SECRET = "the-other-functions-secret";

  @TempDir Path folder;
  private Sandbox walls;
  private Sandbox none;
  private Specs specs;
  private int runs;

  @BeforeAll
  void open() throws IOException {
    Path run = Path.of("target", "sandbox-run", "breakout").toAbsolutePath();
    walls =
        BubblewrapSandbox.open(
            new SandboxSettings(
                SandboxSettings.Mode.REQUIRED,
                SandboxSettings.Outbound.NONE,
                run,
                Optional.empty(),
                SandboxSettings.Cpu.QUOTA));
    none = new ProcessSandbox("a test");
  }

  @AfterAll
  void close() {
    walls.close();
    none.close();
  }

  @BeforeEach
  void makeSpecs() {
    specs = new Specs(folder);
  }

  private Specs.Draft python(String program) throws IOException {
    return specs.python("attacker-" + runs++, program);
  }

  private static String run(Sandbox sandbox, Specs.Draft draft) throws Exception {
    SandboxSpec spec = draft.holdInInit();
    try (SandboxedProcess process = sandbox.start(spec)) {
      process.release();
      assertThat(process.waitFor(LONG)).as("it ends").isPresent();
      return Files.readString(spec.output());
    }
  }

  /** Runs the same program in both, and returns what it printed behind walls and without. */
  private Outcome both(String program) throws Exception {
    return new Outcome(run(walls, python(program)), run(none, python(program)));
  }

  private record Outcome(String behindWalls, String without) {}

  @Test
  void anotherFunctionsFilesCannotBeRead() throws Exception {
    Specs.Draft victim = specs.sh("victim", "true").inTask("code", SECRET);
    Files.writeString(victim.path("tmp").resolve("kept"), SECRET);
    String program =
        """
        for path in ["%s/code", "%s/kept"]:
            try: print(open(path).read())
            except OSError as e: print(e.strerror)
        """
            .formatted(victim.path("task"), victim.path("tmp"));
    Outcome outcome = both(program);
    assertThat(outcome.without()).isEqualTo((SECRET + "\n").repeat(2));
    assertThat(outcome.behindWalls()).isEqualTo("No such file or directory\n".repeat(2));
  }

  @Test
  void processesAndTheirEnvironmentsCannotBeSeen() throws Exception {
    Specs.Draft victim = specs.sh("victim", "sleep 1000").environment(Map.of("KEY", SECRET));
    String program =
        """
        import glob
        found = 0
        for path in glob.glob("/proc/[0-9]*/environ"):
            try: found += "%s" in open(path).read()
            except OSError: pass
        print(found, len(glob.glob("/proc/[0-9]*")) > 5)
        """
            .formatted(SECRET);
    try (SandboxedProcess plain = none.start(victim.holdInInit());
        SandboxedProcess walled = walls.start(victim.holdInInit())) {
      plain.release();
      walled.release();
      assertThat(walled.isAlive()).isTrue();
      Outcome outcome = both(program);
      assertThat(outcome.without()).endsWith(" True\n").doesNotStartWith("0");
      assertThat(outcome.behindWalls()).isEqualTo("0 False\n");
    }
  }

  @Test
  void noSecretIsInACommandLineOfTheHost() throws Exception {
    Specs.Draft victim = specs.sh("victim", "sleep 1000").environment(Map.of("KEY", SECRET));
    try (SandboxedProcess walled = walls.start(victim.holdInInit())) {
      walled.release();
      assertThat(
              ProcessHandle.allProcesses()
                  .map(process -> process.info().commandLine().orElse(""))
                  .filter(line -> line.contains(SECRET)))
          .isEmpty();
    }
  }

  @Test
  void theRuntimeApiOfAnotherEnvironmentAndServicesOfTheHostCannotBeReached() throws Exception {
    Specs.Draft mine = python("");
    Specs.Draft other = specs.sh("victim", "sleep 1000");
    try (Greeter own = Greeter.on(mine.path("control").resolve("runtime.sock"), "mine");
        Greeter others = Greeter.on(other.path("control").resolve("runtime.sock"), "other");
        ServerSocket service = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
        SandboxedProcess victim = walls.start(other.holdInInit())) {
      Thread.ofVirtual().start(() -> Greeter.greetAll(service, "service"));
      String program =
          """
          import socket
          def ask(family, address):
              s = socket.socket(family)
              try:
                  s.connect(address)
                  return s.recv(99).decode()
              except OSError as e: return e.strerror
          print(ask(socket.AF_INET, ("127.0.0.1", 9001)))
          print(ask(socket.AF_UNIX, "%s"))
          print(ask(socket.AF_INET, ("127.0.0.1", %d)))
          """
              .formatted(others.path(), service.getLocalPort());
      assertThat(victim.isAlive()).isTrue();
      assertThat(run(walls, mine.program(program)))
          .isEqualTo("mine\nNo such file or directory\nConnection refused\n");
      assertThat(own.path()).exists();
      assertThat(run(none, python(program))).endsWith("other\nservice\n");
    }
  }

  @Test
  void aForkBombIsBounded() throws Exception {
    String program =
        """
        import os, signal
        children = []
        for i in range(90):
            try: child = os.fork()
            except OSError as e:
                print(e.strerror)
                break
            if child == 0: signal.pause()
            children.append(child)
        print(len(children))
        for child in children: os.kill(child, 9)
        """;
    assertThat(run(walls, python(program).maxProcesses(40)))
        .startsWith("Resource temporarily unavailable\n3");
    assertThat(run(none, python(program).maxProcesses(40))).isEqualTo("90\n");
  }

  @Test
  void aMemoryHogIsKilledForIt() throws Exception {
    String program =
        """
        hoard = []
        for i in range(32): hoard.append(bytearray(b"x" * (8 << 20)))
        print("got it all")
        """;
    assertThat(run(none, python(program).memory(64))).isEqualTo("got it all\n");
    SandboxSpec spec = python(program).memory(64).holdInInit();
    try (SandboxedProcess hog = walls.start(spec)) {
      hog.release();
      assertThat(hog.waitFor(LONG)).contains(new SandboxedProcess.Exit(137, true));
      assertThat(hog.peakMemory().mebibytes()).isBetween(60L, 64L);
      try (SandboxedProcess again = hog.restart(Map.of())) {
        again.release();
        assertThat(again.waitFor(LONG)).contains(new SandboxedProcess.Exit(137, true));
      }
    }
  }

  @Test
  void aSpinnerGetsItsShareOfACore() throws Exception {
    String program =
        """
        import time
        end = time.monotonic() + 1
        while time.monotonic() < end: pass
        print(time.process_time())
        """;
    assertThat(Double.parseDouble(run(walls, python(program).milliCpus(200)))).isLessThan(0.4);
  }

  @Test
  void tmpHoldsNoMoreThanItsSize() throws Exception {
    String program =
        """
        import os
        total = 0
        try:
            for i in range(8):
                with open(os.environ["WHERE"] + "/fill%d" % i, "wb") as f: f.write(b"x" * (4 << 20))
                total += 4
        except OSError as e: print(e.strerror)
        print(total)
        """;
    Map<String, String> where = Map.of("WHERE", "/tmp");
    assertThat(run(walls, python(program).tmpSize(16).environment(where)))
        .startsWith("No space left on device\n1");
    assertThat(run(none, python(program).tmpSize(16).environment(where))).isEqualTo("32\n");
  }

  @Test
  void nothingSurvivesTheEndOfItsEnvironment() throws Exception {
    Path stop = folder.resolve("stop");
    String program =
        """
        import os, signal, sys, time
        for i in range(20):
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    for s in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT): signal.signal(s, signal.SIG_IGN)
                    for beat in range(900):
                        print("alive", flush=True)
                        if os.path.exists("%s"): break
                        time.sleep(0.01)
                os._exit(0)
        """
            .formatted(stop);
    for (Sandbox sandbox : List.of(none, walls)) {
      SandboxSpec spec = python(program + "time.sleep(1000)").holdInInit();
      SandboxedProcess process = sandbox.start(spec);
      process.release();
      SandboxContract.await(process, spec.output(), "alive\n".repeat(60));
      process.close();
      long length = Files.size(spec.output());
      boolean grows = growsWithin(spec.output(), length, Duration.ofMillis(300));
      assertThat(grows).as("still alive in %s", sandbox).isEqualTo(sandbox.equals(none));
    }
    Files.createFile(stop);
  }

  private boolean growsWithin(Path file, long length, Duration span) throws Exception {
    try (SandboxedProcess pause = none.start(specs.sh("pause" + runs++, "sleep 1000").spec())) {
      long deadline = System.nanoTime() + span.toNanos();
      while (Files.size(file) == length && System.nanoTime() < deadline) {
        assertThat(pause.waitFor(Duration.ofMillis(5))).isEmpty();
      }
      return Files.size(file) > length;
    }
  }

  @Test
  void onlyTmpCanBeWritten() throws Exception {
    String program =
        """
        import os
        for folder in os.environ["FOLDERS"].split(":"):
            try:
                open(folder + "/written", "w").close()
                print(folder, "was written")
            except OSError as e: print(folder, e.errno in (1, 2, 13, 30))
        """;
    String folders =
        "/var/task:/opt:/run/forebay:/etc:/usr:/usr/bin:/dev:/dev/shm:/run:/var:/:/proc";
    Specs.Draft attack = python(program).environment(Map.of("FOLDERS", folders + ":/tmp"));
    assertThat(run(walls, attack).lines())
        .hasSize(13)
        .allMatch(line -> line.endsWith("True") || line.equals("/tmp was written"));
    Specs.Draft plain = python(program).environment(Map.of("FOLDERS", "/var/task"));
    assertThat(run(none, plain)).endsWith("was written\n");
  }

  @Test
  void systemCallsThatLeadOutAreDenied() throws Exception {
    String prelude =
        """
        import ctypes, os, socket
        libc = ctypes.CDLL(None, use_errno=True)
        def call(name, *arguments):
            result = getattr(libc, name)(*arguments)
            print(name, "worked" if result >= 0 else os.strerror(ctypes.get_errno()))
        """;
    String program =
        """
        call("mount", b"none", b"/tmp", b"tmpfs", 0, None)
        call("umount2", b"/proc", 2)
        call("unshare", 0x10000000)
        call("unshare", 0x04000000)
        call("setns", os.open("/proc/self/ns/uts", os.O_RDONLY), 0)
        call("ptrace", 0, 0, 0, 0)
        call("syscall", 248, b"user", b"x", b"y", 1, -4)
        call("syscall", 321, 0, 0, 0)
        call("syscall", 435, 0, 0)
        call("syscall", 425, 1, 0)
        try: socket.socket(40, socket.SOCK_STREAM); print("vsock worked")
        except OSError as e: print("vsock", e.strerror)
        """;
    assertThat(run(walls, python(prelude + program)))
        .doesNotContain("worked")
        .contains(
            "mount Operation not permitted",
            "umount2 Operation not permitted",
            "unshare Operation not permitted",
            "setns Operation not permitted",
            "ptrace Operation not permitted",
            "syscall Operation not permitted",
            "syscall Function not implemented",
            "vsock Address family not supported by protocol");
    // Of all these, the one that does the host no harm whoever runs the tests.
    assertThat(run(none, python(prelude + "call('ptrace', 0, 0, 0, 0)")))
        .isEqualTo("ptrace worked\n");
  }

  @Test
  void theFirstProcessGivesNothingAwayAndCannotBeEnded() throws Exception {
    String program =
        """
        import os
        for path in ("/proc/1/root/etc/passwd", "/proc/1/environ", "/proc/1/mem", "/proc/1/fd/3"):
            try: open(path).read(9); print("read", path)
            except OSError as e: print(e.errno in (1, 2, 13))
        try: os.listdir("/proc/1/fd"); print("listed")
        except OSError as e: print(e.errno in (1, 13))
        for signal in (9, 15, 11):
            try: os.kill(1, signal)
            except OSError: pass
        print("and goes on")
        """;
    assertThat(run(walls, python(program))).isEqualTo("True\n".repeat(5) + "and goes on\n");
  }

  @Test
  void privilegesAreGoneForGood() throws Exception {
    String status =
        run(
            walls,
            python("print(open('/proc/self/status').read()); import os; print(os.getuid())"));
    assertThat(status.lines())
        .contains("NoNewPrivs:\t1", "Seccomp:\t2", "CapEff:\t0000000000000000")
        .contains("CapPrm:\t0000000000000000", "CapInh:\t0000000000000000")
        .contains("CapBnd:\t0000000000000000", "CapAmb:\t0000000000000000")
        .doesNotContain("0");
  }

  @Test
  void aSetuidProgramGainsNothing() throws Exception {
    Specs.Draft attack = specs.sh("setuid", "./id -u; id -u").inTask("id", "");
    Path program = attack.path("task").resolve("id");
    Files.write(program, Files.readAllBytes(Path.of("/usr/bin/id")));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setAttribute(program, "unix:mode", 0104755);
    List<String> lines = run(walls, attack).lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).isEqualTo(lines.get(1)).isNotEqualTo("0");
    if (Privilege.current() == Privilege.ROOT) { // only then is it root's, and worth something
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      Process outside =
          new ProcessBuilder("setpriv", "--reuid=65534", "--clear-groups", program.toString(), "-u")
              .directory(Path.of("/").toFile())
              .start();
      assertThat(new String(outside.getInputStream().readAllBytes(), UTF_8)).isEqualTo("0\n");
    }
  }

  @Test
  void aFrozenFunctionDoesNotRun() throws Exception {
    String program = "import time\nwhile True: print('beat', flush=True); time.sleep(0.005)";
    SandboxSpec spec = python(program).holdInInit();
    try (SandboxedProcess process = walls.start(spec)) {
      process.release();
      SandboxContract.await(process, spec.output(), "beat");
      assertThat(process.freeze()).isTrue();
      long length = settled(spec.output());
      assertThat(growsWithin(spec.output(), length, Duration.ofMillis(100))).isFalse();
      process.thaw();
      assertThat(growsWithin(spec.output(), length, LONG)).isTrue();
      assertThat(process.freeze()).isTrue();
    }
    assertThat(spec.output()).isNotEmptyFile();
  }

  private long settled(Path file) throws Exception {
    long length = Files.size(file);
    while (growsWithin(file, length, Duration.ofMillis(20))) {
      length = Files.size(file);
    }
    return length;
  }

  @Test
  void limitsOfAProcessAreAwss() throws Exception {
    assertThat(
            run(walls, specs.sh("limits", "ulimit -n; ulimit -c; ulimit -s; whoami; hostname -f")))
        .isEqualTo("1024\n0\n8192\nsbx_user1051\nsandbox.localdomain\n");
  }
}
