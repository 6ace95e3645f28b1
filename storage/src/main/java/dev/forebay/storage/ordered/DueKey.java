package dev.forebay.storage.ordered;

import java.nio.ByteBuffer;
import java.util.Comparator;

/**
 * A place in a queue's order of becoming visible.
 *
 * @param due when, in milliseconds since 1970
 * @param sequence of the message, or of the first message of the group
 */
record DueKey(long due, long sequence) implements Comparable<DueKey> {
  static final DueKey FIRST = new DueKey(Long.MIN_VALUE, 0);

  private static final Comparator<DueKey> ORDER =
      Comparator.comparingLong(DueKey::due).thenComparingLong(DueKey::sequence);

  /** The key that a cell's key ends with. */
  static DueKey of(Cell cell) {
    ByteBuffer in = ByteBuffer.wrap(cell.key());
    in.position(cell.key().length - 16);
    return new DueKey(in.getLong() ^ Long.MIN_VALUE, in.getLong());
  }

  Keys after(Keys prefix) {
    return prefix.signed(due).number(sequence);
  }

  DueKey next() {
    return new DueKey(due, sequence + 1);
  }

  @Override
  public int compareTo(DueKey other) {
    return ORDER.compare(this, other);
  }
}
