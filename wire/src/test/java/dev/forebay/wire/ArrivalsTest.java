package dev.forebay.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.wire.Arrivals.Source;
import dev.forebay.wire.Arrivals.Watch;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
  private static final Source SOURCE =
      new Source("arn:aws:kinesis:us-east-1:000000000000:stream/s", "shardId-000000000000");
  private static final Duration LONG = Duration.ofSeconds(30);

  private final Arrivals arrivals = new Arrivals();

  @Test
  void aHintWakesEveryoneWhoWatchesTheSource() throws Exception {
    try (Watch first = arrivals.watch(SOURCE);
        Watch second = arrivals.watch(SOURCE)) {
      FutureTask<Boolean> waiting = new FutureTask<>(() -> first.await(LONG));
      Thread.ofVirtual().start(waiting);
      arrivals.hint(SOURCE);
      assertThat(waiting.get(30, TimeUnit.SECONDS)).isTrue();
      assertThat(second.await(Duration.ZERO)).isTrue();
    }
  }

  @Test
  void hintsBetweenTwoWaitsAreKeptAndMerged() throws Exception {
    try (Watch watch = arrivals.watch(SOURCE)) {
      arrivals.hint(SOURCE);
      arrivals.hint(SOURCE);
      watch.hint();
      assertThat(watch.await(LONG)).isTrue();
      assertThat(watch.await(Duration.ZERO)).isFalse();
    }
  }

  @Test
  void aHintConcernsItsSourceAlone() throws Exception {
    try (Watch watch = arrivals.watch(new Source(SOURCE.resource(), "shardId-000000000001"))) {
      arrivals.hint(SOURCE);
      assertThat(watch.await(Duration.ZERO)).isFalse();
    }
  }

  @Test
  void aClosedWatchHearsNothing() throws Exception {
    Watch watch = arrivals.watch(SOURCE);
    watch.close();
    watch.close();
    arrivals.hint(SOURCE);
    assertThat(watch.await(Duration.ZERO)).isFalse();
  }
}
