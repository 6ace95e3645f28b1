package dev.forebay.eventsource.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.eventsource.mapping.QueueOptions;
import dev.forebay.eventsource.mapping.QueueOptions.ProvisionedPollers;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScaleTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private static final Scaling STANDARD = Scaling.of(QueueOptions.DEFAULT);

  private static Scaling withMost(int concurrency) {
    return Scaling.of(new QueueOptions(Optional.of(concurrency), Optional.empty()));
  }

  private static Scale level(double level) {
    return new Scale(level, START, 0, level, 0, Instant.MIN);
  }

  @Test
  void fiveBatchesAreProcessedAtFirst() {
    assertThat(Scale.start(STANDARD, START).limit()).isEqualTo(5);
  }

  /** A second in which so many batches came back from each that was at work. */
  private static Scale second(Scale scale, Scaling scaling, double each) {
    Scale next = scale;
    for (long batch = Math.round(scale.limit() * each); batch > 0; batch--) {
      next = next.batchEnded();
    }
    return next.grown(scaling, scale.since().plusSeconds(1));
  }

  @Test
  void threeHundredMoreComeInAMinuteWhileMessagesWait() {
    Scale scale = Scale.start(STANDARD, START);
    for (int second = 1; second <= 60; second++) {
      scale = second(scale, STANDARD, 2);
    }
    assertThat(scale.limit()).isEqualTo(305);
  }

  @Test
  void noMoreThanTwelveHundredAndFiftyAreProcessed() {
    Scale scale = Scale.start(STANDARD, START);
    for (int second = 1; second <= 300; second++) {
      scale = second(scale, STANDARD, 2);
    }
    assertThat(scale.limit()).isEqualTo(1_250);
  }

  @Test
  void moreThatBringNothingAreTakenBackAndTriedAgainAfterHalfAMinute() {
    Scale scale = Scale.start(STANDARD, START);
    int most = 0;
    for (int second = 1; second <= 30; second++) {
      // The machine does a hundred a second, however many are at work.
      scale = second(scale, STANDARD, 100.0 / scale.limit());
      most = Math.max(most, scale.limit());
    }
    assertThat(scale.limit()).isEqualTo(5);
    assertThat(most).isEqualTo(10);
    for (int second = 31; second <= 34; second++) {
      scale = second(scale, STANDARD, 2);
    }
    assertThat(scale.limit()).isGreaterThan(5);
  }

  @Test
  void maximumConcurrencyIsTheCeilingFromTheStart() {
    Scaling two = withMost(2);
    Scale scale = Scale.start(two, START);
    assertThat(scale.limit()).isEqualTo(2);
    assertThat(scale.grown(two, START.plusSeconds(60)).limit()).isEqualTo(2);
  }

  @Test
  void throttlesHalveTheScaleOnceASecondDownToTwo() {
    Scale scale = level(40);
    scale = scale.eased(STANDARD, START.plusSeconds(1)).eased(STANDARD, START.plusSeconds(1));
    assertThat(scale.limit()).isEqualTo(20);
    for (int second = 2; second < 20; second++) {
      scale = scale.eased(STANDARD, START.plusSeconds(second));
    }
    assertThat(scale.limit()).isEqualTo(2);
  }

  @Test
  void anEmptyQueueBringsItBackToFive() {
    assertThat(level(300).idle(STANDARD, START.plusSeconds(1)).limit()).isEqualTo(5);
  }

  @Test
  void aProvisionedPollerCarriesTenInvocationsAndNeverGoesAway() {
    Scaling provisioned =
        Scaling.of(new QueueOptions(Optional.empty(), Optional.of(new ProvisionedPollers(3, 20))));
    Scale scale = Scale.start(provisioned, START);
    assertThat(scale.limit()).isEqualTo(30);
    assertThat(scale.eased(provisioned, START.plusSeconds(5)).limit()).isEqualTo(30);
    assertThat(scale.grown(provisioned, START.plusSeconds(60)).limit()).isEqualTo(200);
  }
}
