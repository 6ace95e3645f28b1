package dev.forebay.execution.sandbox;

import dev.forebay.model.ByteSize;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What to start, and within which bounds. Paths in {@code command} are as seen inside. Immutable.
 *
 * @param name for cgroups, host name and logs: letters, digits and dashes
 * @param command the program and its arguments
 * @param environment the whole environment; nothing is inherited
 * @param task mounted read-only at {@code /var/task}, the working directory
 * @param opt mounted read-only at {@code /opt}
 * @param mounts further read-only mounts, such as the bootstrap's folder at {@code /var/runtime}
 * @param output takes its standard output and standard error, in the order written: a FIFO or a
 *     file of the host's, opened for appending; a FIFO must have its reader already
 * @param control a folder of the host's, mounted at {@code /run/forebay}, in which the Runtime API
 *     listens at {@code runtime.sock} (a Unix socket); inside, the same is reachable over TCP at
 *     {@code 127.0.0.1:9001}
 * @param tmp the host's folder kept for {@code /tmp}, so that it outlives a reset of the process
 * @param tmpSize the size of {@code /tmp}
 * @param memory the limit of the whole tree
 * @param milliCpus CPU share: 1,000 is one core
 * @param maxProcesses processes and threads
 * @param holdInInit whether the first process in the sandbox must itself hold the command back
 *     until released; false when the command (a bootstrap of ours) waits by itself for a line on
 *     its standard input
 */
public record SandboxSpec(
    String name,
    List<String> command,
    Map<String, String> environment,
    Path task,
    Path opt,
    List<Mount> mounts,
    Path output,
    Path control,
    Path tmp,
    ByteSize tmpSize,
    ByteSize memory,
    int milliCpus,
    int maxProcesses,
    boolean holdInInit) {

  /** Copies the collections. */
  public SandboxSpec {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    mounts = List.copyOf(mounts);
  }

  /** The same with another environment. */
  public SandboxSpec withEnvironment(Map<String, String> other) {
    return new SandboxSpec(
        name,
        command,
        other,
        task,
        opt,
        mounts,
        output,
        control,
        tmp,
        tmpSize,
        memory,
        milliCpus,
        maxProcesses,
        holdInInit);
  }

  /** A read-only mount of a host path. */
  public record Mount(Path host, String inside) {}
}
