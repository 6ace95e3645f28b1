package dev.forebay.function.answer;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Dates as Lambda writes them into strings. */
public final class Dates {
  private static final DateTimeFormatter MILLISECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxx").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSX").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxx").withZone(ZoneOffset.UTC);

  private Dates() {}

  /** Such as {@code 2025-11-25T02:26:54.000+0000}. */
  public static String milliseconds(Instant instant) {
    return MILLISECONDS.format(instant);
  }

  /** Such as {@code 2025-11-25T02:26:54+0000}, as provisioned concurrency writes it. */
  public static String seconds(Instant instant) {
    return SECONDS.format(instant);
  }

  /** Such as {@code 2025-11-25T02:26:54.123456Z}, as function URLs write it. */
  public static String microseconds(Instant instant) {
    return MICROSECONDS.format(instant);
  }
}
