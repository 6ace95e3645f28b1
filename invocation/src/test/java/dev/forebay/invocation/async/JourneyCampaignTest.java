package dev.forebay.invocation.async;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Lives through random histories of queued events, from the seed {@code forebay.seed} on, as many
 * as {@code forebay.histories} says. What must hold is in {@link EventLedger}.
 */
class JourneyCampaignTest {
  private static final int HISTORIES = 5_000;

  @Test
  void everyEventEndsOnceWithinItsAttemptsAndItsTimesWhereverTheServerCrashes() {
    int histories = Integer.getInteger("forebay.histories", HISTORIES);
    long first = Long.getLong("forebay.seed", 1);
    long runs = 0;
    long crashes = 0;
    for (long seed = first; seed < first + histories; seed++) {
      try {
        JourneyHistory.Summary summary = new JourneyHistory(seed).live();
        runs += summary.runs();
        crashes += summary.crashes();
      } catch (Exception | AssertionError e) {
        throw new AssertionError(
            "to repeat: -Dforebay.seed=" + seed + " -Dforebay.histories=1: " + e.getMessage(), e);
      }
    }
    System.out.printf(
        "queued events: %d histories from seed %d, %d runs, %d crashes%n",
        histories, first, runs, crashes);
    if (histories >= HISTORIES) {
      assertThat(runs).isGreaterThan(histories);
      assertThat(crashes).isGreaterThan(histories / 2);
    }
  }
}
