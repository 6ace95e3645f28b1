package dev.forebay.schedule;

import com.cronutils.model.Cron;
import com.cronutils.model.definition.CronConstraintsFactory;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The minutes that one of AWS's cron expressions names: minutes, hours, day of the month, month,
 * day of the week (1 is Sunday), year; exactly one of the two days is {@code ?}. Immutable.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html#eb-cron-expressions">Cron
 *     expressions</a>
 */
public final class CronTimes {
  private static final CronDefinition AWS =
      CronDefinitionBuilder.defineCron()
          .withMinutes()
          .withValidRange(0, 59)
          .withStrictRange()
          .and()
          .withHours()
          .withValidRange(0, 23)
          .withStrictRange()
          .and()
          .withDayOfMonth()
          .withValidRange(1, 31)
          .supportsL()
          .supportsW()
          .supportsLW()
          .supportsQuestionMark()
          .and()
          .withMonth()
          .withValidRange(1, 12)
          .withStrictRange()
          .and()
          .withDayOfWeek()
          .withValidRange(1, 7)
          .withMondayDoWValue(2)
          .supportsHash()
          .supportsL()
          .supportsQuestionMark()
          .and()
          .withYear()
          .withValidRange(1970, 2199)
          .withStrictRange()
          .and()
          .withCronValidation(CronConstraintsFactory.ensureEitherDayOfWeekOrDayOfMonth())
          .instance();

  private static final Pattern NTH = Pattern.compile("[^#]+#[1-5]");
  private static final int DAY_OF_MONTH = 2;
  private static final int DAY_OF_WEEK = 4;

  private final List<ExecutionTime> parts;

  private CronTimes(List<ExecutionTime> parts) {
    this.parts = List.copyOf(parts);
  }

  /** The times of an expression, without {@code cron( )}; empty for what is none. */
  static Optional<CronTimes> parse(String text) {
    String[] fields = text.split(" ", -1);
    if (fields.length != 6) {
      return Optional.empty();
    }
    try {
      fields[0] = WrappedRanges.unwrap(fields[0], WrappedRanges.MINUTES);
      fields[1] = WrappedRanges.unwrap(fields[1], WrappedRanges.HOURS);
      fields[3] = WrappedRanges.unwrap(fields[3], WrappedRanges.MONTHS);
      if (fields[DAY_OF_WEEK].indexOf('#') >= 0 && !NTH.matcher(fields[DAY_OF_WEEK]).matches()) {
        return Optional.empty();
      }
      List<ExecutionTime> parts = new ArrayList<>();
      // The library overlooks a W beside other days: each day is a cron of its own.
      for (String day : fields[DAY_OF_MONTH].split(",", -1)) {
        String[] one = fields.clone();
        one[DAY_OF_MONTH] = day;
        Cron cron = new CronParser(AWS).parse(String.join(" ", one)).validate();
        parts.add(ExecutionTime.forCron(cron));
      }
      return Optional.of(new CronTimes(parts));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The first of them after a time; empty when there is none any more. */
  Optional<LocalDateTime> after(LocalDateTime time) {
    ZonedDateTime from = time.atZone(ZoneOffset.UTC);
    return parts.stream()
        .map(part -> part.nextExecution(from))
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder())
        .map(ZonedDateTime::toLocalDateTime);
  }
}
