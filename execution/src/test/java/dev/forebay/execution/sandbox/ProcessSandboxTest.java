package dev.forebay.execution.sandbox;

import java.nio.file.Path;

class ProcessSandboxTest extends SandboxContract {
  @Override
  Sandbox open(Path run) {
    return new ProcessSandbox("a test");
  }
}
