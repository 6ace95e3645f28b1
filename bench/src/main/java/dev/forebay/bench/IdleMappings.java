package dev.forebay.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What mappings of empty queues cost: the CPU of the server while nothing happens, without any and
 * with many. After {@code ./forebay warmup}:
 *
 * <pre>java -cp 'bench/target/bench/*' dev.forebay.bench.IdleMappings [MAPPINGS] [SECONDS]</pre>
 */
public final class IdleMappings {
  private static final long SETTLING_SECONDS = 240;

  private IdleMappings() {}

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    int mappings = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000;
    int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 40;
    Path scratch = Files.createTempDirectory("forebay-bench");
    Machine machine = new Machine(Path.of("").toAbsolutePath(), scratch);
    try (Contender forebay = machine.forebay()) {
      MappingSetup setup = new MappingSetup(forebay.call());
      double without = load(forebay, seconds);
      for (int number = 0; number < mappings; number++) {
        setup.createQueue("idle-" + number);
        setup.mapQueue("idle-" + number);
      }
      pause(SETTLING_SECONDS);
      double with = load(forebay, seconds);
      System.out.printf(
          "| mappings | %% of a core without | %% of a core with | resident, MiB |%n|---|---|---|---|%n"
              + "| %d | %.2f | %.2f | %.0f |%n",
          mappings,
          without,
          with,
          ProcessTreeUse.of(forebay.process().toHandle()).residentKibibytes() / 1024.0);
    }
  }

  private static double load(Contender forebay, int seconds)
      throws IOException, InterruptedException {
    ProcessHandle root = forebay.process().toHandle();
    long before = ProcessTreeUse.of(root).cpuMillis();
    long begun = System.nanoTime();
    pause(seconds);
    double millis = (System.nanoTime() - begun) / 1e6;
    return 100 * (ProcessTreeUse.of(root).cpuMillis() - before) / millis;
  }

  private static void pause(long seconds) throws InterruptedException {
    if (new CountDownLatch(1).await(seconds, TimeUnit.SECONDS)) {
      throw new IllegalStateException("nobody counts down");
    }
  }
}
