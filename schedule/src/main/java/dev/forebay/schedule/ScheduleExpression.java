package dev.forebay.schedule;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When something is to happen, as AWS spells it: {@code rate(5 minutes)}, {@code cron(0 10 * * ?
 * *)}, {@code at(2026-11-22T10:00:00)}. Immutable.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html">Setting
 *     a schedule pattern for scheduled rules</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html">Schedule
 *     types in EventBridge Scheduler</a>
 */
public sealed interface ScheduleExpression {
  /** Who reads an expression: the two services differ in small things. */
  enum Dialect {
    /** Rules of EventBridge: {@code rate(1 minute)}, but never {@code rate(1 minutes)}. No at. */
    RULES,
    /** EventBridge Scheduler: singular and plural, and one-time schedules. */
    SCHEDULER
  }

  /**
   * The first time after an instant at which it is due; empty when there is none any more.
   *
   * @param after exclusive
   * @param anchor from where a rate counts; the anchor itself is due as well
   * @param zone in which a cron or at expression is meant
   */
  Optional<Instant> next(Instant after, Instant anchor, ZoneId zone);

  /** The expression that the text spells; empty for what is none. */
  static Optional<ScheduleExpression> parse(String text, Dialect dialect) {
    Matcher form = Forms.ANY.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    String inner = form.group(2);
    return switch (form.group(1)) {
      case "rate" -> Rate.of(inner, dialect).map(rate -> rate);
      case "cron" -> CronTimes.parse(inner).map(Cron::new);
      default -> dialect == Dialect.SCHEDULER ? At.of(inner).map(at -> at) : Optional.empty();
    };
  }

  /** Again and again, after the same span. */
  record Rate(Duration every) implements ScheduleExpression {
    private static Optional<Rate> of(String text, Dialect dialect) {
      Matcher rate = Forms.RATE.matcher(text);
      if (!rate.matches()) {
        return Optional.empty();
      }
      long count;
      try {
        count = Long.parseLong(rate.group(1));
      } catch (NumberFormatException tooLong) {
        return Optional.empty();
      }
      boolean plural = !rate.group(3).isEmpty();
      if (count < 1
          || count > 1_000_000_000
          || (dialect == Dialect.RULES && plural == (count == 1))) {
        return Optional.empty();
      }
      return Optional.of(
          new Rate(
              switch (rate.group(2)) {
                case "minute" -> Duration.ofMinutes(count);
                case "hour" -> Duration.ofHours(count);
                default -> Duration.ofDays(count);
              }));
    }

    @Override
    public Optional<Instant> next(Instant after, Instant anchor, ZoneId zone) {
      if (after.isBefore(anchor)) {
        return Optional.of(anchor);
      }
      long passed = Duration.between(anchor, after).dividedBy(every);
      return Optional.of(anchor.plus(every.multipliedBy(passed + 1)));
    }
  }

  /** At the minutes that a cron expression names. */
  record Cron(CronTimes times) implements ScheduleExpression {
    /**
     * The next time by the clock on the wall. What falls into the hour that spring leaves out is
     * left out; what falls into the hour that autumn repeats happens once, at the first of the two
     * ("Daylight savings time on EventBridge Scheduler").
     */
    @Override
    public Optional<Instant> next(Instant after, Instant anchor, ZoneId zone) {
      LocalDateTime local = LocalDateTime.ofInstant(after, zone);
      while (true) {
        Optional<LocalDateTime> next = times.after(local);
        if (next.isEmpty()) {
          return Optional.empty();
        }
        local = next.get();
        if (!zone.getRules().getValidOffsets(local).isEmpty()) {
          Instant due = local.atZone(zone).toInstant();
          // In the repeated hour the wall shows a time again that has passed already.
          if (due.isAfter(after)) {
            return Optional.of(due);
          }
        }
      }
    }
  }

  /** Once. */
  record At(LocalDateTime time) implements ScheduleExpression {
    private static Optional<At> of(String text) {
      if (!Forms.AT.matcher(text).matches()) {
        return Optional.empty();
      }
      try {
        return Optional.of(
            new At(LocalDateTime.parse(text, DateTimeFormatter.ISO_LOCAL_DATE_TIME)));
      } catch (DateTimeException e) {
        return Optional.empty();
      }
    }

    @Override
    public Optional<Instant> next(Instant after, Instant anchor, ZoneId zone) {
      return Optional.of(instant(zone)).filter(due -> due.isAfter(after));
    }

    /** The instant; a time that spring leaves out is as much later as it leaves out. */
    public Instant instant(ZoneId zone) {
      return time.atZone(zone).toInstant();
    }
  }

  /** The forms of the texts. */
  final class Forms {
    private static final Pattern ANY = Pattern.compile("(rate|cron|at)\\((.*)\\)");
    private static final Pattern RATE = Pattern.compile("([0-9]{1,18}) (minute|hour|day)(s?)");
    private static final Pattern AT =
        Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}");

    private Forms() {}
  }
}
