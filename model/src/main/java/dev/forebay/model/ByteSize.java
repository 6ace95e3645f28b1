package dev.forebay.model;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, not negative. Immutable.
 *
 * @param bytes the number
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,12})\\s*(B|KiB|MiB|GiB)?");

  /** Throws {@link IllegalArgumentException} for a negative number. */
  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("size must not be negative: " + bytes);
    }
  }

  /** So many mebibytes. */
  public static ByteSize ofMebibytes(long count) {
    return new ByteSize(Math.multiplyExact(count, 1L << 20));
  }

  /** The size that a text such as {@code 512}, {@code 64KiB} or {@code 3 GiB} spells. */
  public static Optional<ByteSize> parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String unit = matcher.group(2) == null ? "B" : matcher.group(2);
    int shift = "BKMG".indexOf(unit.toUpperCase(Locale.ROOT).charAt(0)) * 10;
    return Optional.of(new ByteSize(Long.parseLong(matcher.group(1)) << shift));
  }

  /** Whole mebibytes, rounded down. */
  public long mebibytes() {
    return bytes >> 20;
  }

  @Override
  public int compareTo(ByteSize other) {
    return Long.compare(bytes, other.bytes);
  }

  /** The largest unit that divides it, such as {@code 64KiB}. */
  @Override
  public String toString() {
    for (int power = 3; power > 0; power--) {
      long unit = 1L << (10 * power);
      if (bytes >= unit && bytes % unit == 0) {
        return bytes / unit + "BKMG".substring(power, power + 1) + "iB";
      }
    }
    return Long.toString(bytes);
  }
}
