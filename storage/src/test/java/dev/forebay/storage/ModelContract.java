package dev.forebay.storage;

import dev.forebay.model.Clock;
import dev.forebay.model.VirtualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories of calls, each answer compared with that of a model too simple to be wrong. The
 * seed stands in the test's name and in a failure's message; {@code -Dforebay.model.seed=SEED}
 * repeats one history, {@code -Dforebay.model.runs=N} plays more of them.
 */
abstract class ModelContract {
  private static final int STEPS = 3_000;

  abstract StorageEngine open(Path folder, Clock clock);

  /** Whether the engine has its state again once it was closed and opened. */
  abstract boolean durable();

  static LongStream seeds() {
    Long given = Long.getLong("forebay.model.seed");
    if (given != null) {
      return LongStream.of(given);
    }
    return LongStream.generate(RandomGenerator.getDefault()::nextLong)
        .limit(Long.getLong("forebay.model.runs", 4));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theEngineAnswersAsTheModelDoes(long seed, @TempDir Path folder) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    VirtualClock clock = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));
    List<ModelPart> parts =
        List.of(
            new ModelTables(random, "a"),
            new ModelTables(random, "b"),
            new ModelLog(random, clock, "a"),
            new ModelLog(random, clock, "b"),
            new ModelQueue(random, clock, "a"),
            new ModelQueue(random, clock, "b"));
    StorageEngine engine = open(folder, clock);
    int step = 0;
    try {
      for (; step < STEPS; step++) {
        parts.get(random.nextInt(parts.size())).step(engine);
        switch (random.nextInt(2_000)) {
          case 0, 1 -> {
            engine.reset();
            parts.forEach(ModelPart::forget);
          }
          case 2, 3, 4, 5 -> {
            if (durable()) {
              engine.close();
              engine = open(folder, clock);
            }
          }
          case 6 -> {
            clock.advance(Duration.ofMinutes(25));
            parts.forEach(ModelPart::forgetAnswers);
          }
          default -> clock.advance(Duration.ofMillis(random.nextInt(10) == 0 ? 200 : 1));
        }
      }
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "step " + step + "; to repeat: -Dforebay.model.seed=" + seed + ": " + e.getMessage(), e);
    } finally {
      engine.close();
    }
  }
}
