package dev.forebay.execution.sandbox;

import java.io.IOException;

/** Starts processes in isolation. Two ways: bubblewrap, and a plain child process. Thread-safe. */
public interface Sandbox {
  /**
   * Starts the command. It is held before its init phase until {@link SandboxedProcess#release}.
   *
   * @throws IOException when the process cannot be made
   */
  SandboxedProcess start(SandboxSpec spec) throws IOException;

  /** What is really enforced on this machine. */
  Enforcement enforcement();
}
