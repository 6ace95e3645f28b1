package dev.forebay.server.cli;

import dev.forebay.server.Forebay;
import dev.forebay.server.quickstart.Demonstration;
import dev.forebay.server.settings.Settings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** The commands that serve until the process is told to end. */
final class Serving {
  private final Settings settings;
  private final PrintWriter out;

  Serving(Settings settings, PrintWriter out) {
    this.settings = settings;
    this.out = out;
  }

  /** {@code forebay start}. */
  void start() throws InterruptedException {
    try (Forebay forebay = open()) {
      untilToldToEnd(forebay);
    }
  }

  /** {@code forebay quickstart --exit}; says whether every example did as it should. */
  boolean demonstrate(Optional<Path> examples) throws InterruptedException {
    try (Forebay forebay = open()) {
      return show(forebay, examples);
    }
  }

  /** {@code forebay quickstart}: goes on serving when every example did as it should. */
  boolean demonstrateAndStay(Optional<Path> examples) throws InterruptedException {
    try (Forebay forebay = open()) {
      boolean shown = show(forebay, examples);
      if (shown) {
        out.println("The server stays up; Ctrl-C ends it.");
        untilToldToEnd(forebay);
      }
      return shown;
    }
  }

  private boolean show(Forebay forebay, Optional<Path> examples) {
    return new Demonstration(
            forebay.endpoint(),
            settings.region(),
            examples.orElseGet(Serving::examples),
            Forebay.homeFolder(),
            out)
        .run();
  }

  private Forebay open() {
    ServerLog.configure(settings.logLevel());
    Forebay forebay = Forebay.start(settings);
    forebay.describe().forEach(out::println);
    return forebay;
  }

  /** Does not return before the process gets SIGTERM or SIGINT and has closed the server. */
  private static void untilToldToEnd(Forebay forebay) throws InterruptedException {
    CountDownLatch forever = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(forebay::close));
    forever.await();
  }

  private static Path examples() {
    Path home = Forebay.homeFolder();
    Path packed = home.resolve("examples");
    // In a source checkout the distribution is server/target/dist.
    return packed.toFile().isDirectory() ? packed : home.resolve("../../../examples").normalize();
  }
}
