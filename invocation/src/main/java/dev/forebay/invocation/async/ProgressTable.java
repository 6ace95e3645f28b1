package dev.forebay.invocation.async;

import dev.forebay.model.Bytes;
import dev.forebay.storage.Commits;
import dev.forebay.storage.OperationId;
import dev.forebay.storage.StorageException;
import dev.forebay.storage.TableSpace;
import dev.forebay.storage.Transaction;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The {@link Progress} of one function's events, by their ids. Thread-safe. */
final class ProgressTable {
  private static final String TABLE = "progress";
  private static final int SWEPT_AT_ONCE = 1_000;

  private final TableSpace tables;
  private final Commits commits;

  /** The table in this scope. */
  ProgressTable(TableSpace tables, RandomGenerator random) {
    this.tables = tables;
    this.commits =
        new Commits(
            random, () -> new StorageException("the progress of an event could not be stored"));
  }

  Optional<Progress> read(OperationId event) {
    return tables.read(key(event)).map(row -> Progress.decode(row.value()));
  }

  /** Durable when this returns. */
  void write(OperationId event, Progress progress) {
    commit(List.of(new Transaction.Put(key(event), progress.encode())));
  }

  void delete(OperationId event) {
    commit(List.of(new Transaction.Delete(key(event))));
  }

  /** Drops every row, while no event is queued: what a crash left after its event had gone. */
  void sweep() {
    List<TableSpace.Row> rows = tables.scan(TableSpace.Range.all(TABLE), SWEPT_AT_ONCE);
    while (!rows.isEmpty()) {
      commit(
          rows.stream().map(row -> (Transaction.Write) new Transaction.Delete(row.key())).toList());
      rows = tables.scan(TableSpace.Range.all(TABLE), SWEPT_AT_ONCE);
    }
  }

  private void commit(List<Transaction.Write> writes) {
    commits.write(tables, writes);
  }

  private static TableSpace.RowKey key(OperationId event) {
    byte[] key = ByteBuffer.allocate(16).putLong(event.high()).putLong(event.low()).array();
    return new TableSpace.RowKey(TABLE, Bytes.wrap(key));
  }
}
