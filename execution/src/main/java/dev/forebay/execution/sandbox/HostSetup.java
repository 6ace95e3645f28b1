package dev.forebay.execution.sandbox;

import dev.forebay.model.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is found and prepared once on a machine so that sandboxes start quickly. Immutable.
 *
 * @param cells holds a folder for each running sandbox
 */
record HostSetup(
    Path init,
    Path cells,
    Privilege privilege,
    SandboxUsers users,
    ControlGroups groups,
    Outbound outbound,
    BubblewrapArguments arguments,
    Optional<SandboxSettings.Endpoint> endpoint)
    implements AutoCloseable {
  private static final int LONGEST_SOCKET_PATH = 100;
  private static final Duration PROBE = Duration.ofSeconds(20);

  static HostSetup prepare(SandboxSettings settings) throws IOException {
    Path bubblewrap =
        Programs.find("bwrap")
            .orElseThrow(() -> new IOException("bubblewrap (bwrap) is not installed"));
    Path run = Files.createDirectories(settings.runFolder().toAbsolutePath());
    Privilege privilege = Privilege.current();
    SandboxUsers users = Privilege.users();
    Outbound outbound = Outbound.find(settings.outbound());
    Path init = InitProgram.extract(run);
    Path etc = HostFolders.etc(run.resolve("etc"), users, outbound.nameservers());
    List<String> dev = Devices.mounts(privilege, run.resolve("dev"));
    var arguments =
        new BubblewrapArguments(
            bubblewrap, init, privilege, users.group(), etc, dev, settings.endpoint());
    return new HostSetup(
        init,
        cells(run),
        privilege,
        users,
        ControlGroups.find(run, settings.cpu()),
        outbound.with(init, privilege),
        arguments,
        settings.endpoint());
  }

  /** An empty folder whose name leaves room for sockets, which have short names only. */
  private static Path cells(Path run) throws IOException {
    Path cells = run.resolve("cells");
    if (cells.toString().length() + "/4294967296/c".length() > LONGEST_SOCKET_PATH) {
      return Files.createTempDirectory("forebay-");
    }
    if (Files.isDirectory(cells)) {
      try (var left = Files.newDirectoryStream(cells)) {
        left.forEach(folder -> new CellFolder(folder).close());
      }
    }
    Files.createDirectories(cells);
    return Files.setPosixFilePermissions(cells, PosixFilePermissions.fromString("rwx------"));
  }

  /** Runs a sandbox to its end. */
  void probe(BubblewrapSandbox sandbox) throws IOException {
    Path folder = Files.createDirectories(cells.resolve("probe"));
    for (String part : List.of("task", "opt", "control")) {
      Files.createDirectories(folder.resolve(part));
    }
    SandboxSpec spec =
        new SandboxSpec(
            "probe",
            List.of("/bin/sh", "-c", "exit 42"),
            Map.of(),
            folder.resolve("task"),
            folder.resolve("opt"),
            List.of(),
            folder.resolve("output"),
            folder.resolve("control"),
            folder,
            ByteSize.ofMebibytes(16),
            ByteSize.ofMebibytes(128),
            1000,
            32,
            true);
    try (SandboxedProcess process = sandbox.start(spec)) {
      process.release();
      int status = process.waitFor(PROBE).map(SandboxedProcess.Exit::status).orElse(-1);
      if (status != 42) {
        throw new IOException(
            "a trial ended with " + status + ": " + Files.readString(spec.output()).strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted during the trial", e);
    }
  }

  /** What holds here. */
  Enforcement enforcement() {
    List<String> enforced =
        new ArrayList<>(
            List.of(
                "own mounts, read-only but for /tmp",
                "own processes, IPC, host name and network",
                "unprivileged user without capabilities",
                "system call filter",
                "size of /tmp",
                "host loopback unreachable",
                "whole tree ended at once"));
    List<String> missing = new ArrayList<>();
    if (groups.limits("memory")) {
      enforced.add("memory limit");
    }
    if (groups.limits("cpu")) {
      enforced.add(groups.cpuLimit());
    }
    enforced.add("process limit");
    groups.missing().stream().filter(line -> !line.startsWith("pids")).forEach(missing::add);
    if (groups.controlsLife()) {
      enforced.add("frozen between events");
    } else {
      missing.add("frozen between events: no control groups");
    }
    if (groups.limits("memory")) {
      missing.add("/tmp apart from memory: what is in /tmp counts as memory");
    }
    outbound.missing().ifPresent(missing::add);
    enforced.add(outbound.enforced());
    return new Enforcement("bubblewrap", enforced, missing);
  }

  @Override
  public void close() {
    groups.close();
  }
}
