package dev.forebay.server.cli;

import dev.forebay.model.SystemClock;
import dev.forebay.server.Forebay;
import dev.forebay.server.settings.Key;
import dev.forebay.server.settings.SettingSources;
import dev.forebay.server.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code forebay warmup}: a short run from start to a clean end, during which the JVM records what
 * the launcher's AOT cache is made of.
 */
final class Warmup {
  private Warmup() {}

  /** Starts a server of its own in a folder of its own, uses it, and removes both. */
  static void run() throws IOException {
    Path folder = Files.createTempDirectory("forebay-warmup");
    try {
      Settings settings =
          Settings.from(
              new SettingSources()
                  .flag(Key.PORT, "0")
                  .flag(Key.DATA_DIR, folder.toString())
                  .flag(Key.LOG_LEVEL, "error"));
      ServerLog.configure(settings.logLevel());
      try (Forebay forebay = Forebay.start(settings)) {
        new Rehearsal(forebay.endpoint(), settings.region(), new SystemClock()).run();
      }
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(folder)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}
