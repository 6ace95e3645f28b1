package dev.forebay.server.cli;

import dev.forebay.server.Forebay;
import dev.forebay.server.quickstart.Demonstration;
import dev.forebay.server.settings.Settings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code forebay quickstart}: starts the server and shows functions answering real events. */
@Command(
    name = "quickstart",
    description = "Start the server, deploy the example functions and invoke them.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class QuickstartCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--exit", description = "End after the demonstration.")
  private boolean exit;

  @Option(
      names = "--examples",
      paramLabel = "FOLDER",
      description = "Where the example functions are.",
      hidden = true)
  private @Nullable Path examples;

  @Override
  public Integer call() throws InterruptedException {
    CommandSpec command = Objects.requireNonNull(spec);
    PrintWriter out = command.commandLine().getOut();
    Settings settings =
        SettingOptions.settings(command.commandLine().getParseResult(), System.getenv());
    ServerLog.configure(settings.logLevel());
    try (Forebay forebay = Forebay.start(settings)) {
      forebay.describe().forEach(out::println);
      boolean shown =
          new Demonstration(
                  forebay.endpoint(),
                  settings.region(),
                  examplesFolder(),
                  Forebay.homeFolder(),
                  out)
              .run();
      if (exit || !shown) {
        return shown ? 0 : 1;
      }
      out.println("The server stays up; Ctrl-C ends it.");
      StartCommand.untilToldToEnd(forebay);
    }
    return 0;
  }

  private Path examplesFolder() {
    if (examples != null) {
      return examples;
    }
    Path home = Forebay.homeFolder();
    Path packed = home.resolve("examples");
    // In a source checkout the distribution is server/target/dist.
    return packed.toFile().isDirectory() ? packed : home.resolve("../../../examples").normalize();
  }
}
