package dev.forebay.s3;

import dev.forebay.wire.AwsException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A run of an object's bytes (RFC 9110, 14.1.2). Immutable.
 *
 * @param from the first byte
 * @param length how many
 */
record ByteRange(long from, long length) {
  private static final Pattern FORM = Pattern.compile("bytes=\\s*([0-9]*)-([0-9]*)\\s*");

  /**
   * The run that a header asks for; empty when it asks for none, or for several: the whole object
   * is answered then.
   *
   * @throws AwsException 416 when there is no such run
   */
  static Optional<ByteRange> parse(@Nullable String header, long size) {
    Matcher form = FORM.matcher(header == null ? "" : header);
    if (header == null || !form.matches() || (form.group(1) + form.group(2)).isEmpty()) {
      return Optional.empty();
    }
    long first = number(form.group(1));
    long last = number(form.group(2));
    if (form.group(1).isEmpty()) {
      long length = Math.min(last, size);
      if (length == 0) {
        throw unsatisfiable(header, size);
      }
      return Optional.of(new ByteRange(size - length, length));
    }
    if (!form.group(2).isEmpty() && last < first) {
      return Optional.empty();
    }
    if (first >= size) {
      throw unsatisfiable(header, size);
    }
    long end = form.group(2).isEmpty() ? size - 1 : Math.min(last, size - 1);
    return Optional.of(new ByteRange(first, end - first + 1));
  }

  /**
   * The run that a copy of a part asks for, which has to be there as a whole.
   *
   * @throws AwsException 400 for another form, or when it goes beyond the end
   */
  static ByteRange ofCopy(String header, long size) {
    Matcher form = FORM.matcher(header);
    if (!form.matches() || form.group(1).isEmpty() || form.group(2).isEmpty()) {
      throw S3Errors.invalidArgument(
          "The x-amz-copy-source-range value must be of the form bytes=first-last where first and"
              + " last are the zero-based offsets of the first and last bytes to copy",
          "x-amz-copy-source-range",
          header);
    }
    long first = number(form.group(1));
    long last = number(form.group(2));
    if (last < first || last >= size) {
      throw S3Errors.invalidArgument(
          "Range specified is not valid for source object of size: " + size,
          "x-amz-copy-source-range",
          header);
    }
    return new ByteRange(first, last - first + 1);
  }

  /** As an answer says it. */
  String header(long size) {
    return "bytes " + from + "-" + (from + length - 1) + "/" + size;
  }

  private static long number(String digits) {
    return digits.isEmpty() ? 0 : digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
  }

  private static AwsException unsatisfiable(String header, long size) {
    return new AwsException(
        "InvalidRange",
        416,
        "The requested range is not satisfiable",
        Map.of(
            "RangeRequested",
            header,
            "ActualObjectSize",
            Long.toString(size),
            "ContentRange",
            "bytes */" + size));
  }
}
