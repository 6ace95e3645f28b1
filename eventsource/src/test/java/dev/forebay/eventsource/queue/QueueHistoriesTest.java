package dev.forebay.eventsource.queue;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The decisions about queues in thousands of random histories. One history again: {@code
 * -Dtest=QueueHistoriesTest -Dhistory=SEED}; more of them: {@code -Dhistories=NUMBER}.
 */
class QueueHistoriesTest {
  private static final int HISTORIES = Integer.getInteger("histories", 10_000);

  @Test
  void everyMessageIsDeletedAfterSuccessOrRedrivenAndGroupsAreWorkedOnOneBatchAtATime() {
    Long again = Long.getLong("history");
    long first = again == null ? System.nanoTime() : again;
    long count = again == null ? HISTORIES : 1;
    LongStream.range(first, first + count).parallel().forEach(QueueHistoriesTest::run);
  }

  private static void run(long seed) {
    try {
      new QueueHistory(seed).run();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("history " + seed + ": run again with -Dhistory=" + seed, e);
    }
  }
}
