package dev.forebay.execution.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers in processes of their own: killed, and run without privileges. */
class TrialProcessTest {
  @TempDir Path folder;

  private Process start(List<String> prefix, String mode) throws IOException {
    List<String> words = new ArrayList<>(prefix);
    words.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-cp",
            classPath(),
            Trial.class.getName(),
            mode,
            folder.toString()));
    return new ProcessBuilder(words).redirectErrorStream(true).start();
  }

  /** A class path that any user can read. */
  private String classPath() throws IOException {
    Path copies = Files.createDirectories(folder.resolve("classpath"));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path from = Path.of(entry);
      if (Files.isDirectory(from)) {
        copyFolder(from, copies.resolve("classes"));
      } else if (entry.contains("slf4j") || entry.contains("forebay")) {
        Files.copy(from, copies.resolve(from.getFileName()));
      }
    }
    return copies.resolve("classes") + File.pathSeparator + copies + "/*";
  }

  private static void copyFolder(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  /** JUnit would warn of every link in it. */
  @AfterEach
  void removeRunFolder() throws IOException {
    try (var files = Files.walk(folder.resolve("run"))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void aServerThatIsKilledLeavesNoProcessAndTheNextOneRemovesItsControlGroups() throws Exception {
    Path output = folder.resolve("hang").resolve("output");
    Process server = start(List.of(), "hang");
    try (ProcessSandbox pauses = new ProcessSandbox("a test");
        SandboxedProcess pause = pauses.start(new Specs(folder).sh("pause", "sleep 1000").spec())) {
      while (!Files.exists(output) || !Files.readString(output).contains("alive")) {
        assertThat(server.waitFor(5, TimeUnit.MILLISECONDS)).as(folder.toString()).isFalse();
      }
      server.destroyForcibly();
      assertThat(server.waitFor(20, TimeUnit.SECONDS)).isTrue();
      String marker = folder.resolve("run").toString();
      long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (running(marker) > 0) {
        assertThat(System.nanoTime()).as("processes remain").isLessThan(deadline);
        assertThat(pause.waitFor(Duration.ofMillis(5))).isEmpty();
      }
      long length = Files.size(output);
      assertThat(pause.waitFor(Duration.ofMillis(150))).isEmpty();
      assertThat(Files.size(output)).isEqualTo(length);
    }
    ControlGroups.find(folder, SandboxSettings.Cpu.SHARE).close();
    for (ControlGroupMount mount : ControlGroupMount.all()) {
      try (var groups = Files.list(mount.own())) {
        assertThat(groups).noneMatch(group -> group.toString().contains("forebay." + server.pid()));
      }
    }
  }

  private static long running(String marker) {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").contains(marker))
        .count();
  }

  @Test
  void aServerWithoutPrivilegesIsolatesAsWell() throws Exception {
    boolean root = Privilege.current() == Privilege.ROOT;
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    Process server =
        start(
            root
                ? List.of("setpriv", "--reuid=54321", "--regid=54321", "--clear-groups")
                : List.of(),
            "try");
    String said = new String(server.getInputStream().readAllBytes(), UTF_8);
    assertThat(said)
        .contains("Optional[Exit[status=0, outOfMemory=false]]")
        .contains(
            "user " + (root ? 54321 : Files.getAttribute(folder, "unix:uid")) + " sbx_user1051")
        .contains("CapEff:\t0000000000000000", "CapBnd:\t0000000000000000", "NoNewPrivs:\t1")
        .contains("written /tmp\n", "full\n", "kept\n", "way out\n")
        .doesNotContain("written /\n", "written /var", "written /opt", "written /run")
        .doesNotContain("written /dev", "written /etc");
    if (root) { // an account without a login has no control groups of its own
      assertThat(said).contains("missing memory limit: ", "missing cpu limit: ");
    }
  }
}
