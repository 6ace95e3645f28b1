package dev.forebay.e2e.crash;

import dev.forebay.e2e.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Queues, streams, tables and asynchronous events at full speed on a real server that is killed
 * with SIGKILL at random moments and started again on the same folder, its start included. {@code
 * -Dforebay.crash.rounds=50} goes on for longer; {@code -Dforebay.crash.seed=SEED} repeats the
 * moments and the choices, though not the scheduling of threads and processes.
 */
class CrashCampaignTest {
  // Longer than a start, so that timers are seen to live on.
  private static final Duration RETRY_DELAY = Duration.ofSeconds(3);
  // Without a sandbox, functions can note their runs in a file of the test's.
  private static final String[] FLAGS = {
    "--async.retry-delay=" + RETRY_DELAY.toSeconds(),
    "--kinesis.limits=off",
    "--sandbox.mode=off",
    "--log.level=error"
  };

  private static final Duration LONGEST_LOAD = Duration.ofSeconds(2);
  private static final int MOST_TURNS = 400;
  private static final int FIFO_SENDERS = 2;

  private final int rounds = Integer.getInteger("forebay.crash.rounds", 6);
  private final long seed =
      Long.getLong("forebay.crash.seed", RandomGenerator.getDefault().nextLong());
  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  private final StandardQueueLoad standard = new StandardQueueLoad();
  private final FifoQueueLoad fifo = new FifoQueueLoad(FIFO_SENDERS);
  private final StreamLoad stream = new StreamLoad();
  private final ItemLoad items = new ItemLoad();
  private final Notes runs;
  private final Notes given;
  private final AsyncLoad async;
  private final MappingLoad mapped;
  private final Path data;
  private int lives;

  CrashCampaignTest(@TempDir Path folder) {
    data = folder.resolve("data");
    runs = new Notes(folder.resolve("runs"));
    given = new Notes(folder.resolve("given"));
    async = new AsyncLoad(runs, RETRY_DELAY);
    mapped = new MappingLoad(given);
  }

  @Test
  void nothingAcknowledgedIsLostAndNothingDeletedComesBackHoweverOftenTheServerIsKilled()
      throws Exception {
    long start = System.nanoTime();
    try {
      long calls = killUnderLoad();
      Duration load = Duration.ofNanos(System.nanoTime() - start);
      try (Life life = start()) {
        stream.checkAll(life);
        items.check(life);
        eventually("the queue is empty", () -> standard.drain(life));
        eventually("the FIFO queue is empty", () -> fifo.drain(life));
        eventually("all events have ended", () -> async.isDone(life));
        eventually("the function has had all", () -> mapped.isDone(life, stream));
      }
      try (Life life = start()) {
        standard.checkEnd(life);
        fifo.checkEnd(life);
        stream.checkEnd(life);
        async.checkEnd();
      }
      Duration rest = Duration.ofNanos(System.nanoTime() - start).minus(load);
      System.out.printf(
          "crash campaign, seed %d: %d kills; %d s under load, %d s to the end of all; %d calls;"
              + " %s; %s; %s; %s; %s; %s%n",
          seed,
          lives,
          load.toSeconds(),
          rest.toSeconds(),
          calls,
          standard.summary(),
          fifo.summary(),
          stream.summary(),
          items.summary(),
          async.summary(),
          mapped.summary());
    } catch (Exception | AssertionError e) {
      throw new AssertionError(
          "life %d; to repeat: -Dforebay.crash.rounds=%d -Dforebay.crash.seed=%d: %s"
              .formatted(lives, rounds, seed, e.getMessage()),
          e);
    }
  }

  /** All rounds; says how many calls were answered. */
  private long killUnderLoad() throws Exception {
    try (Crew crew = new Crew()) {
      for (int round = 0; round < rounds; round++) {
        try (Life life = start()) {
          if (round == 0) {
            create(life);
            hire(crew);
          }
          crew.begin(life);
          crew.awaitTurns(random.nextInt(MOST_TURNS), LONGEST_LOAD);
        }
        // Told after the kill, which so comes in the middle of calls.
        crew.end();
        crew.check();
        if (random.nextInt(8) == 0) {
          nextLife();
          Server.startAndKill(data, Duration.ofMillis(100 + random.nextInt(2_000)), FLAGS);
        }
      }
      crew.check();
      return crew.turns();
    }
  }

  private Life start() throws IOException {
    nextLife();
    return new Life(lives, Server.start(data, FLAGS));
  }

  private void nextLife() throws IOException {
    lives++;
    runs.life(lives);
    given.life(lives);
  }

  private void create(Life life) {
    standard.create(life);
    fifo.create(life);
    stream.create(life);
    items.create(life);
    async.create(life);
    mapped.create(life);
  }

  private void hire(Crew crew) {
    for (int i = 0; i < 2; i++) {
      int index = i;
      crew.hire("send", random.nextLong(), standard::send);
      crew.hire("receive", random.nextLong(), standard::receive);
      crew.hire("send fifo", random.nextLong(), (life, any) -> fifo.send(index, life, any));
      crew.hire("receive fifo", random.nextLong(), fifo::receive);
      crew.hire("put", random.nextLong(), (life, any) -> stream.put(index, life, any));
      crew.hire("read", random.nextLong(), (life, any) -> stream.read(index, life, any));
      crew.hire("invoke", random.nextLong(), async::invoke);
    }
    crew.hire("count", random.nextLong(), items::add);
    crew.hire("collect", random.nextLong(), (life, any) -> async.collect(life));
    crew.hire("send mapped", random.nextLong(), mapped::send);
  }

  private static void eventually(String what, BooleanSupplier condition)
      throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline || never.await(20, TimeUnit.MILLISECONDS)) {
        throw new AssertionError("not within two minutes: " + what);
      }
    }
  }
}
