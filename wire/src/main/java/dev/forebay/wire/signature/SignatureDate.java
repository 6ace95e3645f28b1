package dev.forebay.wire.signature;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * A date as signatures spell it. Immutable.
 *
 * @param text {@code 20150830T123600Z}
 * @param instant the same
 */
record SignatureDate(String text, Instant instant) {
  private static final DateTimeFormatter BASIC =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /** Reads the basic form of ISO 8601, or the form of an HTTP {@code Date} header. */
  static Optional<SignatureDate> parse(String text) {
    try {
      if (text.length() == 16 && text.charAt(8) == 'T' && text.charAt(15) == 'Z') {
        LocalDateTime time =
            LocalDateTime.of(
                digits(text, 0, 4),
                digits(text, 4, 6),
                digits(text, 6, 8),
                digits(text, 9, 11),
                digits(text, 11, 13),
                digits(text, 13, 15));
        return Optional.of(new SignatureDate(text, time.toInstant(ZoneOffset.UTC)));
      }
      Instant instant = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(new SignatureDate(format(instant), instant));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The basic form of ISO 8601, to the second. */
  static String format(Instant instant) {
    return BASIC.format(instant);
  }

  private static int digits(String text, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        throw new DateTimeException("not a digit: " + c);
      }
      value = value * 10 + (c - '0');
    }
    return value;
  }
}
