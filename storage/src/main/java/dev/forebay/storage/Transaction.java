package dev.forebay.storage;

import dev.forebay.model.Bytes;
import dev.forebay.storage.TableSpace.RowKey;
import java.util.List;
import java.util.Optional;

/**
 * Conditions and writes that take effect together, once. Immutable.
 *
 * @param id names the operation: a repeat of the same id gets the first answer for at least ten
 *     minutes
 * @param conditions all must hold
 * @param writes applied in order
 * @param fence the lease under which the caller acts, compared in the same atomic step
 */
public record Transaction(
    OperationId id, List<Condition> conditions, List<Write> writes, Optional<Fence> fence) {

  /** Copies the lists. */
  public Transaction {
    conditions = List.copyOf(conditions);
    writes = List.copyOf(writes);
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
  public record Put(RowKey key, Bytes value) implements Write {}

  /** The row is no more; no error if it never was. */
  public record Delete(RowKey key) implements Write {}
}
