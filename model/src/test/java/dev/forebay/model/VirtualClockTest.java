package dev.forebay.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class VirtualClockTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final VirtualClock clock = new VirtualClock(START);

  @Test
  void actionsRunInTheOrderOfTheirDueTimesAndSeeThem() {
    List<String> seen = new ArrayList<>();
    clock.schedule(START.plusSeconds(20), () -> seen.add("b@" + sinceStart()));
    clock.schedule(START.plusSeconds(10), () -> seen.add("a@" + sinceStart()));
    clock.advance(Duration.ofSeconds(15));
    assertThat(seen).containsExactly("a@PT10S");
    clock.advance(Duration.ofHours(6));
    assertThat(seen).containsExactly("a@PT10S", "b@PT20S");
    assertThat(sinceStart()).isEqualTo(Duration.ofHours(6).plusSeconds(15));
  }

  @Test
  void anActionScheduledByAnActionRunsIfItFallsInTheSpan() {
    List<Duration> seen = new ArrayList<>();
    clock.schedule(
        START.plusSeconds(1),
        () -> clock.schedule(START.plusSeconds(2), () -> seen.add(sinceStart())));
    clock.advance(Duration.ofSeconds(3));
    assertThat(seen).containsExactly(Duration.ofSeconds(2));
  }

  @Test
  void anActionWhoseTimeHasPassedRunsWithoutTheClockBeingMoved() throws InterruptedException {
    clock.advance(Duration.ofSeconds(5));
    CountDownLatch ran = new CountDownLatch(1);
    clock.schedule(START.plusSeconds(1), ran::countDown);
    assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aCancelledActionNeverRuns() {
    List<String> seen = new ArrayList<>();
    Clock.Scheduled scheduled = clock.schedule(START.plusSeconds(1), () -> seen.add("ran"));
    assertThat(scheduled.cancel()).isTrue();
    assertThat(scheduled.cancel()).isFalse();
    clock.advance(Duration.ofSeconds(2));
    assertThat(seen).isEmpty();
  }

  @Test
  void aSleeperWakesWhenItsInstantIsReached() throws InterruptedException {
    CountDownLatch woke = new CountDownLatch(1);
    Thread.ofVirtual()
        .start(() -> {
          try {
            clock.sleep(Duration.ofSeconds(5));
            woke.countDown();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    assertThat(woke.await(50, TimeUnit.MILLISECONDS)).isFalse();
    while (woke.getCount() > 0) {
      clock.advance(Duration.ofSeconds(5));
      woke.await(10, TimeUnit.MILLISECONDS);
    }
  }

  private Duration sinceStart() {
    return Duration.between(START, clock.now());
  }
}
