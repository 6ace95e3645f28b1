package dev.forebay.storage.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Bytes;
import dev.forebay.model.Region;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.TableSpace.RowKey;
import dev.forebay.storage.Transaction;
import dev.forebay.storage.memory.MemoryEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a service keeps by name, and what it keeps for a week. */
class RowStoreTest {
  private static final Kind<Note> NOTE = Kind.json("note", Note.class);
  private static final Kind<Note> OTHER = Kind.json("other", Note.class);
  private static final AccountRegion HERE = place("123456789012", "eu-west-1");
  private static final AccountRegion THERE = place("123456789012", "us-east-1");

  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final StorageEngine engine = MemoryEngine.open(clock);
  private final RowStore<AccountRegion> store =
      new RowStore<>(engine, "notes", new Random(1), IllegalStateException::new);

  /** A row. */
  record Note(String text, int number) {}

  @AfterEach
  void close() {
    engine.close();
  }

  private static AccountRegion place(String account, String region) {
    return new AccountRegion(new AccountId(account), new Region(region));
  }

  @Test
  void aRowIsFoundByItsPartKindAndNameAlone() {
    store.put(HERE, NOTE, "a", new Note("one", 1));

    assertThat(store.find(HERE, NOTE, "a")).contains(new Note("one", 1));
    assertThat(store.find(THERE, NOTE, "a")).isEmpty();
    assertThat(store.find(HERE, OTHER, "a")).isEmpty();
    assertThat(store.find(HERE, NOTE, "b")).isEmpty();
    assertThat(store.find(HERE, NOTE, "é".repeat(2_000))).isEmpty();
  }

  @Test
  void moreRowsThanAPageAreListedInOrderUpToTheEndOfTheirPrefix() {
    List<Transaction.Write> writes = new ArrayList<>();
    IntStream.range(0, 2_000)
        .forEach(i -> writes.add(RowStore.write(NOTE, "b/%04d".formatted(i), new Note("many", i))));
    writes.add(RowStore.write(NOTE, "a", new Note("before", 0)));
    writes.add(RowStore.write(NOTE, "c", new Note("behind", 0)));
    store.commit(HERE, writes);

    assertThat(store.all(HERE, NOTE, "b/").stream().map(Note::number))
        .containsExactlyElementsOf(IntStream.range(0, 2_000).boxed().toList());
    assertThat(store.all(HERE, NOTE, "")).hasSize(2_002);
    assertThat(store.namesBelow(HERE, NOTE, "b/0002")).containsExactly("a", "b/0000", "b/0001");
  }

  @Test
  void whatIsDeletedOrDroppedIsGone() {
    store.put(HERE, NOTE, "a", new Note("one", 1));
    store.put(THERE, NOTE, "a", new Note("two", 2));
    assertThat(store.parts(AccountRegion::parse)).containsExactly(HERE, THERE);

    store.delete(HERE, NOTE, "a");
    store.delete(HERE, NOTE, "never");
    store.drop(THERE);

    assertThat(store.all(HERE, NOTE, "")).isEmpty();
    assertThat(store.find(THERE, NOTE, "a")).isEmpty();
    assertThat(store.parts(AccountRegion::parse)).containsExactly(HERE);
  }

  @Test
  void changesOfAPartRunOneAtATime() throws Exception {
    store.put(HERE, NOTE, "count", new Note("", 0));
    CountDownLatch together = new CountDownLatch(8);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(
            threads.submit(() -> {
              together.countDown();
              together.await();
              for (int n = 0; n < 50; n++) {
                store.change(HERE, this::count);
              }
              return null;
            }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertThat(store.find(HERE, NOTE, "count")).contains(new Note("", 400));
  }

  private Note count() {
    Note old = store.find(HERE, NOTE, "count").orElseThrow();
    Note next = new Note("", old.number() + 1);
    store.put(HERE, NOTE, "count", next);
    return next;
  }

  @Test
  void membersThatATypeHasNoLongerArePassedOver() {
    Kind<Bytes> raw = new Kind<>("note", bytes -> bytes, bytes -> bytes);
    store.put(HERE, raw, "old", Bytes.utf8("{\"text\":\"x\",\"number\":1,\"gone\":[]}"));
    assertThat(store.find(HERE, NOTE, "old")).contains(new Note("x", 1));

    store.put(HERE, raw, "bad", Bytes.utf8("{"));
    assertThatThrownBy(() -> store.find(HERE, NOTE, "bad")).hasMessageContaining("note");
    assertThat(engine.tables("notes/" + HERE).read(new RowKey("note", Bytes.utf8("old"))))
        .isPresent();
  }

  @Test
  void entriesAreKeptForAWeek() {
    WeekLog<Note> log = new WeekLog<>(engine, "notes/recorded", NOTE, clock, new Random(2));
    log.add(List.of());
    log.add(List.of(new Note("first", 1), new Note("second", 2)));
    clock.advance(Duration.ofDays(6));
    log.add(List.of(new Note("third", 3)));
    assertThat(log.all()).extracting(Note::number).containsExactly(1, 2, 3);

    clock.advance(Duration.ofDays(2));
    log.add(List.of(new Note("fourth", 4)));

    assertThat(log.all()).extracting(Note::number).containsExactly(3, 4);
  }
}
