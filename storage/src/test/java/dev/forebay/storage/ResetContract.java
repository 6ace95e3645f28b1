package dev.forebay.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.model.Bytes;
import dev.forebay.storage.Blobs.BlobId;
import dev.forebay.storage.CommitOutcome.Committed;
import dev.forebay.storage.Log.Append;
import dev.forebay.storage.Log.Position;
import dev.forebay.storage.Queue.Depth;
import dev.forebay.storage.Queue.Send;
import dev.forebay.storage.TableSpace.Range;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.TableSpace.RowKey;
import dev.forebay.storage.Transaction.Put;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@link StorageEngine#reset} and {@link StorageEngine#close} promise. */
abstract class ResetContract extends EngineContract {
  private Transaction pair(int value) {
    return new Transaction(
        id(),
        List.of(),
        List.of(
            new Put(new RowKey("t", text("a")), text("" + value)),
            new Put(new RowKey("t", text("b")), text("" + value))),
        Optional.empty());
  }

  private Send message() {
    return new Send(id(), text("m"), clock.now(), clock.now(), Optional.of("g"));
  }

  @Test
  void aResetDropsEverything() {
    engine.tables("s").commit(pair(1));
    engine.log("s").append(List.of(new Append(id(), text("e"), clock.now(), Optional.empty())));
    engine.queue("s").send(List.of(message()));
    BlobId small = engine.blobs().put(text("small"));
    BlobId large = engine.blobs().put(Bytes.wrap(new byte[100_000]));
    engine.leases().acquire("r", "a", Duration.ofHours(1));
    engine.reset();
    assertThat(engine.tables("s").scan(Range.all("t"), 10)).isEmpty();
    assertThat(engine.log("s").readAfter(Position.START, 10, 10)).isEmpty();
    assertThat(engine.queue("s").depth(clock.now())).isEqualTo(new Depth(0, 0, 0));
    assertThat(engine.queue("s").receive(1, clock.now(), clock.now())).isEmpty();
    assertThat(engine.blobs().get(small)).isEmpty();
    assertThat(engine.blobs().get(large)).isEmpty();
    for (ScopeKind kind : ScopeKind.values()) {
      assertThat(engine.scopes(kind, "")).isEmpty();
    }
    assertThat(engine.leases().acquire("r", "b", Duration.ofHours(1))).isPresent();
  }

  @Test
  void manyRowsAreDroppedAsWell() {
    for (int i = 0; i < 5; i++) {
      int first = i * 1_000;
      engine
          .tables("s")
          .commit(
              IntStream.range(first, first + 1_000)
                  .mapToObj(n ->
                      new Transaction(
                          id(),
                          List.of(),
                          List.of(new Put(new RowKey("t", text("k" + n)), text("v"))),
                          Optional.empty()))
                  .toList());
    }
    engine.reset();
    assertThat(engine.tables("s").scan(Range.all("t"), 10)).isEmpty();
    engine.tables("s").commit(pair(1));
    assertThat(engine.tables("s").scan(Range.all("t"), 10)).hasSize(2);
  }

  @Test
  void aRevisionIsNotUsedAgainAfterAReset() {
    CommitOutcome before = engine.tables("s").commit(pair(1));
    engine.reset();
    CommitOutcome after = engine.tables("s").commit(pair(1));
    assertThat(((Committed) after).revision()).isGreaterThan(((Committed) before).revision());
  }

  @Test
  void aResetIsWhollyBeforeOrAfterEveryOtherCall() throws InterruptedException {
    AtomicBoolean stopped = new AtomicBoolean();
    List<String> torn = new ArrayList<>();
    TableSpace tables = engine.tables("s");
    List<RowKey> keys = List.of(new RowKey("t", text("a")), new RowKey("t", text("b")));
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              for (int i = 0; !stopped.get(); i++) {
                tables.commit(pair(i));
              }
            });
    Thread reader =
        Thread.ofVirtual()
            .start(() -> {
              while (!stopped.get()) {
                List<Optional<Row>> rows = tables.read(keys);
                if (!rows.getFirst().map(Row::value).equals(rows.getLast().map(Row::value))) {
                  torn.add(rows.toString());
                }
                int found = tables.scan(Range.all("t"), 10).size();
                if (found == 1) {
                  torn.add("one row of two");
                }
              }
            });
    for (int i = 0; i < 200; i++) {
      engine.reset();
    }
    stopped.set(true);
    writer.join();
    reader.join();
    assertThat(torn).isEmpty();
  }

  @Test
  void aBlobPutDuringAResetIsThereOrNot() throws InterruptedException {
    AtomicBoolean stopped = new AtomicBoolean();
    List<Throwable> failures = new ArrayList<>();
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              try {
                for (int i = 0; !stopped.get(); i++) {
                  BlobId id = engine.blobs().put(Bytes.wrap(new byte[70_000 + i % 3]));
                  engine.blobs().get(id);
                }
              } catch (RuntimeException e) {
                failures.add(e);
              }
            });
    for (int i = 0; i < 50; i++) {
      engine.reset();
    }
    stopped.set(true);
    writer.join();
    assertThat(failures).isEmpty();
  }

  @Test
  void everyCallOnAClosedEngineSaysSo() {
    engine.tables("s").commit(pair(1));
    Queue queue = engine.queue("s");
    engine.close();
    engine.close();
    assertThatThrownBy(() -> engine.tables("s").commit(pair(2)))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> engine.tables("s").scan(Range.all("t"), 1))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> queue.receive(1, clock.now(), clock.now()))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("closed");
  }
}
