package dev.forebay.sqs;

import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/**
 * Made-up histories of calls and passing time, each beside a model of the queue. {@code
 * -Dforebay.histories=COUNT} makes more of them, {@code -Dforebay.seed=SEED} begins with another.
 */
class QueueHistoriesTest {
  private static final int STEPS = 120;

  private final int histories = Integer.getInteger("forebay.histories", 400);
  private final long firstSeed =
      Long.getLong("forebay.seed", RandomGenerator.getDefault().nextLong());

  @Test
  void aStandardQueueDoesAsItsModelThroughDelaysVisibilityRedrivesAndPurges() {
    live("queue", StandardQueueModel::new);
  }

  @Test
  void aFifoQueueDoesAsItsModelThroughBlockedGroupsRepeatsExpiredReceiptsAndPurges() {
    live("queue.fifo", FifoQueueModel::new);
  }

  private void live(String name, BiFunction<QueueCalls, String, QueueModel> model) {
    for (int i = 0; i < histories; i++) {
      long seed = firstSeed + i;
      int step = 0;
      VirtualClock clock = new VirtualClock(SqsBench.START);
      try (StorageEngine engine = MemoryEngine.open(clock);
          SqsBench sqs = new SqsBench(engine, clock, 120_000)) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        QueueModel queue = model.apply(new QueueCalls(sqs, clock), name);
        for (; step < STEPS; step++) {
          queue.step(random);
        }
        queue.end();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(
            "step %d; to repeat: -Dforebay.histories=1 -Dforebay.seed=%d: %s"
                .formatted(step, seed, e.getMessage()),
            e);
      }
    }
  }
}
