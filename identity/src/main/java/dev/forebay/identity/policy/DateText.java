package dev.forebay.identity.policy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A date as conditions write it: seconds since 1970, or one of the W3C forms of ISO 8601, of which
 * AWS takes every beginning ({@code 2026-08}, {@code 2026T09}) with either case of its letters.
 * Digits alone are seconds, not a year.
 */
final class DateText {
  // Every part is bounded, so that matching takes linear time.
  private static final Pattern ISO =
      Pattern.compile(
          "(?<year>[+-]?[0-9]{1,9})(?:-(?<month>[0-9]{1,2}))?(?:-(?<day>[0-9]{1,2}))?"
              + "(?:[Tt](?:(?<hour>[0-9]{1,2})(?::(?<minute>[0-9]{1,2})"
              + "(?::(?<second>[0-9]{1,2})(?:\\.(?<fraction>[0-9]{1,9}))?)?)?"
              + "(?<zone>[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?)?)?");
  private static final Pattern EPOCH = Pattern.compile("[0-9]{1,19}");
  private static final long MOST_YEARS = 292_278_993;
  // What Instant can hold; AWS's own limit is the 64 bits of its milliseconds.
  private static final long MOST_SECONDS = Instant.MAX.getEpochSecond();

  private DateText() {}

  /** The instant that a text spells. */
  static Optional<Instant> parse(String text) {
    if (text.length() > 64) {
      return Optional.empty();
    }
    if (EPOCH.matcher(text).matches()) {
      try {
        return Optional.of(Instant.ofEpochSecond(Math.min(Long.parseLong(text), MOST_SECONDS)));
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }
    Matcher parts = ISO.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(instant(parts));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Instant instant(Matcher parts) {
    int year = number(parts, "year", 0);
    if (Math.abs((long) year) > MOST_YEARS) {
      throw new DateTimeException("year out of range");
    }
    LocalDate day = LocalDate.of(year, number(parts, "month", 1), number(parts, "day", 1));
    LocalTime time =
        LocalTime.of(
            number(parts, "hour", 0),
            number(parts, "minute", 0),
            number(parts, "second", 0),
            nanoseconds(parts));
    return day.atTime(time).toInstant(ZoneOffset.UTC).minusSeconds(secondsAhead(parts));
  }

  private static int nanoseconds(Matcher parts) {
    String fraction = parts.group("fraction");
    return fraction == null ? 0 : Integer.parseInt((fraction + "00000000").substring(0, 9));
  }

  // By hand, because AWS takes up to 23 hours and ZoneOffset 18.
  private static int secondsAhead(Matcher parts) {
    String zone = parts.group("zone");
    if (zone == null || zone.equalsIgnoreCase("z")) {
      return 0;
    }
    String digits = zone.substring(1).replace(":", "");
    int hours = Integer.parseInt(digits.substring(0, 2));
    int minutes = digits.length() > 2 ? Integer.parseInt(digits.substring(2)) : 0;
    if (hours > 23 || minutes > 59) {
      throw new DateTimeException("zone out of range");
    }
    int seconds = hours * 3600 + minutes * 60;
    return zone.charAt(0) == '-' ? -seconds : seconds;
  }

  private static int number(Matcher parts, String name, int absent) {
    String digits = parts.group(name);
    return digits == null ? absent : Integer.parseInt(digits);
  }
}
