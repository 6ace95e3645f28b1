package dev.forebay.e2e.crash;

import dev.forebay.e2e.Server;
import java.nio.file.Path;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Objects are put at the beginning of the longest chain of services while the server is killed with
 * SIGKILL at random moments: each whose write was answered comes to the chain's end. {@code
 * -Dforebay.crash.chain=30} kills more often.
 */
class KilledChainTest {
  private static final String[] FLAGS = {"--async.retry-delay=2", "--log.level=error"};
  private static final int SHORTEST_LIFE_MILLIS = 200;
  private static final int LONGEST_LIFE_MILLIS = 3_500;

  private final RandomGenerator random = RandomGenerator.getDefault();

  @TempDir Path folder;
  @TempDir Path data;
  private PuttingScript script;

  @BeforeEach
  void find() {
    script = new PuttingScript("long_chain.py", folder);
  }

  @Test
  void whatWasPutComesToTheEndOfTheChainHoweverOftenTheServerIsKilled() throws Exception {
    try (Server first = Server.start(data, FLAGS)) {
      script.run(first, "make");
      script.killWhilePutting(first, life());
    }
    int kills = Integer.getInteger("forebay.crash.chain", 3);
    for (int kill = 1; kill < kills; kill++) {
      try (Server next = Server.start(data, FLAGS)) {
        script.killWhilePutting(next, life());
      }
    }
    try (Server last = Server.start(data, FLAGS)) {
      System.out.printf("%d kills: %s", kills, script.run(last, "check").out());
    }
  }

  private Duration life() {
    return Duration.ofMillis(random.nextInt(SHORTEST_LIFE_MILLIS, LONGEST_LIFE_MILLIS));
  }
}
