package dev.forebay.logs;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The place of an event in its stream, and in its group: events order by time, then by arrival.
 * Immutable.
 *
 * @param timestamp the event's time in milliseconds
 * @param sequence of the chunk that the event arrived with; unique within an account and region
 * @param index of the event in its chunk
 */
record Position(long timestamp, long sequence, int index) implements Comparable<Position> {
  /** Before every event. */
  static final Position START = new Position(0, 0, -1);

  private static final Comparator<Position> ORDER =
      Comparator.comparingLong(Position::timestamp)
          .thenComparingLong(Position::sequence)
          .thenComparingInt(Position::index);
  private static final Pattern DIGITS = Pattern.compile("[0-9]{56}");

  /** The place just after this one. */
  Position next() {
    return new Position(timestamp, sequence, index + 1);
  }

  /** 56 digits, as AWS's event ids have; they order like the positions. */
  String toText() {
    return pad(timestamp, 17) + pad(sequence, 20) + pad(index + 1L, 19);
  }

  /** The position that {@link #toText} spelled. */
  static Optional<Position> parse(String text) {
    if (!DIGITS.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Position(
              Long.parseLong(text.substring(0, 17)),
              Long.parseLong(text.substring(17, 37)),
              Math.toIntExact(Long.parseLong(text.substring(37)) - 1)));
    } catch (NumberFormatException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static String pad(long value, int width) {
    String digits = Long.toString(value);
    return "0".repeat(width - digits.length()) + digits;
  }

  @Override
  public int compareTo(Position other) {
    return ORDER.compare(this, other);
  }
}
