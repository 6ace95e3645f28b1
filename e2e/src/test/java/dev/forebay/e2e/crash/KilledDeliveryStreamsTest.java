package dev.forebay.e2e.crash;

import dev.forebay.e2e.Server;
import java.nio.file.Path;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Delivery streams go on after the server was killed with SIGKILL where they were: whatever was
 * acknowledged arrives, and what had been settled before does not arrive again. {@code
 * -Dforebay.crash.firehose=30} kills more often.
 */
class KilledDeliveryStreamsTest {
  private static final String FLAG = "--log.level=error";
  private static final int SHORTEST_LIFE_MILLIS = 700;
  private static final int LONGEST_LIFE_MILLIS = 2_500;

  private final RandomGenerator random = RandomGenerator.getDefault();

  @TempDir Path folder;
  @TempDir Path data;
  private PuttingScript script;

  @BeforeEach
  void find() {
    script = new PuttingScript("killed_firehose.py", folder);
  }

  @Test
  void whatWasAcceptedReachesItsBucketHoweverOftenTheServerIsKilled() throws Exception {
    try (Server first = Server.start(data, FLAG)) {
      script.run(first, "make");
      script.run(first, "settle");
      script.killWhilePutting(first, life());
    }
    int kills = Integer.getInteger("forebay.crash.firehose", 2);
    for (int kill = 1; kill < kills; kill++) {
      try (Server next = Server.start(data, FLAG)) {
        script.killWhilePutting(next, life());
      }
    }
    try (Server last = Server.start(data, FLAG)) {
      System.out.printf("%d kills: %s", kills, script.run(last, "check").out());
    }
  }

  private Duration life() {
    return Duration.ofMillis(random.nextInt(SHORTEST_LIFE_MILLIS, LONGEST_LIFE_MILLIS));
  }
}
