package dev.forebay.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.model.Bytes;
import dev.forebay.storage.Log.Append;
import dev.forebay.storage.Log.AppendOutcome;
import dev.forebay.storage.Log.AppendOutcome.Appended;
import dev.forebay.storage.Log.AppendOutcome.Fenced;
import dev.forebay.storage.Log.AppendOutcome.Sealed;
import dev.forebay.storage.Log.Bounds;
import dev.forebay.storage.Log.Entry;
import dev.forebay.storage.Log.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link Log} promises. */
abstract class LogContract extends EngineContract {
  private Log log;
  private Instant start;

  @BeforeEach
  final void openLog() {
    log = engine.log("scope");
    start = clock.now();
  }

  private Append entry(String value, Instant at) {
    return new Append(id(), text(value), at, Optional.empty());
  }

  private Position append(String value) {
    return append(value, clock.now());
  }

  private Position append(String value, Instant at) {
    return ((Appended) log.append(List.of(entry(value, at))).getFirst()).position();
  }

  private List<String> after(Position position) {
    return values(log.readAfter(position, 1_000, 1 << 20));
  }

  private static List<String> values(List<Entry> entries) {
    return entries.stream().map(entry -> entry.value().toUtf8()).toList();
  }

  @Test
  void entriesAreReadInTheOrderOfTheirAppending() {
    Position first = append("a");
    List<AppendOutcome> more =
        log.append(List.of(entry("b", clock.now()), entry("c", clock.now())));
    Position second = ((Appended) more.getFirst()).position();
    Position third = ((Appended) more.getLast()).position();
    assertThat(List.of(Position.START, first, second, third)).isSorted().doesNotHaveDuplicates();
    assertThat(after(Position.START)).containsExactly("a", "b", "c");
    assertThat(after(first)).containsExactly("b", "c");
    assertThat(after(third)).isEmpty();
    assertThat(log.readAfter(second, 10, 10))
        .containsExactly(new Entry(third, clock.now(), text("c")));
  }

  @Test
  void aReadStopsAtItsLimitOrItsBytesButGivesOneEntryAtLeast() {
    append("aaaa");
    append("bbbb");
    append("cccc");
    assertThat(values(log.readAfter(Position.START, 2, 100))).containsExactly("aaaa", "bbbb");
    assertThat(values(log.readAfter(Position.START, 10, 5))).containsExactly("aaaa", "bbbb");
    assertThat(values(log.readAfter(Position.START, 10, 4))).containsExactly("aaaa");
    assertThat(values(log.readAfter(Position.START, 10, 0))).containsExactly("aaaa");
    assertThatThrownBy(() -> log.readAfter(Position.START, 0, 1)).hasMessageContaining("0");
  }

  @Test
  void aLogThatWasNeverWrittenIsEmpty() {
    assertThat(after(Position.START)).isEmpty();
    assertThat(log.bounds()).isEqualTo(new Bounds(Position.START, Position.START, false));
    assertThat(log.positionAt(start)).isEqualTo(Position.START);
    log.trim(Position.START);
    assertThat(engine.scopes(ScopeKind.LOG, "")).isEmpty();
  }

  @Test
  void theTimeOfALogNeverGoesBack() {
    append("a", start.plusSeconds(10));
    append("b", start.plusSeconds(5));
    append("c", start.plusSeconds(11));
    assertThat(log.readAfter(Position.START, 10, 100))
        .extracting(Entry::at)
        .containsExactly(start.plusSeconds(10), start.plusSeconds(10), start.plusSeconds(11));
  }

