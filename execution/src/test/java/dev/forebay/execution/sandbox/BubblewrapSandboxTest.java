package dev.forebay.execution.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

class BubblewrapSandboxTest extends SandboxContract {
  @Override
  Sandbox open(Path run) throws IOException {
    return BubblewrapSandbox.open(
        new SandboxSettings(
            SandboxSettings.Mode.REQUIRED, SandboxSettings.Outbound.NONE, run, Optional.empty()));
  }
}
