package dev.forebay.firehose;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A prefix of objects' names with expressions in it. Immutable.
 *
 * @see <a href="https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html">Understand custom
 *     prefixes for Amazon S3 objects</a>
 */
final class KeyPattern {
  private static final String BEGIN = "!{";
  private static final Pattern EXPRESSION = Pattern.compile("!\\{(\\w+):([^}]+)}");
  private static final String HOURS = "yyyy/MM/dd/HH/";
  private static final int MOST = 512;
  private static final int RANDOM_LENGTH = 11;
  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  /** A piece of the pattern. */
  private sealed interface Part {
    record Text(String text) implements Part {}

    record Time(DateTimeFormatter format) implements Part {}

    record RandomText() implements Part {}

    record ErrorType() implements Part {}
  }

  private final List<Part> parts;

  private KeyPattern(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /**
   * What is put before the names of records that are well.
   *
   * @throws dev.forebay.wire.AwsException when the prefix cannot be evaluated
   */
  static KeyPattern ofPrefix(String prefix) {
    List<Part> parts = parse("Prefix", prefix);
    if (parts.contains(new Part.ErrorType())) {
      throw FirehoseErrors.invalid(
          "Prefix cannot contain the expression !{firehose:error-output-type}.");
    }
    if (parts.stream().noneMatch(part -> part instanceof Part.Time)) {
      parts.add(time("Prefix", HOURS));
    }
    return new KeyPattern(parts);
  }

  /**
   * What is put before the names of records that failed.
   *
   * @param error the prefix for errors; empty for none
   * @param prefix that of the others
   * @throws dev.forebay.wire.AwsException when it is missing or cannot be evaluated
   */
  static KeyPattern ofErrors(String error, String prefix) {
    if (error.isEmpty() && prefix.contains(BEGIN)) {
      throw FirehoseErrors.invalid(
          "ErrorOutputPrefix cannot be null or empty when Prefix contains expressions.");
    }
    List<Part> parts =
        error.isEmpty() ? parse("Prefix", prefix) : parse("ErrorOutputPrefix", error);
    boolean plain = parts.stream().allMatch(part -> part instanceof Part.Text);
    if (plain) {
      parts.add(new Part.ErrorType());
      parts.add(new Part.Text("/"));
      parts.add(time("ErrorOutputPrefix", HOURS));
    } else if (!parts.contains(new Part.ErrorType())) {
      throw FirehoseErrors.invalid(
          "ErrorOutputPrefix with expressions must contain the expression"
              + " !{firehose:error-output-type}.");
    }
    return new KeyPattern(parts);
  }

  private static List<Part> parse(String member, String pattern) {
    List<Part> parts = new ArrayList<>();
    int at = 0;
    while (at < pattern.length()) {
      int begin = pattern.indexOf(BEGIN, at);
      int end = begin < 0 ? pattern.length() : begin;
      if (end > at) {
        parts.add(new Part.Text(pattern.substring(at, end)));
      }
      if (begin < 0) {
        break;
      }
      Matcher matcher = EXPRESSION.matcher(pattern).region(begin, pattern.length());
      if (!matcher.lookingAt()) {
        throw FirehoseErrors.invalid(
            member + " is not valid: !{ begins an expression of the form !{namespace:value}.");
      }
      parts.add(expression(member, matcher.group(1), matcher.group(2)));
      at = matcher.end();
    }
    return parts;
  }

  private static Part expression(String member, String namespace, String value) {
    return switch (namespace) {
      case "timestamp" -> time(member, value);
      case "firehose" ->
          switch (value) {
            case "random-string" -> new Part.RandomText();
            case "error-output-type" -> new Part.ErrorType();
            default ->
                throw FirehoseErrors.invalid(
                    member + " is not valid: " + value + " is no value of the namespace firehose.");
          };
      case "partitionKeyFromQuery", "partitionKeyFromLambda" ->
          throw FirehoseErrors.invalid(
              member + " cannot contain " + namespace + " when dynamic partitioning is disabled.");
      default ->
          throw FirehoseErrors.invalid(
              member + " is not valid: there is no namespace " + namespace + ".");
    };
  }

  private static Part time(String member, String format) {
    try {
      return new Part.Time(DateTimeFormatter.ofPattern(format, Locale.ENGLISH));
    } catch (IllegalArgumentException e) {
      throw FirehoseErrors.invalid(
          member + " is not valid: " + format + " is no format of a timestamp.");
    }
  }

  /**
   * The prefix of an object, at most 512 characters.
   *
   * @param arrival of its oldest record
   * @param errorType why its records failed; no matter for those that are well
   */
  String evaluate(Instant arrival, ZoneId zone, String errorType, RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      switch (part) {
        case Part.Text(String literal) -> text.append(literal);
        case Part.Time(DateTimeFormatter format) ->
            text.append(format.format(arrival.atZone(zone)));
        case Part.RandomText() ->
            random
                .ints(RANDOM_LENGTH, 0, LETTERS.length())
                .forEach(index -> text.append(LETTERS.charAt(index)));
        case Part.ErrorType() -> text.append(errorType);
      }
    }
    return text.length() > MOST ? text.substring(0, MOST) : text.toString();
  }
}
