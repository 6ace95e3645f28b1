package dev.forebay.execution.runtime;

import dev.forebay.execution.runtime.RuntimeSettings.Versions;
import java.nio.file.Path;

/** The runtimes of the machine that the tests run on. */
final class TestRuntimes {
  private TestRuntimes() {}

  static Runtimes in(Path folder) {
    return new Runtimes(
        new RuntimeSettings(
            folder, Path.of("target", "java-client"), Versions.NEAREST, System.getenv()));
  }
}
