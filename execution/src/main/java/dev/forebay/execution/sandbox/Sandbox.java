package dev.forebay.execution.sandbox;

import java.io.IOException;

/** Starts processes in isolation. Two ways: bubblewrap, and a plain child process. Thread-safe. */
public interface Sandbox extends AutoCloseable {
  /**
   * Starts the command. It is held before its init phase until {@link SandboxedProcess#release}.
   *
   * @throws IOException when the process cannot be made
   */
  SandboxedProcess start(SandboxSpec spec) throws IOException;

  /**
   * Whether a process has a network namespace of its own, in which the Runtime API answers at
   * {@code 127.0.0.1:9001}. If not, the environment must listen on a TCP port of the host.
   */
  boolean isolatesNetwork();

  /** What is really enforced on this machine. */
  Enforcement enforcement();

  /** Stops making processes. The ones that were started are closed by those who started them. */
  @Override
  void close();
}
