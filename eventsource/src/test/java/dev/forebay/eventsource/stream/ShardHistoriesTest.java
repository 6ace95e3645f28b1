package dev.forebay.eventsource.stream;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The decisions about streams in thousands of random histories. One history again: {@code
 * -Dtest=ShardHistoriesTest -Dhistory=SEED}; more of them: {@code -Dhistories=NUMBER}.
 */
class ShardHistoriesTest {
  private static final int HISTORIES = Integer.getInteger("histories", 10_000);

  @Test
  void nothingIsSkippedKeysStayInOrderAndLimitsHoldWhateverHappens() {
    Long again = Long.getLong("history");
    long first = again == null ? System.nanoTime() : again;
    long count = again == null ? HISTORIES : 1;
    LongStream.range(first, first + count).parallel().forEach(ShardHistoriesTest::run);
  }

  private static void run(long seed) {
    try {
      new ShardHistory(seed).run();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("history " + seed + ": run again with -Dhistory=" + seed, e);
    }
  }
}
