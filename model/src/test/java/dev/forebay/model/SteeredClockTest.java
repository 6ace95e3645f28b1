package dev.forebay.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SteeredClockTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final VirtualClock real = new VirtualClock(START);
  private final SteeredClock clock = new SteeredClock(real);
  private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

  private Duration sinceStart() {
    return Duration.between(START, clock.now());
  }

  private void note(Duration after, String what) {
    clock.schedule(START.plus(after), () -> seen.add(what + "@" + sinceStart()));
  }

  private boolean advance(Duration span) throws InterruptedException {
    return clock.advance(span, SteeredClock.Rest.NONE);
  }

  @Nested
  class Running {
    @Test
    void itShowsTheRealTime() {
      real.advance(Duration.ofMinutes(3));
      assertThat(clock.now()).isEqualTo(START.plus(Duration.ofMinutes(3)));
      assertThat(clock.reading())
          .isEqualTo(
              new SteeredClock.Reading(
                  SteeredClock.State.RUNNING, START.plus(Duration.ofMinutes(3)), Duration.ZERO));
    }

    @Test
    void actionsRunWhenRealTimeReachesThemTheEarliestFirst() throws InterruptedException {
      CountDownLatch late = new CountDownLatch(1);
      CountDownLatch early = new CountDownLatch(1);
      clock.schedule(START.plusSeconds(20), late::countDown);
      clock.schedule(START.plusSeconds(10), early::countDown);
      real.advance(Duration.ofSeconds(10));
      assertThat(early.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(late.getCount()).isEqualTo(1);
      real.advance(Duration.ofSeconds(10));
      assertThat(late.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void advancingTakesItAheadOfTheRealTimeAndItRunsOnFromThere() throws InterruptedException {
      note(Duration.ofSeconds(90), "late");
      note(Duration.ofSeconds(30), "early");
      assertThat(advance(Duration.ofHours(1))).isTrue();
      assertThat(seen).containsExactly("early@PT30S", "late@PT1M30S");
      real.advance(Duration.ofSeconds(5));
      assertThat(sinceStart()).isEqualTo(Duration.ofHours(1).plusSeconds(5));
      assertThat(clock.reading().ahead()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void anActionScheduledAheadOfTheRealTimeRunsAfterItsSpan() throws InterruptedException {
      advance(Duration.ofHours(1));
      CountDownLatch ran = new CountDownLatch(1);
      clock.schedule(clock.now().plusSeconds(10), ran::countDown);
      real.advance(Duration.ofSeconds(9));
      assertThat(ran.getCount()).isEqualTo(1);
      real.advance(Duration.ofSeconds(1));
      assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void anActionThatNeverComesIsNoTrouble() {
      clock.schedule(Instant.MAX, () -> seen.add("never"));
      real.advance(Duration.ofDays(3));
      assertThat(seen).isEmpty();
    }
  }

  @Nested
  class Frozen {
    @Test
    void realTimeMeansNothingToIt() {
      note(Duration.ofSeconds(1), "never");
      clock.freeze();
      long nanos = clock.nanoTime();
      real.advance(Duration.ofHours(2));
      assertThat(clock.now()).isEqualTo(START);
      assertThat(clock.nanoTime()).isEqualTo(nanos);
      assertThat(seen).isEmpty();
      assertThat(clock.reading())
          .isEqualTo(
              new SteeredClock.Reading(SteeredClock.State.FROZEN, START, Duration.ofHours(-2)));
    }

    @Test
    void itStandsAtTheNextWholeMillisecondAndHasRunWhatWasDueByThen() throws InterruptedException {
      real.advance(Duration.ofNanos(1_200_300));
      CountDownLatch ran = new CountDownLatch(1);
      clock.schedule(START.plusNanos(1_900_000), ran::countDown);
      clock.freeze();
      assertThat(sinceStart()).isEqualTo(Duration.ofMillis(2));
      assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
      advance(Duration.ofNanos(1));
      assertThat(sinceStart()).isEqualTo(Duration.ofMillis(3));
    }

    @Test
    void advancingRunsWhatFallsDueInOrderEachAtItsOwnInstant() throws InterruptedException {
      clock.freeze();
      note(Duration.ofSeconds(20), "b");
      note(Duration.ofSeconds(10), "a");
      note(Duration.ofSeconds(20), "c");
      advance(Duration.ofSeconds(15));
      assertThat(seen).containsExactly("a@PT10S");
      advance(Duration.ofHours(6));
      assertThat(seen).containsExactly("a@PT10S", "b@PT20S", "c@PT20S");
      assertThat(sinceStart()).isEqualTo(Duration.ofHours(6).plusSeconds(15));
      assertThat(clock.reading().state()).isEqualTo(SteeredClock.State.FROZEN);
    }

    @Test
    void anActionScheduledByAnActionIsMetIfItFallsInTheSpan() throws InterruptedException {
      clock.freeze();
      clock.schedule(
          START.plusSeconds(1),
          () ->
              clock.schedule(
                  clock.now().plusSeconds(1), () -> note(Duration.ofSeconds(3), "third")));
      advance(Duration.ofSeconds(3));
      assertThat(seen).containsExactly("third@PT3S");
    }

    @Test
    void whatOtherThreadsDoAtAnInstantComesToRestBeforeTheNext() throws InterruptedException {
      clock.freeze();
      CountDownLatch done = new CountDownLatch(1);
      clock.schedule(
          START.plusSeconds(1),
          () ->
              Thread.ofVirtual()
                  .start(() -> {
                    note(Duration.ofSeconds(2), "scheduled by another thread");
                    done.countDown();
                  }));
      assertThat(
              clock.advance(
                  Duration.ofSeconds(5),
                  () -> sinceStart().isZero() || done.await(10, TimeUnit.SECONDS)))
          .isTrue();
      assertThat(seen).containsExactly("scheduled by another thread@PT2S");
    }

    @Test
    void itGoesOnWithoutWaitingWhenThereIsNoRest() throws InterruptedException {
      clock.freeze();
      note(Duration.ofSeconds(1), "a");
      note(Duration.ofSeconds(2), "b");
      assertThat(clock.advance(Duration.ofSeconds(5), () -> false)).isFalse();
      assertThat(seen).containsExactly("a@PT1S", "b@PT2S");
      assertThat(sinceStart()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void anActionThatFailsHoldsUpNoOther() throws InterruptedException {
      clock.freeze();
      clock.schedule(
          START.plusSeconds(1),
          () -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, fault) -> {});
            throw new IllegalStateException("on purpose");
          });
      note(Duration.ofSeconds(2), "b");
      advance(Duration.ofSeconds(2));
      assertThat(seen).containsExactly("b@PT2S");
    }

    @Test
    void resumingGoesOnFromWhereItStands() throws InterruptedException {
      clock.freeze();
      real.advance(Duration.ofHours(2));
      CountDownLatch ran = new CountDownLatch(1);
      clock.schedule(START.plusSeconds(10), ran::countDown);
      clock.resume();
      assertThat(clock.now()).isEqualTo(START);
      real.advance(Duration.ofSeconds(10));
      assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(sinceStart()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void aSleeperWakesWhenItsInstantIsReached() throws InterruptedException {
      clock.freeze();
      CountDownLatch woke = new CountDownLatch(1);
      Thread sleeper =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  clock.sleepUntil(START.plusSeconds(5));
                  woke.countDown();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      advance(Duration.ofSeconds(5));
      assertThat(woke.await(10, TimeUnit.SECONDS)).isTrue();
      sleeper.join();
    }
  }

  @Test
  void aCancelledActionNeverRuns() throws InterruptedException {
    Clock.Scheduled scheduled = clock.schedule(START.plusSeconds(1), () -> seen.add("ran"));
    assertThat(scheduled.cancel()).isTrue();
    assertThat(scheduled.cancel()).isFalse();
    advance(Duration.ofSeconds(2));
    assertThat(seen).isEmpty();
  }

  @Test
  void anActionWhoseTimeHasPassedRunsAtOnce() throws InterruptedException {
    clock.freeze();
    CountDownLatch ran = new CountDownLatch(1);
    clock.schedule(START.minusSeconds(1), ran::countDown);
    assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void itCannotBeMovedBack() {
    assertThatThrownBy(() -> advance(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT-1S");
  }

  @Test
  void backAtRealTimeWhatWaitsKeepsTheSpanItHadLeft() throws InterruptedException {
    advance(Duration.ofHours(6));
    clock.freeze();
    CountDownLatch ran = new CountDownLatch(1);
    Clock.Scheduled other = clock.schedule(clock.now().plusSeconds(7), () -> seen.add("other"));
    clock.schedule(clock.now().plusSeconds(10), ran::countDown);
    clock.schedule(Instant.MAX, () -> seen.add("never"));
    long nanos = clock.nanoTime();
    clock.toRealTime();
    assertThat(clock.now()).isEqualTo(START);
    assertThat(clock.nanoTime()).isGreaterThanOrEqualTo(nanos);
    assertThat(clock.reading().state()).isEqualTo(SteeredClock.State.RUNNING);
    assertThat(other.cancel()).isTrue();
    real.advance(Duration.ofSeconds(10));
    assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(seen).isEmpty();
  }
}
