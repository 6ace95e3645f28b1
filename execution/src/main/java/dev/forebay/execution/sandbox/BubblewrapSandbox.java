package dev.forebay.execution.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs functions in Linux namespaces of their own, made by bubblewrap, within control groups,
 * behind a system call filter. Thread-safe.
 *
 * <p>A start runs {@code forebay-init enter} on the host, which joins the control groups and
 * becomes bubblewrap, which makes the namespaces and mounts and becomes {@code forebay-init
 * inside}, which gives up its privileges, reports over the control connection, and is told what to
 * run. So no secret of a function's environment is ever in a command line or in a process outside
 * its sandbox.
 */
public final class BubblewrapSandbox implements Sandbox {
  /** Where the Runtime API answers inside. */
  static final int RUNTIME_API_PORT = 9001;

  private final ChildStarter children = new ChildStarter();
  private final AtomicLong count = new AtomicLong();
  private final HostSetup host;

  private BubblewrapSandbox(HostSetup host) {
    this.host = host;
  }

  /**
   * Prepares what environments share, and runs one to see that it works.
   *
   * @throws IOException when it does not work here, with the reason
   */
  public static BubblewrapSandbox open(SandboxSettings settings) throws IOException {
    BubblewrapSandbox sandbox = new BubblewrapSandbox(HostSetup.prepare(settings));
    try {
      sandbox.host.probe(sandbox);
      return sandbox;
    } catch (IOException e) {
      sandbox.close();
      throw e;
    }
  }

  @Override
  public SandboxedProcess start(SandboxSpec spec) throws IOException {
    Cell cell = open(spec);
    try {
      CellProcess process = new CellProcess(this, spec, cell, cell.start(spec));
      host.outbound().attach(cell, children);
      return process;
    } catch (IOException e) {
      cell.close();
      throw e;
    }
  }

  private Cell open(SandboxSpec spec) throws IOException {
    if (host.privilege() == Privilege.ROOT) {
      letFunctionsReach(spec);
    }
    CellFolder folder =
        new CellFolder(host.cells().resolve(Long.toString(count.incrementAndGet())));
    int user = host.users().take();
    ControlGroup group =
        host.groups().make(folder.name(), spec.memory(), spec.milliCpus(), spec.maxProcesses());
    Runnable giveBack = () -> host.users().giveBack(user);
    ServerSocketChannel listener = folder.listen();
    Process process = children.start(builder(spec, folder, group, user));
    try {
      return Cell.connect(folder, listener, process, group, giveBack);
    } catch (IOException e) {
      process.toHandle().destroyForcibly();
      group.close();
      folder.close();
      giveBack.run();
      throw e;
    }
  }

  private ProcessBuilder builder(
      SandboxSpec spec, CellFolder folder, ControlGroup group, int user) {
    List<String> words = new ArrayList<>(List.of(host.init().toString(), "enter"));
    group.joinFiles().forEach(file -> words.addAll(List.of("--group", file.toString())));
    words.addAll(List.of("--control", folder.control().toString()));
    words.addAll(List.of("--listen", folder.inside().toString(), "--"));
    int processLimit = host.groups().limits("pids") ? 0 : spec.maxProcesses();
    words.addAll(host.arguments().words(spec, user, Optional.empty(), processLimit));
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(ProcessBuilder.Redirect.appendTo(spec.output().toFile()))
            .redirectError(folder.errorFile().toFile());
    builder.environment().clear();
    return builder;
  }

  /** Functions run as another user than the server: what they are given must be open to others. */
  private void letFunctionsReach(SandboxSpec spec) throws IOException {
    for (Path folder : List.of(spec.task(), spec.opt(), spec.control())) {
      grant(
          folder, EnumSet.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_EXECUTE));
    }
    EnumSet<PosixFilePermission> connect =
        EnumSet.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);
    Path runtimeApi = spec.control().resolve("runtime.sock");
    if (Files.exists(runtimeApi)) {
      grant(runtimeApi, connect);
    }
    if (host.endpoint().isPresent() && Files.exists(host.endpoint().get().socket())) {
      grant(host.endpoint().get().socket(), connect);
    }
  }

  private static void grant(Path path, Set<PosixFilePermission> wanted) throws IOException {
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
    if (permissions.addAll(wanted)) {
      Files.setPosixFilePermissions(path, permissions);
    }
  }

  /** Starts a program in a cell. */
  SandboxedProcess startBeside(
      Cell cell, List<String> command, Map<String, String> environment, Path output)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(host.init().toString(), "beside", cell.insideSocket().toString())
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    builder.environment().clear();
    Process process = children.start(builder);
    try (OutputStream stdin = process.getOutputStream()) {
      stdin.write(ControlFrames.beside(command, environment));
    }
    String said = new String(process.getErrorStream().readAllBytes(), UTF_8).strip();
    if (!said.equals("started")) {
      throw new IOException("cannot run " + command.getFirst() + " in the sandbox: " + said);
    }
    return new BesideProcess(this, cell, command, output, process);
  }

  @Override
  public boolean isolatesNetwork() {
    return true;
  }

  @Override
  public Enforcement enforcement() {
    return host.enforcement();
  }

  @Override
  public void close() {
    children.close();
    host.close();
  }
}
