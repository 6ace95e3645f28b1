package dev.forebay.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.forebay.e2e.Server;
import dev.forebay.e2e.Shell;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pipes go on after the server was killed with SIGKILL where they were: whatever their source had
 * acknowledged arrives, and what had been settled before does not arrive again. {@code
 * -Dforebay.crash.pipes=30} kills more often.
 */
class KilledPipesTest {
  private static final String SCRIPT =
      Path.of("src/test/clients/killed_pipes.py").toAbsolutePath().toString();
  private static final String FLAG = "--log.level=error";
  private static final int SHORTEST_LIFE_MILLIS = 700;
  private static final int LONGEST_LIFE_MILLIS = 2_500;

  private final RandomGenerator random = RandomGenerator.getDefault();

  @TempDir Path folder;
  @TempDir Path data;

  @Test
  void aPipeGoesOnWhereItWasHoweverOftenTheServerIsKilled() throws Exception {
    try (Server first = Server.start(data, FLAG)) {
      run(first, "make");
      run(first, "settle");
      killWhilePutting(first);
    }
    int kills = Integer.getInteger("forebay.crash.pipes", 2);
    for (int kill = 1; kill < kills; kill++) {
      try (Server next = Server.start(data, FLAG)) {
        killWhilePutting(next);
      }
    }
    try (Server last = Server.start(data, FLAG)) {
      System.out.printf("%d kills: %s", kills, run(last, "check").out());
    }
  }

  private void killWhilePutting(Server server) throws Exception {
    Duration life = Duration.ofMillis(random.nextInt(SHORTEST_LIFE_MILLIS, LONGEST_LIFE_MILLIS));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Shell.Result> putting = threads.submit(() -> run(server, "put"));
      // The script has to load first; what ends a life is that its time is over.
      Path keys = folder.resolve("keys");
      long before = keys.toFile().length();
      for (int i = 0; i < 600 && keys.toFile().length() == before; i++) {
        assertThatExceptionOfType(TimeoutException.class)
            .isThrownBy(() -> putting.get(50, TimeUnit.MILLISECONDS));
      }
      assertThatExceptionOfType(TimeoutException.class)
          .isThrownBy(() -> putting.get(life.toMillis(), TimeUnit.MILLISECONDS));
      server.kill();
      putting.get(60, TimeUnit.SECONDS);
    }
  }

  private Shell.Result run(Server server, String command) {
    Shell.Result result =
        Shell.at(server.endpoint(), folder)
            .run(
                "python3",
                SCRIPT,
                command,
                folder.resolve("pipes.json").toString(),
                folder.resolve("keys").toString());
    assertThat(result.status()).as(command + ": " + result.out() + result.err()).isZero();
    return result;
  }
}
