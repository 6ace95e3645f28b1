package dev.forebay.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.schedule.ScheduleExpression.Dialect;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleExpressionTest {
  /** A Thursday. */
  private static final Instant NOON = Instant.parse("2026-01-29T12:00:00Z");

  private static List<String> next(String expression, String after, String zone, int count) {
    ScheduleExpression parsed =
        ScheduleExpression.parse(expression, Dialect.SCHEDULER).orElseThrow();
    List<String> times = new ArrayList<>();
    Instant at = Instant.parse(after);
    for (int i = 0; i < count; i++) {
      Optional<Instant> due = parsed.next(at, at, ZoneId.of(zone));
      if (due.isEmpty()) {
        break;
      }
      at = due.get();
      times.add(LocalDateTime.ofInstant(at, ZoneOffset.UTC).toString());
    }
    return times;
  }

  @Nested
  class Crons {
    /** The examples of AWS's pages, and what they say of them. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
        delimiter = '|',
        textBlock =
            """
            0 10 * * ? *          | 2026-01-30T10:00 2026-01-31T10:00 2026-02-01T10:00
            15 12 * * ? *         | 2026-01-29T12:15 2026-01-30T12:15 2026-01-31T12:15
            0 18 ? * MON-FRI *    | 2026-01-29T18:00 2026-01-30T18:00 2026-02-02T18:00
            0 8 1 * ? *           | 2026-02-01T08:00 2026-03-01T08:00 2026-04-01T08:00
            0/15 * * * ? *        | 2026-01-29T12:15 2026-01-29T12:30 2026-01-29T12:45
            0/10 * ? * MON-FRI *  | 2026-01-29T12:10 2026-01-29T12:20 2026-01-29T12:30
            0/5 8-17 ? * MON-FRI * | 2026-01-29T12:05 2026-01-29T12:10 2026-01-29T12:15
            0/30 20-2 ? * MON-FRI * | 2026-01-29T20:00 2026-01-29T20:30 2026-01-29T21:00
            0 20-2/3 ? * MON-FRI * | 2026-01-29T20:00 2026-01-29T23:00 2026-01-30T02:00
            0 12 ? NOV-FEB 1 *    | 2026-02-01T12:00 2026-02-08T12:00 2026-02-15T12:00
            0 9 ? * 6L *          | 2026-01-30T09:00 2026-02-27T09:00 2026-03-27T09:00
            15 10 ? * 6L 2026-2027 | 2026-01-30T10:15 2026-02-27T10:15 2026-03-27T10:15
            0 9 ? * 2#1 *         | 2026-02-02T09:00 2026-03-02T09:00 2026-04-06T09:00
            0 9 ? * 3#2 *         | 2026-02-10T09:00 2026-03-10T09:00 2026-04-14T09:00
            0 9 L * ? *           | 2026-01-31T09:00 2026-02-28T09:00 2026-03-31T09:00
            0 9 LW * ? *          | 2026-01-30T09:00 2026-02-27T09:00 2026-03-31T09:00
            0 9 3W * ? *          | 2026-02-03T09:00 2026-03-03T09:00 2026-04-03T09:00
            0 9 15W * ? *         | 2026-02-16T09:00 2026-03-16T09:00 2026-04-15T09:00
            0 9 1W,15 * ? *       | 2026-02-02T09:00 2026-02-15T09:00 2026-03-02T09:00
            0 9 1,15,L * ? *      | 2026-01-31T09:00 2026-02-01T09:00 2026-02-15T09:00
            0 9 ? * L *           | 2026-01-31T09:00 2026-02-07T09:00 2026-02-14T09:00
            0 9 ? * SAT-MON *     | 2026-01-31T09:00 2026-02-01T09:00 2026-02-02T09:00
            0 9 ? * 1,7 *         | 2026-01-31T09:00 2026-02-01T09:00 2026-02-07T09:00
            0 9 ? * TUE,THU *     | 2026-02-03T09:00 2026-02-05T09:00 2026-02-10T09:00
            0 0 1 jan,JUL ? *     | 2026-07-01T00:00 2027-01-01T00:00 2027-07-01T00:00
            0 0 29 2 ? *          | 2028-02-29T00:00 2032-02-29T00:00 2036-02-29T00:00
            0 9 1/10 * ? *        | 2026-01-31T09:00 2026-02-01T09:00 2026-02-11T09:00
            5,35 14 * * ? *       | 2026-01-29T14:05 2026-01-29T14:35 2026-01-30T14:05
            0 0 1 1 ? 2028        | 2028-01-01T00:00
            """)
    void areDueWhenAwsSays(String fields, String times) {
      assertThat(next("cron(" + fields + ")", NOON.toString(), "UTC", 3))
          .startsWith(times.split(" "));
    }

    @Test
    void thatLieInThePastAreNeverDue() {
      assertThat(next("cron(0 0 1 1 ? 2020)", NOON.toString(), "UTC", 1)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "0 1 * * * *",
          "0 1 ? * ? *",
          "7 20 * * NOT *",
          "INVALID",
          "0 dummy ? * MON-FRI *",
          "71 8 1 * ? *",
          "0 24 * * ? *",
          "0 10 32 * ? *",
          "0 10 * 13 ? *",
          "0 10 ? * 8 *",
          "0 10 ? * 0 *",
          "0 10 * * ? 1969",
          "0 10 * * ? 2200",
          "0 10 * * ?",
          "0 10 * * ? * *",
          "0  10 * * ? *",
          " 0 10 * * ? *",
          "1/0 * * * ? *",
          "0 10 ? * MON#6 *",
          "0 10 ? * 3#1,6#3 *",
          "",
          "0 20-99 * * ? *",
          "0 20-2/0 * * ? *",
          "-1 * * * ? *"
        })
    void thatAreNoneAreRefused(String fields) {
      assertThat(ScheduleExpression.parse("cron(" + fields + ")", Dialect.RULES)).isEmpty();
    }
  }

  @Nested
  class Rates {
    @Test
    void countFromTheirAnchor() {
      ScheduleExpression rate =
          ScheduleExpression.parse("rate(5 minutes)", Dialect.RULES).orElseThrow();
      Instant anchor = NOON;
      assertThat(rate.next(anchor, anchor, ZoneOffset.UTC)).contains(anchor.plusSeconds(300));
      assertThat(rate.next(anchor.plusSeconds(301), anchor, ZoneOffset.UTC))
          .contains(anchor.plusSeconds(600));
      assertThat(rate.next(anchor.minusMillis(1), anchor, ZoneOffset.UTC)).contains(anchor);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "rate(1 minute)",
          "rate(2 minutes)",
          "rate(1 hour)",
          "rate(5 hours)",
          "rate(1 day)",
          "rate(7 days)"
        })
    void ofRulesAreSingularForOneAndPluralForMore(String text) {
      assertThat(ScheduleExpression.parse(text, Dialect.RULES)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "rate(1 minutes)",
          "rate(10 minute)",
          "rate(0 minutes)",
          "rate(-10 minutes)",
          "rate(10 seconds)",
          "rate(10 years)",
          "RATE(10 minutes)",
          "rate(10 MINUTES)",
          "rate(10minutes)",
          "rate(10  minutes)",
          "rate( 10 minutes )",
          " rate(10 minutes)",
          "rate(foo minutes)",
          "rate()",
          "rate(10)",
          "at(2026-01-29T12:00:00)",
          "",
          "rate(99999999999999999999 days)"
        })
    void ofRulesThatAreNoneAreRefused(String text) {
      assertThat(ScheduleExpression.parse(text, Dialect.RULES)).isEmpty();
    }

    @Test
    void ofSchedulerMayBePluralForOne() {
      assertThat(ScheduleExpression.parse("rate(1 hours)", Dialect.SCHEDULER)).isPresent();
      assertThat(ScheduleExpression.parse("rate(1 hour)", Dialect.SCHEDULER)).isPresent();
    }
  }

  @Nested
  class TimeZones {
    @Test
    void areTheWallsClock() {
      assertThat(next("cron(0 9 * * ? *)", "2026-03-27T12:00:00Z", "Europe/Berlin", 3))
          .containsExactly("2026-03-28T08:00", "2026-03-29T07:00", "2026-03-30T07:00");
    }

    @Test
    void whatSpringLeavesOutIsSkipped() {
      // In Berlin there is no 02:30 on 29 March 2026.
      assertThat(next("cron(30 2 * * ? *)", "2026-03-27T12:00:00Z", "Europe/Berlin", 3))
          .containsExactly("2026-03-28T01:30", "2026-03-30T00:30", "2026-03-31T00:30");
    }

    @Test
    void whatAutumnRepeatsHappensOnce() {
      // In Berlin there are two 02:30 on 25 October 2026.
      assertThat(next("cron(30 2 * * ? *)", "2026-10-24T12:00:00Z", "Europe/Berlin", 2))
          .containsExactly("2026-10-25T00:30", "2026-10-26T01:30");
      assertThat(next("cron(0 * * * ? *)", "2026-10-24T23:30:00Z", "Europe/Berlin", 3))
          .containsExactly("2026-10-25T00:00", "2026-10-25T02:00", "2026-10-25T03:00");
    }

    @Test
    void anAtIsMeantInItsZoneAndHappensOnce() {
      assertThat(next("at(2026-07-01T09:00:00)", NOON.toString(), "America/New_York", 2))
          .containsExactly("2026-07-01T13:00");
      assertThat(ScheduleExpression.parse("at(2026-02-30T09:00:00)", Dialect.SCHEDULER)).isEmpty();
      assertThat(ScheduleExpression.parse("at(2026-02-03 09:00:00)", Dialect.SCHEDULER)).isEmpty();
      assertThat(ScheduleExpression.parse("at(2026-02-03T09:00:00Z)", Dialect.SCHEDULER)).isEmpty();
    }
  }
}
