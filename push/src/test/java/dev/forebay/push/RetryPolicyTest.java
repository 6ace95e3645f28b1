package dev.forebay.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.push.RetryPolicy.Curve;
import dev.forebay.push.RetryPolicy.Phase;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
  private final RandomGenerator random = new SplittableRandom(1);

  private List<Long> seconds(RetryPolicy policy, int tries) {
    return IntStream.rangeClosed(1, tries)
        .mapToObj(failures ->
            Math.round(policy.pause(failures, random).orElseThrow().toMillis() / 1000.0))
        .toList();
  }

  @Test
  void endpointsThatAwsManagesAreTriedAgainAHundredThousandAndFifteenTimesOverTwentyThreeDays() {
    RetryPolicy policy = RetryPolicy.SNS_MANAGED;
    assertThat(policy.pause(100_015, random)).isPresent();
    assertThat(policy.pause(100_016, random)).isEmpty();
    Duration all =
        IntStream.rangeClosed(1, 100_015)
            .mapToObj(failures -> policy.pause(failures, random).orElseThrow())
            .reduce(Duration.ZERO, Duration::plus);
    assertThat(all).isBetween(Duration.ofDays(23), Duration.ofDays(24));
  }

  @Test
  void theFirstTriesComeAtOnceThenASecondApartThenSlowerAndSlower() {
    RetryPolicy policy = new RetryPolicy(RetryPolicy.SNS_MANAGED.phases(), Duration.ofDays(30), 0);
    assertThat(seconds(policy, 17))
        .containsExactly(0L, 0L, 0L, 1L, 1L, 1L, 1L, 1L, 1L, 2L, 2L, 3L, 6L, 10L, 20L, 20L, 20L);
  }

  @Test
  void anEventIsTriedADayLongAt185Times() {
    RetryPolicy policy = RetryPolicy.exponential(185, Duration.ofDays(1));
    Duration all =
        IntStream.rangeClosed(1, 185)
            .mapToObj(failures -> policy.pause(failures, random).orElseThrow())
            .reduce(Duration.ZERO, Duration::plus);
    assertThat(all).isBetween(Duration.ofHours(22), Duration.ofHours(26));
    assertThat(policy.pause(186, random)).isEmpty();
    assertThat(RetryPolicy.exponential(0, Duration.ofDays(1)).pause(1, random)).isEmpty();
  }

  @Test
  void eachCurveGoesFromTheFirstPauseToTheLast() {
    for (Curve curve : Curve.values()) {
      RetryPolicy policy =
          new RetryPolicy(
              List.of(new Phase(10, Duration.ofSeconds(5), Duration.ofSeconds(260), curve)),
              Duration.ofDays(1),
              0);
      List<Long> pauses = seconds(policy, 10);
      assertThat(pauses).as("%s", curve).isSorted().startsWith(5L).endsWith(260L);
    }
  }
}
