package dev.forebay.storage;

import dev.forebay.model.Bytes;
import dev.forebay.storage.TableSpace.RowKey;
import java.util.List;
import java.util.Optional;

/**
 * Conditions and writes that take effect together, once. Immutable.
 *
 * @param id names the operation within its scope: a repeat of the same id gets the first answer,
 *     whichever it was, for at least ten minutes
 * @param conditions all must hold
 * @param writes applied in order
 * @param fence the lease under which the caller acts, compared in the same atomic step
 */
public record Transaction(
    OperationId id, List<Condition> conditions, List<Write> writes, Optional<Fence> fence) {

  /** The most bytes that a value may have: of a row, of a log's entry, of a message. */
  public static final int MOST_BYTES = 16 << 20;

  /** Copies the lists, of which each may have 10,000 items. */
  public Transaction {
    conditions = List.copyOf(conditions);
    writes = List.copyOf(writes);
    if (conditions.size() > 10_000 || writes.size() > 10_000) {
      throw new IllegalArgumentException(
          "a transaction may have 10,000 conditions and 10,000 writes: "
              + conditions.size()
              + ", "
              + writes.size());
    }
  }

  static void checkValue(Bytes value) {
    if (value.size() > MOST_BYTES) {
      throw new IllegalArgumentException(
          "a value may have " + MOST_BYTES + " bytes: " + value.size());
    }
  }

  /** What must hold for a key. */
  public sealed interface Condition {
    /** The key. */
    RowKey key();
  }

  /** There is no such row. */
  public record Absent(RowKey key) implements Condition {}

  /** The row is there with just this revision. */
  public record AtRevision(RowKey key, long revision) implements Condition {}

  /** What happens to a key. */
  public sealed interface Write {
    /** The key. */
    RowKey key();
  }

  /** The row gets this value. */
  public record Put(RowKey key, Bytes value) implements Write {
    /** Throws {@link IllegalArgumentException} for a value that is too large. */
    public Put {
      checkValue(value);
    }
  }

  /** The row is no more; no error if it never was. */
  public record Delete(RowKey key) implements Write {}
}
