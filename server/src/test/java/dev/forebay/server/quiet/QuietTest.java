package dev.forebay.server.quiet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.SystemClock;
import dev.forebay.model.activity.Activity;
import dev.forebay.model.activity.Done;
import dev.forebay.model.activity.Pending;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class QuietTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration LONG = Duration.ofSeconds(30);

  private final List<Desk> desks = new ArrayList<>();
  private final Quiet quiet;
  private final AtomicInteger open = new AtomicInteger();

  QuietTest() {
    for (int i = 0; i < 5; i++) {
      desks.add(new Desk());
    }
    this.quiet = new Quiet(List.copyOf(desks), new SystemClock());
  }

  @AfterEach
  void stop() {
    desks.forEach(desk -> desk.thread.interrupt());
  }

  /** A part as the real ones are: what it takes in lies in a queue, and then is with its thread. */
  private final class Desk implements Activity {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Deque<List<Integer>> in = new ArrayDeque<>();
    private final AtomicLong begun = new AtomicLong();
    private boolean busy;
    private volatile Optional<Instant> alarm = Optional.empty();
    private final Thread thread = Thread.ofVirtual().start(this::work);

    void take(List<Integer> way) {
      begun.incrementAndGet();
      lock.lock();
      try {
        in.add(way);
        arrived.signal();
      } finally {
        lock.unlock();
      }
    }

    private void work() {
      try {
        while (true) {
          List<Integer> way = next();
          if (way.isEmpty()) {
            open.decrementAndGet();
          } else {
            desks.get(way.getFirst()).take(way.subList(1, way.size()));
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** Is busy from before the work leaves the queue. */
    private List<Integer> next() throws InterruptedException {
      lock.lock();
      try {
        busy = false;
        while (in.isEmpty()) {
          arrived.await();
        }
        busy = true;
        return in.removeFirst();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public long begun() {
      return begun.get();
    }

    @Override
    public List<Pending> pending() {
      List<Pending> all = new ArrayList<>();
      lock.lock();
      try {
        if (!in.isEmpty() || busy) {
          all.add(new Pending("work", "desk", 1, Optional.empty()));
        }
      } finally {
        lock.unlock();
      }
      alarm.ifPresent(at -> all.add(new Pending("alarm", "desk", 1, Optional.of(at))));
      return all;
    }

    @Override
    public Map<Done, Long> done() {
      return Map.of();
    }
  }

  static LongStream seeds() {
    return Long.getLong("forebay.seed") == null
        ? LongStream.range(0, 300)
        : LongStream.of(Long.getLong("forebay.seed"));
  }

  /** One line reruns a seed: -Dforebay.seed=17. */
  @ParameterizedTest
  @MethodSource("seeds")
  void itNeverAnswersWhileWorkGoesFromPartToPart(long seed) throws InterruptedException {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 10; round++) {
      int chains = random.nextInt(1, 5);
      open.addAndGet(chains);
      for (int chain = 0; chain < chains; chain++) {
        List<Integer> way = random.ints(random.nextInt(1, 40), 0, desks.size()).boxed().toList();
        desks.get(way.getFirst()).take(way.subList(1, way.size()));
      }
      assertThat(quiet.await(NOW, LONG).quiet()).as("seed %d", seed).isTrue();
      assertThat(open).as("seed %d, round %d", seed, round).hasValue(0);
    }
  }

  @Test
  void whatWaitsForLaterIsNoNoiseAndIsSaid() throws InterruptedException {
    desks.getFirst().alarm = Optional.of(NOW.plusSeconds(60));
    Quiet.Look look = quiet.await(NOW, LONG);
    assertThat(look.quiet()).isTrue();
    assertThat(look.pending())
        .containsExactly(new Pending("alarm", "desk", 1, Optional.of(NOW.plusSeconds(60))));
  }

  @Test
  void whatFallsDueBeforeTheInstantKeepsItWaiting() throws InterruptedException {
    desks.getFirst().alarm = Optional.of(NOW.plusSeconds(60));
    assertThat(quiet.await(NOW.plusSeconds(60), Duration.ofMillis(20)).quiet()).isFalse();
    assertThat(quiet.await(NOW.plusSeconds(59), Duration.ofMillis(20)).quiet()).isTrue();
  }

  @Test
  void theReportSaysWhatRanWhatGoesOnAndWhatWaits() {
    Done ran = new Done(Done.Kind.INVOCATIONS, "f");
    Done failed = new Done(Done.Kind.FAILURES, "f");
    WorkReport report =
        WorkReport.of(
            Map.of(ran, 3L),
            Map.of(ran, 5L, failed, 1L),
            new Quiet.Look(
                false,
                List.of(
                    new Pending("b", "f", 1, Optional.of(NOW.plusSeconds(9))),
                    new Pending("a", "f", 2, Optional.of(NOW.plusSeconds(5))),
                    new Pending("now", "f", 1, Optional.empty()))),
            NOW);
    assertThat(report.ran())
        .isEqualTo(Map.of("invocations", Map.of("f", 2L), "failures", Map.of("f", 1L)));
    assertThat(report.going()).extracting(WorkReport.Waiting::what).containsExactly("now");
    assertThat(report.waiting()).extracting(WorkReport.Waiting::what).containsExactly("a", "b");
    assertThat(report.waiting().getFirst().until()).isEqualTo("2026-01-01T00:00:05Z");
  }
}
