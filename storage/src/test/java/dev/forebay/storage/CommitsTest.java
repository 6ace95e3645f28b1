package dev.forebay.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.model.Bytes;
import dev.forebay.model.SystemClock;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.TableSpace.RowKey;
import dev.forebay.storage.memory.MemoryEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What becomes of a transaction whose answer is lost on the way. */
class CommitsTest {
  private static final RowKey KEY = new RowKey("row", Bytes.utf8("a"));
  private static final List<Transaction.Condition> ABSENT = List.of(new Transaction.Absent(KEY));
  private static final List<Transaction.Write> PUT =
      List.of(new Transaction.Put(KEY, Bytes.utf8("x")));

  private final Commits commits =
      new Commits(new Random(1), () -> new StorageException("nobody knows"));

  /** A table space that commits, and whose first answers are lost. */
  private static final class Forgetful implements TableSpace {
    private final TableSpace real;
    private int lost;

    Forgetful(TableSpace real, int lost) {
      this.real = real;
      this.lost = lost;
    }

    @Override
    public List<Optional<Row>> read(List<RowKey> keys) {
      return real.read(keys);
    }

    @Override
    public List<Row> scan(Range range, int limit) {
      return real.scan(range, limit);
    }

    @Override
    public List<CommitOutcome> commit(List<Transaction> transactions) {
      List<CommitOutcome> outcomes = new ArrayList<>(real.commit(transactions));
      if (lost-- > 0) {
        outcomes.replaceAll(_ -> new CommitOutcome.Unknown());
      }
      return outcomes;
    }
  }

  @Test
  void aLostAnswerIsAskedForAgainAndNothingIsWrittenTwice() {
    try (StorageEngine engine = MemoryEngine.open(new SystemClock())) {
      TableSpace space = new Forgetful(engine.tables("t"), 3);
      // Were it written anew, its own row would be in its way.
      assertThat(commits.commit(space, ABSENT, PUT)).isTrue();
      assertThat(commits.commit(space, ABSENT, PUT)).isFalse();
    }
  }

  @Test
  void anOutcomeThatStaysUnknownIsSaidToBeSo() {
    try (StorageEngine engine = MemoryEngine.open(new SystemClock())) {
      TableSpace space = new Forgetful(engine.tables("t"), 1_000);
      assertThatThrownBy(() -> commits.write(space, PUT)).hasMessage("nobody knows");
    }
  }
}
