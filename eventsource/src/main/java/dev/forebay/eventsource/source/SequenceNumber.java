package dev.forebay.eventsource.source;

/**
 * The place of a record in its shard: a decimal number of any length, ordered as a number.
 * Immutable.
 *
 * @param digits decimal digits without a leading zero, except for zero itself
 */
public record SequenceNumber(String digits) implements Comparable<SequenceNumber> {
  /** Throws {@link IllegalArgumentException} for anything but a decimal number. */
  public SequenceNumber {
    if (!isDecimal(digits)) {
      throw new IllegalArgumentException("a sequence number has decimal digits only: " + digits);
    }
    digits = withoutLeadingZeros(digits);
  }

  /** The number of a record of a stream. */
  public static SequenceNumber of(SourceRecord record) {
    return new SequenceNumber(record.id());
  }

  /** Whether this comes after the other one. */
  public boolean isAfter(SequenceNumber other) {
    return compareTo(other) > 0;
  }

  @Override
  public int compareTo(SequenceNumber other) {
    int byLength = Integer.compare(digits.length(), other.digits.length());
    return byLength != 0 ? byLength : digits.compareTo(other.digits);
  }

  @Override
  public String toString() {
    return digits;
  }

  private static boolean isDecimal(String text) {
    for (int index = 0; index < text.length(); index++) {
      if (text.charAt(index) < '0' || text.charAt(index) > '9') {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static String withoutLeadingZeros(String digits) {
    int start = 0;
    while (start < digits.length() - 1 && digits.charAt(start) == '0') {
      start++;
    }
    return start == 0 ? digits : digits.substring(start);
  }
}
