package dev.forebay.wire.protocol;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;

/** Values as text: in a path, a query, a header, a form and in XML. */
final class TextValues {
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private TextValues() {}

  /**
   * The value that a text stands for.
   *
   * @param timestamps the format of timestamps where the field names none
   * @throws dev.forebay.wire.AwsException when the text is no such value
   */
  static Object parse(FieldPlan plan, String text, TimestampFormatTrait.Format timestamps) {
    try {
      return switch (plan.type) {
        case STRING -> text;
        case INTEGER -> Integer.valueOf(text.strip());
        case LONG -> Long.valueOf(text.strip());
        case SHORT -> Short.valueOf(text.strip());
        case BYTE -> Byte.valueOf(text.strip());
        case FLOAT -> Float.valueOf(text.strip());
        case DOUBLE -> Double.valueOf(text.strip());
        case BIG_DECIMAL -> new BigDecimal(text.strip());
        case BOOLEAN -> truth(text.strip());
        case INSTANT -> instant(text.strip(), plan.timestamps.orElse(timestamps));
        case SDK_BYTES -> SdkBytes.fromByteArrayUnsafe(Base64.getDecoder().decode(text));
        case NULL, SDK_POJO, LIST, MAP, DOCUMENT ->
            throw Malformed.because("Start of structure or map found where not expected.");
      };
    } catch (DateTimeException | IllegalArgumentException | ArithmeticException notSuch) {
      throw Malformed.because("STRING_VALUE can not be converted to " + TypeNames.of(plan.type));
    }
  }

  /**
   * The text that stands for a value.
   *
   * @param timestamps the format of timestamps where the field names none
   */
  static String format(FieldPlan plan, Object value, TimestampFormatTrait.Format timestamps) {
    return switch (value) {
      case Instant instant -> format(instant, plan.timestamps.orElse(timestamps));
      case SdkBytes bytes -> Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe());
      case BigDecimal number -> number.toPlainString();
      default -> value.toString();
    };
  }

  /** Reads an instant. */
  static Instant instant(String text, TimestampFormatTrait.Format format) {
    return switch (format) {
      case ISO_8601 -> DateTimeFormatter.ISO_DATE_TIME.parse(text, Instant::from);
      case RFC_822 -> DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
      case UNIX_TIMESTAMP -> ofSeconds(Double.parseDouble(text));
      case UNIX_TIMESTAMP_MILLIS -> Instant.ofEpochMilli(Long.parseLong(text));
    };
  }

  /** The instant of seconds since 1970, to the millisecond. */
  static Instant ofSeconds(double seconds) {
    double millis = seconds * 1000;
    if (!(Math.abs(millis) < 1e17)) {
      throw new DateTimeException("out of range: " + seconds);
    }
    return Instant.ofEpochMilli(Math.round(millis));
  }

  private static String format(Instant instant, TimestampFormatTrait.Format format) {
    return switch (format) {
      case ISO_8601 -> DateTimeFormatter.ISO_INSTANT.format(instant);
      case RFC_822 -> HTTP_DATE.format(instant);
      case UNIX_TIMESTAMP ->
          BigDecimal.valueOf(instant.toEpochMilli(), 3).stripTrailingZeros().toPlainString();
      case UNIX_TIMESTAMP_MILLIS -> Long.toString(instant.toEpochMilli());
    };
  }

  private static Boolean truth(String text) {
    if (text.equalsIgnoreCase("true")) {
      return true;
    }
    if (text.equalsIgnoreCase("false")) {
      return false;
    }
    throw new IllegalArgumentException(text);
  }
}
