package dev.forebay.execution;

import dev.forebay.execution.sandbox.ProcessSandbox;
import dev.forebay.execution.sandbox.Sandbox;
import dev.forebay.execution.sandbox.SandboxSettings;
import dev.forebay.execution.sandbox.Sandboxes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/** The two ways in which functions run; the same tests hold for both. */
enum SandboxKind {
  PROCESS {
    @Override
    Sandbox sandbox() {
      return Shared.PROCESS;
    }
  },
  BUBBLEWRAP {
    @Override
    Sandbox sandbox() {
      return Shared.BUBBLEWRAP;
    }
  };

  /** One sandbox for all tests: finding out what the machine allows takes long. */
  abstract Sandbox sandbox();

  private static final class Shared {
    static final Sandbox PROCESS = new ProcessSandbox("a test");
    static final Sandbox BUBBLEWRAP = bubblewrap();

    private static Sandbox bubblewrap() {
      try {
        return Sandboxes.choose(
            new SandboxSettings(
                SandboxSettings.Mode.REQUIRED,
                SandboxSettings.Outbound.NONE,
                Path.of("target", "cells").toAbsolutePath(),
                Optional.empty()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
