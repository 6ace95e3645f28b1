package dev.forebay.execution.sandbox;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses how functions are isolated on this machine, and says so. */
public final class Sandboxes {
  private static final Logger LOG = LoggerFactory.getLogger(Sandboxes.class);

  private Sandboxes() {}

  /**
   * Opens the sandbox that the settings ask for. Whether bubblewrap works is found out by running
   * it.
   *
   * @throws IOException when a sandbox is required and does not work here, with the reason
   */
  public static Sandbox choose(SandboxSettings settings) throws IOException {
    if (settings.mode() == SandboxSettings.Mode.OFF) {
      return said(new ProcessSandbox("sandbox.mode is off"));
    }
    try {
      return said(BubblewrapSandbox.open(settings));
    } catch (IOException e) {
      if (settings.mode() == SandboxSettings.Mode.REQUIRED) {
        throw new IOException(
            "sandbox.mode is required, but no sandbox works here: " + e.getMessage(), e);
      }
      return said(new ProcessSandbox("no sandbox works here: " + e.getMessage()));
    }
  }

  private static Sandbox said(Sandbox sandbox) {
    Enforcement enforcement = sandbox.enforcement();
    LOG.info(
        "functions run in {}: {}", enforcement.mode(), String.join(", ", enforcement.enforced()));
    enforcement.missing().forEach(line -> LOG.warn("not enforced: {}", line));
    return sandbox;
  }
}
