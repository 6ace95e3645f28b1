package dev.forebay.invocation.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.invocation.AsyncOptions;
import dev.forebay.model.Bytes;
import dev.forebay.model.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

  private static Verdict.Circumstances at(Instant now, Progress progress, int deliveries) {
    return new Verdict.Circumstances(ACCEPTED, progress, deliveries, Duration.ofMinutes(1), now);
  }

  private static Verdict later(Instant now, int deliveries) {
    return Verdict.later(AsyncOptions.STANDARD, at(now, Progress.NONE, deliveries), 429, "");
  }

  @ParameterizedTest
  @CsvSource({"1,1", "2,2", "3,4", "4,8", "9,256", "10,300", "11,300", "1000000,300"})
  void aThrottledEventWaitsOneSecondDoublingUpToFiveMinutes(int deliveries, long seconds) {
    assertThat(later(ACCEPTED, deliveries))
        .isEqualTo(new Verdict.Later(ACCEPTED.plusSeconds(seconds)));
  }

  @Test
  void thePausesAfterThrottlesStartAnewAfterARun() {
    Progress ran = Progress.NONE.failed(new LastRun("1", true, Bytes.utf8("{}")), 7, ACCEPTED);
    assertThat(Verdict.later(AsyncOptions.STANDARD, at(ACCEPTED, ran, 8), 429, ""))
        .isEqualTo(new Verdict.Later(ACCEPTED.plusSeconds(1)));
  }

  @Test
  void anEventIsGivenUpWhenItWouldBeOlderThanSixHours() {
    Instant late = ACCEPTED.plus(Duration.ofHours(6)).minusSeconds(299);
    assertThat(later(late, 20))
        .isInstanceOfSatisfying(
            Verdict.Ended.class,
            ended -> assertThat(ended.condition()).isEqualTo(Condition.EVENT_AGE_EXCEEDED));
    assertThat(later(late, 1)).isInstanceOf(Verdict.Later.class);
  }

  @Test
  void progressIsReadAsItWasStored() {
    Progress failed = Progress.NONE.failed(new LastRun("1", true, Bytes.utf8("{}")), 7, ACCEPTED);
    Ending ending =
        new Ending(
            Condition.RETRIES_EXHAUSTED,
            ACCEPTED,
            "arn:fn",
            "arn:role",
            200,
            "boom",
            List.of(new Ending.Due(Parcel.Kind.DEAD_LETTER, "arn:queue")),
            3);
    Progress ended = failed.ended(3, failed.last(), ending);
    assertThat(Progress.decode(failed.encode())).isEqualTo(failed);
    assertThat(Progress.decode(ended.encode())).isEqualTo(ended);
    assertThat(Progress.decode(Progress.NONE.encode())).isEqualTo(Progress.NONE);
  }

  @Test
  void anEventIsReadAsItWasStored() {
    assertThat(AsyncEvent.decode(EVENT.encode())).isEqualTo(EVENT);
  }
}
