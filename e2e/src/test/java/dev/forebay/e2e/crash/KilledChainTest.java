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
 * Objects are put at the beginning of the longest chain of services while the server is killed with
 * SIGKILL at random moments: each whose write was answered comes to the chain's end. {@code
 * -Dforebay.crash.chain=30} kills more often.
 */
class KilledChainTest {
  private static final String SCRIPT =
      Path.of("src/test/clients/long_chain.py").toAbsolutePath().toString();

  private static final String[] FLAGS = {"--async.retry-delay=2", "--log.level=error"};
  private static final int SHORTEST_LIFE_MILLIS = 500;
  private static final int LONGEST_LIFE_MILLIS = 4_000;

  private final RandomGenerator random = RandomGenerator.getDefault();

  @TempDir Path folder;
  @TempDir Path data;

  @Test
  void whatWasPutComesToTheEndOfTheChainHoweverOftenTheServerIsKilled() throws Exception {
    Server first = Server.start(data, FLAGS);
    run(first, "make");
    killWhilePutting(first);
    int kills = Integer.getInteger("forebay.crash.chain", 3);
    for (int kill = 1; kill < kills; kill++) {
      killWhilePutting(Server.start(data, FLAGS));
    }
    try (Server last = Server.start(data, FLAGS)) {
      System.out.printf("%d kills: %s", kills, run(last, "check").out());
    }
  }

  private void killWhilePutting(Server server) throws Exception {
    Duration life = Duration.ofMillis(random.nextInt(SHORTEST_LIFE_MILLIS, LONGEST_LIFE_MILLIS));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Shell.Result> putting = threads.submit(() -> run(server, "put"));
      // What ends a life is that its time is over; what is put by then is left to chance.
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
                folder.resolve("chain.json").toString(),
                folder.resolve("keys").toString());
    assertThat(result.status()).as(command + ": " + result.out() + result.err()).isZero();
    return result;
  }
}
