package dev.forebay.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.Bytes;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.Blobs.BlobId;
import dev.forebay.storage.CommitOutcome;
import dev.forebay.storage.CommitOutcome.Committed;
import dev.forebay.storage.CommitOutcome.Fenced;
import dev.forebay.storage.Durability;
import dev.forebay.storage.Fence;
import dev.forebay.storage.Log.Append;
import dev.forebay.storage.Log.AppendOutcome;
import dev.forebay.storage.Log.AppendOutcome.Sealed;
import dev.forebay.storage.Log.Position;
import dev.forebay.storage.OperationId;
import dev.forebay.storage.Queue;
import dev.forebay.storage.Queue.Delivery;
import dev.forebay.storage.Queue.Depth;
import dev.forebay.storage.Queue.ReceiptOutcome;
import dev.forebay.storage.Queue.Send;
import dev.forebay.storage.ScopeKind;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.TableSpace.RowKey;
import dev.forebay.storage.Transaction;
import dev.forebay.storage.Transaction.Put;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is there again after the engine was closed and opened, and what is not left behind. */
class RestartTest {
  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
  private @TempDir Path folder;
  private StorageEngine engine;

  @BeforeEach
  void open() {
    engine = RocksDbEngine.open(folder, Durability.OS, clock);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private void restart() {
    engine.close();
    engine = RocksDbEngine.open(folder, Durability.FSYNC, clock);
  }

  private OperationId id() {
    return OperationId.random(random);
  }

  private Transaction put(String key, Optional<Fence> fence) {
    RowKey name = new RowKey("t", Bytes.utf8(key));
    return new Transaction(id(), List.of(), List.of(new Put(name, Bytes.utf8(key))), fence);
  }

  private Send message(String body, Optional<String> group) {
    return new Send(id(), Bytes.utf8(body), clock.now(), clock.now(), group);
  }

  @Test
  void rowsAnswersAndRevisionsGoOn() {
    Transaction first = put("a", Optional.empty());
    CommitOutcome answer = engine.tables("s").commit(first);
    restart();
    assertThat(engine.tables("s").commit(first)).isEqualTo(answer);
    assertThat(engine.tables("s").read(new RowKey("t", Bytes.utf8("a")))).isPresent();
    CommitOutcome next = engine.tables("s").commit(put("b", Optional.empty()));
    assertThat(((Committed) next).revision()).isGreaterThan(((Committed) answer).revision());
    assertThat(engine.scopes(ScopeKind.TABLES, "")).containsExactly("s");
  }

  @Test
  void aLogGoesOnWhereItEnded() {
    Append entry = new Append(id(), Bytes.utf8("a"), clock.now(), Optional.empty());
    List<AppendOutcome> answer = engine.log("s").append(List.of(entry));
    engine.log("sealed").seal();
    restart();
    assertThat(engine.log("s").append(List.of(entry))).isEqualTo(answer);
    engine
        .log("s")
        .append(List.of(new Append(id(), Bytes.utf8("b"), clock.now(), Optional.empty())));
    assertThat(engine.log("s").readAfter(Position.START, 10, 100))
        .extracting(read -> read.value().toUtf8())
        .containsExactly("a", "b");
    assertThat(
            engine
                .log("sealed")
                .append(List.of(new Append(id(), Bytes.EMPTY, clock.now(), Optional.empty()))))
        .containsExactly(new Sealed());
  }

  @Test
  void aQueueKnowsWhatIsOutAndWhatIsDelayed() {
    Queue queue = engine.queue("s");
    queue.send(
        List.of(
            message("a", Optional.empty()),
            message("1", Optional.of("g")),
            message("2", Optional.of("g")),
            new Send(
                id(),
                Bytes.utf8("later"),
                clock.now(),
                clock.now().plusSeconds(60),
                Optional.empty())));
    List<Delivery> out = queue.receive(2, clock.now(), clock.now().plusSeconds(30));
    restart();
    queue = engine.queue("s");
    assertThat(queue.depth(clock.now())).isEqualTo(new Depth(1, 2, 1));
    assertThat(queue.receive(10, clock.now(), clock.now())).isEmpty();
    assertThat(queue.nextDue(clock.now())).contains(clock.now().plusSeconds(30));
    assertThat(queue.delete(out.stream().map(Delivery::receipt).toList()))
        .containsOnly(ReceiptOutcome.DONE);
    assertThat(queue.receive(10, clock.now(), clock.now()))
        .extracting(delivery -> delivery.body().toUtf8())
        .containsExactly("2");
  }

  @Test
  void aLeaseAndItsEpochGoOn() {
    Fence old = engine.leases().acquire("r", "a", Duration.ofSeconds(10)).orElseThrow();
    restart();
    assertThat(engine.leases().acquire("r", "b", Duration.ofSeconds(10))).isEmpty();
    clock.advance(Duration.ofSeconds(10));
    Fence next = engine.leases().acquire("r", "b", Duration.ofSeconds(10)).orElseThrow();
    restart();
    assertThat(engine.tables("s").commit(put("a", Optional.of(old))))
        .isEqualTo(new Fenced(next.epoch()));
  }

  @Test
  void whatWasResetStaysAway() {
    engine.tables("s").commit(put("a", Optional.empty()));
    engine.reset();
    engine.tables("s").commit(put("b", Optional.empty()));
    restart();
    assertThat(engine.tables("s").read(new RowKey("t", Bytes.utf8("a")))).isEmpty();
    assertThat(engine.tables("s").read(new RowKey("t", Bytes.utf8("b")))).isPresent();
  }

  @Test
  void aBlobStaysAndWhatACrashLeftOfOneGoes() throws IOException {
    BlobId kept = engine.blobs().put(Bytes.wrap(new byte[100_000]));
    Path orphan = folder.resolve("blobs").resolve("0".repeat(64));
    Path part = folder.resolve("blobs").resolve("1".repeat(64) + ".part");
    Files.write(orphan, new byte[10]);
    Files.write(part, new byte[10]);
    restart();
    assertThat(engine.blobs().get(kept)).contains(Bytes.wrap(new byte[100_000]));
    assertThat(orphan).doesNotExist();
    assertThat(part).doesNotExist();
  }

  @Test
  void thousandsOfResetsAreQuickAndLeaveNothingBehind() throws IOException {
    long before = size();
    Instant start = Instant.now();
    int resets = 2_000;
    for (int i = 0; i < resets; i++) {
      engine.tables("s" + i).commit(put("a", Optional.empty()));
      engine.queue("q").send(List.of(message("m", Optional.empty())));
      if (i % 100 == 0) {
        engine.blobs().put(Bytes.wrap(new byte[100_000 + i]));
      }
      engine.reset();
    }
    Duration each = Duration.between(start, Instant.now()).dividedBy(resets);
    assertThat(each).isLessThan(Duration.ofMillis(20));
    assertThat(size() - before).isLessThan(20_000_000);
    try (Stream<Path> blobs = Files.list(folder.resolve("blobs"))) {
      assertThat(blobs).isEmpty();
    }
    restart();
    assertThat(size() - before).isLessThan(5_000_000);
  }

  private long size() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
