package dev.forebay.invocation.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.Bytes;
import dev.forebay.model.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {
  private static final Instant ACCEPTED = Instant.parse("2026-11-21T10:00:00Z");
  private static final AsyncEvent EVENT =
      new AsyncEvent(
          new RequestId("6f2f3d9e-0000-4000-8000-000000000001"),
          "arn:aws:lambda:eu-central-1:123456789012:function:fn",
          ACCEPTED,
          Bytes.utf8("{\"n\":1}"),
          Optional.of("Root=1-2-3"),
          Optional.empty());

  @ParameterizedTest
  @CsvSource({"1,1", "2,2", "3,4", "4,8", "9,256", "10,300", "11,300", "1000000,300"})
  void aThrottledEventWaitsOneSecondDoublingUpToFiveMinutes(int deliveries, long seconds) {
    assertThat(Verdict.later(EVENT, deliveries, ACCEPTED))
        .isEqualTo(new Verdict.Again(ACCEPTED.plusSeconds(seconds)));
  }

  @Test
  void anEventIsGivenUpWhenItWouldBeOlderThanSixHours() {
    Instant late = ACCEPTED.plus(Duration.ofHours(6)).minusSeconds(299);
    assertThat(Verdict.later(EVENT, 20, late))
        .isEqualTo(new Verdict.GivenUp(Verdict.Why.EVENT_AGE_EXCEEDED));
    assertThat(Verdict.later(EVENT, 1, late)).isInstanceOf(Verdict.Again.class);
  }

  @Test
  void anEventIsReadAsItWasStored() {
    assertThat(AsyncEvent.decode(EVENT.encode())).isEqualTo(EVENT);
  }
}
