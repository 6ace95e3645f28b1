package dev.forebay.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.SystemClock;
import dev.forebay.storage.Durability;
import dev.forebay.storage.StorageEngine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real process writes, is killed with SIGKILL at a random moment, and what it had acknowledged
 * must be there. {@code -Dforebay.crash.rounds=1000} goes on for longer; {@code
 * -Dforebay.crash.seed=SEED} repeats the moments and the contents, though not the scheduling of the
 * threads.
 */
class CrashTest {
  private static final long SMALL_MEMTABLE = 1 << 16;

  private final int rounds = Integer.getInteger("forebay.crash.rounds", 50);
  private final long seed =
      Long.getLong("forebay.crash.seed", RandomGenerator.getDefault().nextLong());
  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  private final SystemClock clock = new SystemClock();

  @Test
  void everyAcknowledgedWriteSurvivesTheKillingOfTheProcess(@TempDir Path folder) throws Exception {
    CrashLedger ledger = new CrashLedger();
    int killedWhileWriting = 0;
    for (int round = 0; round < rounds; round++) {
      Durability durability = random.nextBoolean() ? Durability.FSYNC : Durability.OS;
      try {
        if (run(folder, round, durability, ledger)) {
          killedWhileWriting++;
        }
        try (StorageEngine engine = RocksDbEngine.open(folder.resolve("d"), durability, clock)) {
          ledger.check(engine, round);
        }
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "round " + round + "; to repeat: -Dforebay.crash.seed=" + seed + ": " + e.getMessage(),
            e);
      }
    }
    System.out.printf(
        "crash test: %d rounds, %d killed while writing, %d writes acknowledged, none lost; seed"
            + " %d%n",
        rounds, killedWhileWriting, ledger.acknowledged(), seed);
    assertThat(killedWhileWriting).isGreaterThan(rounds / 2);
    assertThat(ledger.acknowledged()).isGreaterThan(20L * rounds);
  }

  /** Lets a process write for a while and kills it; whether it had begun to write. */
  private boolean run(Path folder, int round, Durability durability, CrashLedger ledger)
      throws IOException, InterruptedException {
    Path errors = folder.resolve("stderr");
    // In half of the rounds so small that logs end and are used again many times.
    long memtable = random.nextBoolean() ? Tuning.USUAL.memtableBytes() : SMALL_MEMTABLE;
    Process process =
        new ProcessBuilder(
                List.of(
                    ProcessHandle.current().info().command().orElseThrow(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Xshare:auto",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    CrashWriter.class.getName(),
                    folder.resolve("d").toString(),
                    durability.name(),
                    Integer.toString(round),
                    Long.toString(random.nextLong()),
                    Long.toString(memtable)))
            .redirectError(errors.toFile())
            .start();
    Semaphore lines = new Semaphore(0);
    Thread reader = Thread.ofVirtual().start(() -> readAll(process, lines, ledger));
    // Counted in lines rather than in time, so that a slow machine sees the same; now and then it
    // dies while it still opens the folder.
    boolean early = random.nextInt(10) == 0;
    boolean began = !early && lines.tryAcquire(1 + random.nextInt(500), 30, TimeUnit.SECONDS);
    boolean ended = process.waitFor(random.nextInt(early ? 400 : 10), TimeUnit.MILLISECONDS);
    // Not through the process itself, which would close the pipe with what is still in it.
    process.toHandle().destroyForcibly();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    reader.join();
    assertThat(ended).as(() -> "the writer ended by itself: " + contents(errors)).isFalse();
    assertThat(began || early).as(() -> "the writer did not write: " + contents(errors)).isTrue();
    return began;
  }

  private static String contents(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void readAll(Process process, Semaphore lines, CrashLedger ledger) {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        ledger.note(line);
        lines.release();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
