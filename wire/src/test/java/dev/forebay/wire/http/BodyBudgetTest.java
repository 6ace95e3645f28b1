package dev.forebay.wire.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.wire.AwsException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The memory that large bodies share. */
class BodyBudgetTest {
  private final BodyBudget budget = new BodyBudget(1_048_576);

  @Test
  void aBodyWaitsUntilAnotherOneGivesItsShareBack() throws Exception {
    int first = budget.take(800_000, Duration.ofSeconds(1));
    CompletableFuture<Integer> second = new CompletableFuture<>();
    Thread waiting =
        Thread.ofVirtual()
            .start(() -> second.complete(budget.take(800_000, Duration.ofSeconds(20))));
    assertThat(second).isNotDone();
    budget.release(first);
    assertThat(second.get(20, TimeUnit.SECONDS)).isEqualTo(781);
    waiting.join();
  }

  @Test
  void aBodyThatGetsNoShareInTimeIsRefused() {
    int share = budget.take(1_000_000, Duration.ofSeconds(1));
    assertThatThrownBy(() -> budget.take(100_000, Duration.ofMillis(10)))
        .isInstanceOfSatisfying(AwsException.class, e -> assertThat(e.status()).isEqualTo(503));
    budget.release(share);
  }

  @Test
  void smallBodiesNeedNoShareAndHugeOnesGetAllThereIs() {
    assertThat(budget.take(65_536, Duration.ofMillis(10))).isZero();
    assertThat(budget.take(1L << 40, Duration.ofMillis(10))).isEqualTo(1_024);
    assertThat(budget.take(10, Duration.ofMillis(10))).isZero();
  }

  @Test
  void whatABodyDidNotNeedIsThereForOthersAtOnce() {
    int share = budget.shrink(budget.take(1_048_576, Duration.ofMillis(10)), 200);
    assertThat(share).isZero();
    assertThat(budget.take(1_048_576, Duration.ofMillis(10))).isEqualTo(1_024);
  }
}
