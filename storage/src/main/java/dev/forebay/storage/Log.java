package dev.forebay.storage;

import dev.forebay.model.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An append-only sequence of entries. Positions are opaque and comparable, without arithmetic;
 * nothing ever appears at or below a position that was already read. Thread-safe.
 */
public interface Log {
  /** Appends each entry; answers in their order, after the durable write. */
  List<AppendOutcome> append(List<Append> entries);

  /**
   * Up to {@code limit} (at least 1) entries after the position, in order, and none more once their
   * values have reached {@code maxBytes}; at least one if any. A position that was trimmed away
   * reads from where the log now begins.
   */
  List<Entry> readAfter(Position position, int limit, long maxBytes);

  /**
   * The position such that reading after it begins with the first entry whose time is at or after
   * the instant; the log's end when there is none yet.
   */
  Position positionAt(Instant instant);

  /** Where the log begins and ends. */
  Bounds bounds();

  /** Drops every entry up to and including the position; no error if they are gone already. */
  void trim(Position upTo);

  /** Refuses appends from now on, for good. */
  void seal();

  /**
   * A place between entries. Compares as the log is ordered.
   *
   * @param bytes opaque; order as unsigned bytes
   */
  record Position(Bytes bytes) implements Comparable<Position> {
    /** Before every entry. */
    public static final Position START = new Position(Bytes.EMPTY);

    @Override
    public int compareTo(Position other) {
      return bytes.compareTo(other.bytes);
    }
  }

  /**
   * An entry to append.
   *
   * @param id names the operation within the log, see {@link Transaction#id}
   * @param value up to 16 MiB
   * @param at the time of the entry as the caller's clock has it; the log never goes back: an
   *     earlier time than the last entry's counts as that
   * @param fence the lease under which the caller acts
   */
  record Append(OperationId id, Bytes value, Instant at, Optional<Fence> fence) {
    /** Throws {@link IllegalArgumentException} for a value that is too large. */
    public Append {
      Transaction.checkValue(value);
    }
  }

  /** An entry as it was read. */
  record Entry(Position position, Instant at, Bytes value) {}

  /** The first entry's position is after {@code start}; the last one's is {@code end}. */
  record Bounds(Position start, Position end, boolean sealed) {}

  /** What became of an append. */
  sealed interface AppendOutcome {
    /** Durable at this position. */
    record Appended(Position position) implements AppendOutcome {}

    /** The log is sealed. */
    record Sealed() implements AppendOutcome {}

    /** The lease has passed on. */
    record Fenced(long epoch) implements AppendOutcome {}

    /** The answer was lost; repeat the same operation id. */
    record Unknown() implements AppendOutcome {}
  }
}
