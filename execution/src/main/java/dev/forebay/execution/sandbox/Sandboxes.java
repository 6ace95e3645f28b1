package dev.forebay.execution.sandbox;

import java.io.IOException;

/**
 * Chooses how functions are isolated on this machine. What that enforces, {@link
 * Sandbox#enforcement()} says, for whoever starts the server to tell.
 */
public final class Sandboxes {
  private Sandboxes() {}

  /**
   * Opens the sandbox that the settings ask for. Whether bubblewrap works is found out by running
   * it.
   *
   * @throws IOException when a sandbox is required and does not work here, with the reason
   */
  public static Sandbox choose(SandboxSettings settings) throws IOException {
    if (settings.mode() == SandboxSettings.Mode.OFF) {
      return new ProcessSandbox("sandbox.mode is off");
    }
    try {
      return BubblewrapSandbox.open(settings);
    } catch (IOException e) {
      if (settings.mode() == SandboxSettings.Mode.REQUIRED) {
        throw new IOException(
            "sandbox.mode is required, but no sandbox works here: " + e.getMessage(), e);
      }
      return new ProcessSandbox("no sandbox works here: " + e.getMessage());
    }
  }
}