  @Test
  void aPositionIsFoundByTime() {
    List<Position> positions = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      // The gaps of other logs must not matter.
      engine.log("other").append(List.of(entry("x", start)));
      positions.add(append("v" + i, start.plusSeconds(10L * (i / 2))));
    }
    assertThat(log.positionAt(start.minusSeconds(1))).isEqualTo(Position.START);
    assertThat(log.positionAt(start)).isEqualTo(Position.START);
    assertThat(after(log.positionAt(start.plusSeconds(100))).getFirst()).isEqualTo("v20");
    assertThat(after(log.positionAt(start.plusSeconds(101))).getFirst()).isEqualTo("v22");
    assertThat(log.positionAt(start.plusSeconds(1_000))).isEqualTo(positions.getLast());
    log.trim(positions.get(30));
    assertThat(after(log.positionAt(start.plusSeconds(100))).getFirst()).isEqualTo("v31");
  }

  @Test
  void aTrimmedLogBeginsAfterThePositionAndStaysInOrder() {
    Position first = append("a");
    Position second = append("b");
    Position third = append("c");
    log.trim(second);
    assertThat(after(Position.START)).containsExactly("c");
    assertThat(after(first)).containsExactly("c");
    assertThat(log.bounds()).isEqualTo(new Bounds(second, third, false));
    log.trim(first);
    assertThat(log.bounds()).isEqualTo(new Bounds(second, third, false));
    log.trim(third);
    assertThat(after(Position.START)).isEmpty();
    assertThat(log.bounds()).isEqualTo(new Bounds(third, third, false));
    assertThat(append("d")).isGreaterThan(third);
    assertThat(after(Position.START)).containsExactly("d");
  }

  @Test
  void manyEntriesAreTrimmedAtOnce() {
    List<Append> entries = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      entries.add(entry("v" + i, start));
    }
    List<AppendOutcome> outcomes = log.append(entries);
    log.trim(((Appended) outcomes.get(4_899)).position());
    assertThat(after(Position.START)).hasSize(100).startsWith("v4900").endsWith("v4999");
  }

  @Test
  void aSealedLogRefusesAppendsAndIsStillRead() {
    Append first = entry("a", start);
    AppendOutcome answer = log.append(List.of(first)).getFirst();
    log.seal();
    assertThat(log.append(List.of(entry("b", start)))).containsExactly(new Sealed());
    assertThat(log.append(List.of(first))).containsExactly(answer);
    assertThat(after(Position.START)).containsExactly("a");
    assertThat(log.bounds().sealed()).isTrue();
  }

  @Test
  void aRepeatOfAnAppendGetsItsPositionAndAddsNothing() {
    Append first = entry("a", start);
    List<AppendOutcome> answers = log.append(List.of(first, first));
    append("b");
    assertThat(log.append(List.of(first, first))).isEqualTo(answers);
    assertThat(after(Position.START)).containsExactly("a", "b");
    clock.advance(Duration.ofMinutes(10));
    assertThat(log.append(List.of(first))).containsExactly(answers.getFirst());
  }

  @Test
  void anAppendUnderALeaseThatHasPassedOnIsFencedOff() {
    Fence old = engine.leases().acquire("r", "node-1", Duration.ofSeconds(1)).orElseThrow();
    engine.leases().release(old);
    Fence next = engine.leases().acquire("r", "node-2", Duration.ofSeconds(1)).orElseThrow();
    assertThat(
            log.append(
                List.of(
                    new Append(id(), text("a"), start, Optional.of(old)),
                    new Append(id(), text("b"), start, Optional.of(next)))))
        .element(0)
        .isEqualTo(new Fenced(next.epoch()));
    assertThat(after(Position.START)).containsExactly("b");
  }

  @Test
  void aPositionOfSomethingElseIsRefused() {
    Position foreign = new Position(Bytes.utf8("no"));
    assertThatThrownBy(() -> log.readAfter(foreign, 1, 1)).hasMessageContaining("not a position");
    assertThatThrownBy(() -> log.trim(foreign)).hasMessageContaining("not a position");
  }

  @Test
  void aDroppedLogBeginsAgainAboveItsOldPositions() {
    Position old = append("a");
    engine.drop(ScopeKind.LOG, "scope");
    assertThat(after(Position.START)).isEmpty();
    assertThat(append("b")).isGreaterThan(old);
    assertThat(after(old)).containsExactly("b");
  }
}
