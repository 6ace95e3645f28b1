package dev.forebay.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TimetableTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final VirtualClock clock = new VirtualClock(START);
  private final List<String> ran = new CopyOnWriteArrayList<>();

  private void settle(Timetable<?> timetable) {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (timetable.pending().stream().anyMatch(one -> one.isBefore(clock.now()))) {
      assertThat(System.nanoTime()).as("settled in time").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void entriesRunInOrderOfTheirTimesAndComeBackWhenTheySay() {
    Timetable<String> timetable =
        new Timetable<>(
            "entries",
            clock,
            (key, due) -> {
              ran.add(key + "@" + Duration.between(START, due).toSeconds());
              return key.equals("again") ? Optional.of(due.plusSeconds(10)) : Optional.empty();
            });
    timetable.put("later", START.plusSeconds(15));
    timetable.put("again", START.plusSeconds(10));
    timetable.put("moved", START.plusSeconds(1));
    timetable.put("moved", START.plusSeconds(12));
    timetable.put("gone", START.plusSeconds(11));
    timetable.remove("gone");
    for (int i = 0; i < 25; i++) {
      clock.advance(Duration.ofSeconds(1));
      settle(timetable);
    }
    assertThat(ran).containsExactly("again@10", "moved@12", "later@15", "again@20");
    assertThat(timetable.pending())
        .singleElement()
        .satisfies(pending -> assertThat(pending.until()).contains(START.plusSeconds(30)));
    timetable.close();
    assertThat(timetable.pending()).isEmpty();
  }

  @Test
  void whatFailsIsDueAgainASecondLater() {
    AtomicInteger tries = new AtomicInteger();
    Timetable<String> timetable =
        new Timetable<>(
            "entries",
            clock,
            (key, due) -> {
              if (tries.incrementAndGet() < 3) {
                throw new IllegalStateException("not yet");
              }
              return Optional.empty();
            });
    timetable.put("stubborn", START.plusSeconds(1));
    for (int i = 0; i < 5; i++) {
      clock.advance(Duration.ofSeconds(1));
      settle(timetable);
    }
    assertThat(tries).hasValue(3);
    assertThat(timetable.pending()).isEmpty();
  }
}
