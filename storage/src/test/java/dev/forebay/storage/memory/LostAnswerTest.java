package dev.forebay.storage.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.model.Bytes;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.CommitOutcome;
import dev.forebay.storage.CommitOutcome.Committed;
import dev.forebay.storage.CommitOutcome.Unknown;
import dev.forebay.storage.Log;
import dev.forebay.storage.Log.Append;
import dev.forebay.storage.Log.AppendOutcome;
import dev.forebay.storage.Log.Position;
import dev.forebay.storage.OperationId;
import dev.forebay.storage.Queue;
import dev.forebay.storage.Queue.Delivery;
import dev.forebay.storage.Queue.ReceiptOutcome;
import dev.forebay.storage.Queue.Send;
import dev.forebay.storage.Queue.SendOutcome;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.StorageException;
import dev.forebay.storage.TableSpace.RowKey;
import dev.forebay.storage.Transaction;
import dev.forebay.storage.Transaction.Absent;
import dev.forebay.storage.Transaction.Put;
import dev.forebay.storage.memory.FlakyStore.NextWrite;
import dev.forebay.storage.ordered.OrderedEngine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An answer that was lost is told as such, and a repeat of the operation learns what happened. */
class LostAnswerTest {
  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
  private final FlakyStore store = new FlakyStore();
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  private StorageEngine engine = OrderedEngine.grouping(store, new HeapShelf(), clock);

  @AfterEach
  void close() {
    store.gate.countDown();
    callers.close();
    engine.close();
  }

  /** Another engine over what is stored, as after a restart. */
  private void restart() {
    store.next = NextWrite.DONE;
    engine = OrderedEngine.grouping(store, new HeapShelf(), clock);
  }

  private OperationId id() {
    return OperationId.random(random);
  }

  private Transaction create(String key) {
    RowKey row = new RowKey("t", Bytes.utf8(key));
    return new Transaction(
        id(), List.of(new Absent(row)), List.of(new Put(row, Bytes.EMPTY)), Optional.empty());
  }

  @Test
  void aRepeatOfACommitWhoseAnswerWasLostGetsTheFirstAnswer() {
    Transaction transaction = create("a");
    store.next = NextWrite.ANSWER_LOST;
    assertThat(engine.tables("s").commit(transaction)).isEqualTo(new Unknown());
    restart();
    // Done anew it would be refused, because the row is there.
    assertThat(engine.tables("s").commit(transaction)).isInstanceOf(Committed.class);
  }

  @Test
  void aRepeatOfACommitThatNeverHappenedHappensNow() {
    Transaction transaction = create("a");
    store.next = NextWrite.NOT_DONE;
    assertThat(engine.tables("s").commit(transaction)).isEqualTo(new Unknown());
    restart();
    assertThat(engine.tables("s").commit(transaction)).isInstanceOf(Committed.class);
    assertThat(engine.tables("s").read(new RowKey("t", Bytes.utf8("a")))).isPresent();
  }

  @Test
  void aRepeatedAppendIsThereOnce() {
    Append entry = new Append(id(), Bytes.utf8("a"), clock.now(), Optional.empty());
    store.next = NextWrite.ANSWER_LOST;
    Log log = engine.log("s");
    assertThat(log.append(List.of(entry))).containsExactly(new AppendOutcome.Unknown());
    restart();
    AppendOutcome answer = engine.log("s").append(List.of(entry)).getFirst();
    assertThat(engine.log("s").readAfter(Position.START, 10, 100))
        .extracting(Log.Entry::position)
        .containsExactly(((AppendOutcome.Appended) answer).position());
  }

  @Test
  void aRepeatedSendIsThereOnceAndARepeatedDeleteDoesNoHarm() {
    Send message = new Send(id(), Bytes.utf8("m"), clock.now(), clock.now(), Optional.of("g"));
    store.next = NextWrite.ANSWER_LOST;
    assertThat(engine.queue("s").send(List.of(message))).containsExactly(new SendOutcome.Unknown());
    restart();
    Queue queue = engine.queue("s");
    assertThat(queue.send(List.of(message)).getFirst()).isInstanceOf(SendOutcome.Sent.class);
    List<Delivery> out = queue.receive(10, clock.now(), clock.now());
    assertThat(out).hasSize(1);
    store.next = NextWrite.ANSWER_LOST;
    assertThat(queue.delete(List.of(out.getFirst().receipt())))
        .containsExactly(ReceiptOutcome.UNKNOWN);
    restart();
    assertThat(engine.queue("s").delete(List.of(out.getFirst().receipt())))
        .containsExactly(ReceiptOutcome.STALE);
    assertThat(engine.queue("s").receive(10, clock.now(), clock.now())).isEmpty();
  }

  @Test
  void afterAFailedWriteEveryCallIsRefusedUntilTheEngineIsOpenedAnew() {
    store.next = NextWrite.NOT_DONE;
    engine.tables("s").commit(create("a"));
    store.next = NextWrite.DONE;
    assertThatThrownBy(() -> engine.tables("s").commit(create("b")))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("opened anew")
        .hasMessageContaining("the disk is on fire");
    assertThat(store.writes).hasValue(1);
  }

  @Test
  void callersThatWaitShareOneWrite() throws Exception {
    store.gate = new CountDownLatch(1);
    Future<CommitOutcome> first = callers.submit(() -> engine.tables("s").commit(create("first")));
    awaitWrite(1);
    List<Future<CommitOutcome>> others = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Transaction transaction = create("k" + i);
      others.add(callers.submit(() -> engine.tables("s").commit(transaction)));
    }
    awaitWaiting(others);
    store.gate.countDown();
    assertThat(first.get(10, TimeUnit.SECONDS)).isInstanceOf(Committed.class);
    for (Future<CommitOutcome> other : others) {
      assertThat(other.get(10, TimeUnit.SECONDS)).isInstanceOf(Committed.class);
    }
    assertThat(store.writes.get()).isLessThanOrEqualTo(4);
  }

  @Test
  void damageMetByOneCallerHarmsNoOther() throws Exception {
    store.gate = new CountDownLatch(1);
    store.damaged = "rotten";
    Future<CommitOutcome> first = callers.submit(() -> engine.tables("s").commit(create("first")));
    awaitWrite(1);
    List<Future<CommitOutcome>> others = new ArrayList<>();
    for (String key : List.of("a", "rotten", "b")) {
      Transaction transaction = create(key);
      Callable<CommitOutcome> call = () -> engine.tables("s").commit(transaction);
      others.add(callers.submit(call));
    }
    awaitWaiting(others);
    store.gate.countDown();
    assertThat(first.get(10, TimeUnit.SECONDS)).isInstanceOf(Committed.class);
    assertThat(others.getFirst().get(10, TimeUnit.SECONDS)).isInstanceOf(Committed.class);
    assertThat(others.getLast().get(10, TimeUnit.SECONDS)).isInstanceOf(Committed.class);
    assertThatThrownBy(() -> others.get(1).get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("damaged: rotten");
  }

  private void awaitWrite(int count) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (store.waiting.get() < count) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  /** Waits until the calls have had every chance to join the next batch. */
  private void awaitWaiting(List<Future<CommitOutcome>> calls) throws Exception {
    CountDownLatch begun = new CountDownLatch(calls.size());
    for (int i = 0; i < calls.size(); i++) {
      Thread.ofVirtual().start(begun::countDown);
    }
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
  }
}
