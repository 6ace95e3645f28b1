package dev.forebay.server.cli;

import dev.forebay.server.Forebay;
import dev.forebay.server.settings.Settings;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code forebay start}: serves until the process is told to end. */
@Command(
    name = "start",
    description = "Start the server; Ctrl-C or SIGTERM ends it.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class StartCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    CommandSpec command = java.util.Objects.requireNonNull(spec);
    Settings settings =
        SettingOptions.settings(command.commandLine().getParseResult(), System.getenv());
    ServerLog.configure(settings.logLevel());
    try (Forebay forebay = Forebay.start(settings)) {
      forebay.describe().forEach(command.commandLine().getOut()::println);
      untilToldToEnd(forebay);
    }
    return 0;
  }

  /** Returns when the process gets SIGTERM or SIGINT, having closed the server. */
  static void untilToldToEnd(Forebay forebay) throws InterruptedException {
    CountDownLatch forever = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(forebay::close));
    forever.await();
  }
}
