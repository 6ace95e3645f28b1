package dev.forebay.server.cli;

import dev.forebay.server.Version;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code forebay version}. */
@Command(name = "version", description = "Say which version this is, and on which Java.")
final class VersionCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (spec != null) {
      spec.commandLine()
          .getOut()
          .println("forebay " + Version.current() + " (Java " + Runtime.version() + ")");
    }
    return 0;
  }
}
