package dev.forebay.invocation.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.function.name.FunctionId;
import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Region;
import dev.forebay.model.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ConcurrencyTest {
  private static final AccountRegion PLACE =
      new AccountRegion(new AccountId("123456789012"), new Region("eu-central-1"));
  private static final FunctionId FN = new FunctionId(PLACE, "fn");
  private static final FunctionId OTHER = new FunctionId(PLACE, "other");
  private static final Allotment PLAIN = Allotment.none("$LATEST");

  private final VirtualClock clock = new VirtualClock(Instant.EPOCH);

  private static Allotment reserved(int reserved) {
    return new Allotment("$LATEST", Optional.of(reserved), 0, 0);
  }

  private static Permit admitted(Admission admission) {
    assertThat(admission).isInstanceOf(Admission.Admitted.class);
    return ((Admission.Admitted) admission).permit();
  }

  @Nested
  class TheUnreservedPool {
    @Test
    void isSharedByAllFunctionsWithoutAReservation() {
      Concurrency concurrency = new Concurrency(clock);
      Permit first = admitted(concurrency.admitQueued(FN, PLAIN, 2));
      admitted(concurrency.admitQueued(OTHER, PLAIN, 2));
      assertThat(concurrency.admitQueued(FN, PLAIN, 2))
          .isEqualTo(new Admission.Throttled(ThrottleReason.CONCURRENT_INVOCATION_LIMIT));
      first.close();
      first.close();
      admitted(concurrency.admitQueued(FN, PLAIN, 2));
      assertThat(concurrency.running(PLACE)).isEqualTo(2);
      assertThat(concurrency.admitQueued(FN, PLAIN, 2)).isInstanceOf(Admission.Throttled.class);
    }

    @Test
    void isSmallerByWhatIsSetAside() {
      Concurrency concurrency = new Concurrency(clock);
      admitted(concurrency.admitQueued(FN, PLAIN, 1));
      assertThat(concurrency.admitQueued(FN, PLAIN, 1)).isInstanceOf(Admission.Throttled.class);
      assertThat(concurrency.admitQueued(OTHER, reserved(9), 1))
          .isInstanceOf(Admission.Admitted.class);
    }

    @Test
    void isTheSameForEveryAccountAndRegionOfItsOwn() {
      Concurrency concurrency = new Concurrency(clock);
      FunctionId abroad =
          new FunctionId(new AccountRegion(PLACE.account(), new Region("us-east-1")), "fn");
      admitted(concurrency.admitQueued(FN, PLAIN, 1));
      admitted(concurrency.admitQueued(abroad, PLAIN, 1));
    }
  }

  @Nested
  class ReservedConcurrency {
    @Test
    void isACeiling() {
      Concurrency concurrency = new Concurrency(clock);
      admitted(concurrency.admit(FN, reserved(1), 999));
      assertThat(concurrency.admit(FN, reserved(1), 999))
          .isEqualTo(new Admission.Throttled(ThrottleReason.RESERVED_CONCURRENT_INVOCATION_LIMIT));
    }

    @Test
    void isAGuaranteeWhenTheRestOfTheAccountIsBusy() {
      Concurrency concurrency = new Concurrency(clock);
      admitted(concurrency.admit(OTHER, PLAIN, 1));
      assertThat(concurrency.admit(OTHER, PLAIN, 1)).isInstanceOf(Admission.Throttled.class);
      admitted(concurrency.admit(FN, reserved(1), 1));
    }

    @Test
    void ofZeroBlocksEverything() {
      Concurrency concurrency = new Concurrency(clock);
      assertThat(concurrency.admit(FN, reserved(0), 1000))
          .isEqualTo(new Admission.Throttled(ThrottleReason.RESERVED_CONCURRENT_INVOCATION_LIMIT));
      assertThat(concurrency.admitQueued(FN, reserved(0), 1000))
          .isInstanceOf(Admission.Throttled.class);
    }

    @Test
    void thatIsSetWhileEventsRunCountsThem() {
      Concurrency concurrency = new Concurrency(clock);
      Permit running = admitted(concurrency.admit(FN, PLAIN, 1000));
      assertThat(concurrency.admit(FN, reserved(1), 999)).isInstanceOf(Admission.Throttled.class);
      running.close();
      admitted(concurrency.admit(FN, reserved(1), 999));
    }
  }

  @Nested
  class ProvisionedConcurrency {
    private final Allotment version = new Allotment("1", Optional.empty(), 1, 1);

    @Test
    void isTakenFirstAndTheRestIsOnDemand() {
      Concurrency concurrency = new Concurrency(clock);
      assertThat(admitted(concurrency.admitQueued(FN, version, 1)).isProvisioned()).isTrue();
      assertThat(admitted(concurrency.admitQueued(FN, version, 1)).isProvisioned()).isFalse();
      assertThat(concurrency.admitQueued(FN, version, 1))
          .isEqualTo(new Admission.Throttled(ThrottleReason.CONCURRENT_INVOCATION_LIMIT));
    }

    @Test
    void thatIsAllOfTheReservedLeavesNothingForOtherVersions() {
      Concurrency concurrency = new Concurrency(clock);
      Allotment latest = new Allotment("$LATEST", Optional.of(2), 0, 2);
      Allotment one = new Allotment("1", Optional.of(2), 2, 2);
      assertThat(concurrency.admit(FN, latest, 998))
          .isEqualTo(new Admission.Throttled(ThrottleReason.RESERVED_CONCURRENT_INVOCATION_LIMIT));
      admitted(concurrency.admit(FN, one, 998));
      admitted(concurrency.admit(FN, one, 998));
      assertThat(concurrency.admit(FN, one, 998)).isInstanceOf(Admission.Throttled.class);
    }
  }

  @Nested
  class TheRequestRate {
    @Test
    void isTenTimesTheReservedConcurrency() {
      Concurrency concurrency = new Concurrency(clock);
      for (int i = 0; i < 20; i++) {
        admitted(concurrency.admit(FN, reserved(2), 998)).close();
      }
      assertThat(concurrency.admit(FN, reserved(2), 998))
          .isEqualTo(new Admission.Throttled(ThrottleReason.RESERVED_INVOCATION_RATE_LIMIT));
      clock.advance(Duration.ofMillis(50));
      admitted(concurrency.admit(FN, reserved(2), 998)).close();
      assertThat(concurrency.admit(FN, reserved(2), 998)).isInstanceOf(Admission.Throttled.class);
      clock.advance(Duration.ofHours(1));
      for (int i = 0; i < 20; i++) {
        admitted(concurrency.admit(FN, reserved(2), 998)).close();
      }
      assertThat(concurrency.admit(FN, reserved(2), 998)).isInstanceOf(Admission.Throttled.class);
    }

    @Test
    void isTenTimesThePoolForFunctionsWithoutAReservation() {
      Concurrency concurrency = new Concurrency(clock);
      for (int i = 0; i < 10; i++) {
        admitted(concurrency.admit(i % 2 == 0 ? FN : OTHER, PLAIN, 1)).close();
      }
      assertThat(concurrency.admit(FN, PLAIN, 1))
          .isEqualTo(new Admission.Throttled(ThrottleReason.INVOCATION_RATE_LIMIT));
    }

    @Test
    void doesNotHoldForQueuedEvents() {
      Concurrency concurrency = new Concurrency(clock);
      for (int i = 0; i < 100; i++) {
        admitted(concurrency.admitQueued(FN, reserved(1), 1)).close();
      }
    }
  }

  @Test
  void manyThreadsNeverExceedTheLimit() throws InterruptedException {
    Concurrency concurrency = new Concurrency(clock);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      FunctionId function = i % 2 == 0 ? FN : OTHER;
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                awaitQuietly(start);
                for (int n = 0; n < 2000; n++) {
                  if (concurrency.admitQueued(function, PLAIN, 5)
                      instanceof Admission.Admitted(Permit permit)) {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    running.decrementAndGet();
                    permit.close();
                  }
                }
              }));
    }
    start.countDown();
    for (Thread thread : threads) {
      thread.join(Duration.ofSeconds(20));
    }
    assertThat(most.get()).isBetween(1, 5);
    assertThat(concurrency.running(PLACE)).isZero();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
