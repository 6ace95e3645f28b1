package dev.forebay.execution.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs functions as plain child processes of the server, with its user, its file system and its
 * network: for machines on which bubblewrap does not work. Paths as seen inside a sandbox ({@code
 * /var/task}, {@code /opt}, the mounts, {@code /tmp}) are replaced in the command and in the
 * environment by the host's. Thread-safe.
 */
public final class ProcessSandbox implements Sandbox {
  private final ChildStarter children = new ChildStarter();
  private final String reason;

  /**
   * Makes one.
   *
   * @param reason why nothing stronger is used, for health and the log
   */
  public ProcessSandbox(String reason) {
    this.reason = reason;
  }

  @Override
  public SandboxedProcess start(SandboxSpec spec) throws IOException {
    InsidePaths paths = InsidePaths.of(spec);
    List<String> command = new ArrayList<>();
    if (spec.holdInInit()) {
      command.addAll(List.of("/bin/sh", "-c", "read -r line && exec \"$@\" </dev/null", "hold"));
    }
    spec.command().forEach(word -> command.add(paths.toHost(word)));
    Process process =
        children.start(builder(spec, paths, command, spec.environment(), spec.output()));
    return new PlainProcess(this, spec, other -> start(spec.withEnvironment(other)), process);
  }

  /** Starts a program that has nothing to read. */
  SandboxedProcess startBeside(
      SandboxSpec spec, List<String> command, Map<String, String> environment, Path output)
      throws IOException {
    InsidePaths paths = InsidePaths.of(spec);
    List<String> words = command.stream().map(paths::toHost).toList();
    Process process = children.start(builder(spec, paths, words, environment, output));
    process.getOutputStream().close();
    return new PlainProcess(
        this, spec, other -> startBeside(spec, command, other, output), process);
  }

  private static ProcessBuilder builder(
      SandboxSpec spec,
      InsidePaths paths,
      List<String> command,
      Map<String, String> environment,
      Path output) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(spec.task().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    Map<String, String> variables = builder.environment();
    variables.clear();
    variables.put("TMPDIR", spec.tmp().toString());
    environment.forEach((name, value) -> variables.put(name, paths.toHost(value)));
    return builder;
  }

  @Override
  public boolean isolatesNetwork() {
    return false;
  }

  @Override
  public Enforcement enforcement() {
    return new Enforcement(
        "process",
        List.of("process tree ended by its parentage"),
        List.of(
            "isolation of files, processes and network: " + reason,
            "memory, CPU and process limits: " + reason,
            "size of /tmp: " + reason,
            "processes that leave their parents survive: " + reason));
  }

  @Override
  public void close() {
    children.close();
  }
}
