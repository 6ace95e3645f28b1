package dev.forebay.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.model.Bytes;
import dev.forebay.storage.CommitOutcome.Committed;
import dev.forebay.storage.CommitOutcome.Fenced;
import dev.forebay.storage.CommitOutcome.Refused;
import dev.forebay.storage.TableSpace.Range;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.TableSpace.RowKey;
import dev.forebay.storage.Transaction.Absent;
import dev.forebay.storage.Transaction.AtRevision;
import dev.forebay.storage.Transaction.Condition;
import dev.forebay.storage.Transaction.Delete;
import dev.forebay.storage.Transaction.Put;
import dev.forebay.storage.Transaction.Write;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link TableSpace} promises. */
abstract class TablesContract extends EngineContract {
  private TableSpace tables;

  @BeforeEach
  final void openTables() {
    tables = engine.tables("scope");
  }

  private static RowKey key(String key) {
    return new RowKey("t", text(key));
  }

  private static Put put(String key, String value) {
    return new Put(key(key), text(value));
  }

  private Transaction writing(Write... writes) {
    return new Transaction(id(), List.of(), List.of(writes), Optional.empty());
  }

  private Transaction onCondition(Condition condition, Write... writes) {
    return new Transaction(id(), List.of(condition), List.of(writes), Optional.empty());
  }

  private long committed(Transaction transaction) {
    return ((Committed) tables.commit(transaction)).revision();
  }

  private Optional<String> value(String key) {
    return tables.read(key(key)).map(row -> row.value().toUtf8());
  }

  private List<String> scanned(Range range, int limit) {
    return tables.scan(range, limit).stream().map(row -> row.key().key().toUtf8()).toList();
  }

  @Test
  void aRowIsReadAsItWasWrittenWithTheRevisionOfItsTransaction() {
    long revision = committed(writing(put("a", "1")));
    assertThat(tables.read(key("a"))).contains(new Row(key("a"), text("1"), revision));
  }

  @Test
  void rowsAreReadInTheOrderOfTheirKeysWithAGapWhereThereIsNone() {
    committed(writing(put("a", "1"), put("b", "2")));
    assertThat(tables.read(List.of(key("b"), key("x"), key("a"))))
        .extracting(row -> row.map(there -> there.value().toUtf8()))
        .containsExactly(Optional.of("2"), Optional.empty(), Optional.of("1"));
  }

  @Test
  void aScopeThatWasNeverWrittenIsEmpty() {
    assertThat(tables.read(List.of(key("a"), key("b"))))
        .containsExactly(Optional.empty(), Optional.empty());
    assertThat(tables.scan(Range.all("t"), 10)).isEmpty();
  }

  @Test
  void writesOfOneTransactionTakeEffectInTheirOrder() {
    committed(writing(put("a", "1"), new Delete(key("a")), put("a", "2"), new Delete(key("b"))));
    assertThat(value("a")).contains("2");
    assertThat(value("b")).isEmpty();
  }

  @Test
  void aConditionThatDoesNotHoldRefusesAllWrites() {
    committed(writing(put("a", "1")));
    Condition absent = new Absent(key("a"));
    assertThat(tables.commit(onCondition(absent, put("a", "2"), put("b", "2"))))
        .isEqualTo(new Refused(absent));
    assertThat(value("a")).contains("1");
    assertThat(value("b")).isEmpty();
  }

  @Test
  void theFirstConditionThatDoesNotHoldIsNamed() {
    committed(writing(put("a", "1")));
    Condition holds = new Absent(key("x"));
    Condition first = new AtRevision(key("a"), 0);
    Condition second = new Absent(key("a"));
    assertThat(
            tables.commit(
                new Transaction(id(), List.of(holds, first, second), List.of(), Optional.empty())))
        .isEqualTo(new Refused(first));
  }

  @Test
  void aRowIsReplacedOnlyAtTheRevisionThatTheCallerSaw() {
    long first = committed(writing(put("a", "1")));
    long second = committed(onCondition(new AtRevision(key("a"), first), put("a", "2")));
    assertThat(second).isGreaterThan(first);
    assertThat(tables.commit(onCondition(new AtRevision(key("a"), first), put("a", "3"))))
        .isInstanceOf(Refused.class);
    assertThat(value("a")).contains("2");
  }

  @Test
  void aRowThatWasDeletedAndWrittenAgainHasANewRevision() {
    long first = committed(writing(put("a", "1")));
    committed(writing(new Delete(key("a"))));
    assertThat(tables.commit(onCondition(new AtRevision(key("a"), first))))
        .isInstanceOf(Refused.class);
    assertThat(committed(onCondition(new Absent(key("a")), put("a", "1")))).isGreaterThan(first);
  }

  @Test
  void transactionsOfOneCallStandOnTheirOwnAndSeeTheOnesBefore() {
    Condition absent = new Absent(key("a"));
    assertThat(
            tables.commit(
                List.of(
                    onCondition(absent, put("a", "1")),
                    onCondition(absent, put("a", "2")),
                    writing(put("b", "3")))))
        .extracting(Object::getClass)
        .containsExactly(Committed.class, Refused.class, Committed.class);
    assertThat(value("a")).contains("1");
    assertThat(value("b")).contains("3");
  }

  @Test
  void keysOrderAsUnsignedBytes() {
    for (byte[] key : new byte[][] {{(byte) 0xFF}, {0x7F}, {}, {(byte) 0x80}, {0x7F, 0}, {0}}) {
      committed(writing(new Put(new RowKey("t", Bytes.copyOf(key)), Bytes.EMPTY)));
    }
    assertThat(tables.scan(Range.all("t"), 10))
        .extracting(row -> row.key().key())
        .containsExactly(
            Bytes.EMPTY,
            Bytes.copyOf(new byte[] {0}),
            Bytes.copyOf(new byte[] {0x7F}),
            Bytes.copyOf(new byte[] {0x7F, 0}),
            Bytes.copyOf(new byte[] {(byte) 0x80}),
            Bytes.copyOf(new byte[] {(byte) 0xFF}));
  }

  @Test
  void aRangeHasItsFirstKeyAndNotItsEnd() {
    committed(writing(put("a", ""), put("b", ""), put("c", ""), put("d", "")));
    Range range = new Range("t", text("b"), Optional.of(text("d")), false);
    assertThat(scanned(range, 10)).containsExactly("b", "c");
    assertThat(scanned(range, 1)).containsExactly("b");
    Range descending = new Range("t", text("b"), Optional.of(text("d")), true);
    assertThat(scanned(descending, 10)).containsExactly("c", "b");
    assertThat(scanned(descending, 1)).containsExactly("c");
    assertThat(scanned(new Range("t", text("d"), Optional.of(text("b")), false), 10)).isEmpty();
  }

  @Test
  void aTableEndsWhereTheNextBegins() {
    committed(
        writing(
            new Put(new RowKey("t", text("a")), text("1")),
            new Put(new RowKey("tt", text("b")), text("2")),
            new Put(new RowKey("u", text("c")), text("3"))));
    assertThat(scanned(Range.all("t"), 10)).containsExactly("a");
    assertThat(scanned(Range.all("tt"), 10)).containsExactly("b");
    assertThat(scanned(new Range("u", Bytes.EMPTY, Optional.empty(), true), 10))
        .containsExactly("c");
  }

  @Test
  void aScopeDoesNotSeeAnothersRows() {
    committed(writing(put("a", "1")));
    TableSpace other = engine.tables("scope/2");
    assertThat(other.read(key("a"))).isEmpty();
    other.commit(writing(put("a", "2")));
    assertThat(value("a")).contains("1");
    assertThat(engine.scopes(ScopeKind.TABLES, "scope")).containsExactly("scope", "scope/2");
    assertThat(engine.scopes(ScopeKind.TABLES, "scope/")).containsExactly("scope/2");
    assertThat(engine.scopes(ScopeKind.LOG, "")).isEmpty();
  }

  @Test
  void aDroppedScopeIsEmptyAndMayBeginAgain() {
    long before = committed(writing(put("a", "1")));
    engine.drop(ScopeKind.TABLES, "scope");
    assertThat(value("a")).isEmpty();
    assertThat(engine.scopes(ScopeKind.TABLES, "")).isEmpty();
    engine.drop(ScopeKind.TABLES, "scope");
    assertThat(committed(writing(put("b", "2")))).isGreaterThan(before);
    assertThat(scanned(Range.all("t"), 10)).containsExactly("b");
  }

  @Test
  void aRepeatOfAnOperationGetsTheFirstAnswerAndChangesNothing() {
    Transaction first = onCondition(new Absent(key("a")), put("a", "1"));
    CommitOutcome answer = tables.commit(first);
    committed(writing(put("a", "2")));
    assertThat(tables.commit(first)).isEqualTo(answer);
    assertThat(value("a")).contains("2");
    Transaction refused = onCondition(new Absent(key("a")), put("a", "3"));
    CommitOutcome refusal = tables.commit(refused);
    committed(writing(new Delete(key("a"))));
    assertThat(tables.commit(refused)).isEqualTo(refusal);
    assertThat(value("a")).isEmpty();
  }

  @Test
  void aRepeatWithinOneCallGetsTheFirstAnswer() {
    Transaction first = onCondition(new Absent(key("a")), put("a", "1"));
    List<CommitOutcome> answers = tables.commit(List.of(first, first));
    assertThat(answers.getFirst()).isInstanceOf(Committed.class).isEqualTo(answers.getLast());
  }

  @Test
  void answersAreRememberedForTenMinutesAndNotForever() {
    Transaction first = onCondition(new Absent(key("a")), put("a", "1"));
    CommitOutcome answer = tables.commit(first);
    clock.advance(Duration.ofMinutes(10));
    assertThat(tables.commit(first)).isEqualTo(answer);
    clock.advance(Duration.ofMinutes(30));
    assertThat(tables.commit(first)).isInstanceOf(Refused.class);
  }

  @Test
  void aWriteUnderALeaseThatHasPassedOnIsFencedOff() {
    Fence old = engine.leases().acquire("r", "node-1", Duration.ofSeconds(10)).orElseThrow();
    assertThat(tables.commit(fenced(old, put("a", "1")))).isInstanceOf(Committed.class);
    clock.advance(Duration.ofSeconds(10));
    // Expired, but nobody else acts yet.
    assertThat(tables.commit(fenced(old, put("a", "2")))).isInstanceOf(Committed.class);
    Fence next = engine.leases().acquire("r", "node-2", Duration.ofSeconds(10)).orElseThrow();
    assertThat(tables.commit(fenced(old, put("a", "3")))).isEqualTo(new Fenced(next.epoch()));
    assertThat(tables.commit(fenced(next, put("a", "4")))).isInstanceOf(Committed.class);
    assertThat(value("a")).contains("4");
  }

  private Transaction fenced(Fence fence, Write write) {
    return new Transaction(id(), List.of(), List.of(write), Optional.of(fence));
  }

  @Test
  void namesKeysAndValuesBeyondTheirBoundsAreRefused() {
    assertThatThrownBy(() -> new RowKey("", Bytes.EMPTY)).hasMessageContaining("1..255 bytes: 0");
    assertThatThrownBy(() -> new RowKey("ä".repeat(128), Bytes.EMPTY))
        .hasMessageContaining("1..255 bytes: 256");
    assertThatThrownBy(() -> new RowKey("t", Bytes.wrap(new byte[2_049])))
        .hasMessageContaining("0..2048 bytes: 2049");
    Bytes large = Bytes.wrap(new byte[(16 << 20) + 1]);
    assertThatThrownBy(() -> new Put(key("a"), large)).hasMessageContaining("16777217");
    assertThatThrownBy(() -> tables.scan(Range.all("t"), 0)).hasMessageContaining("1..10000: 0");
    assertThatThrownBy(() -> engine.tables("")).hasMessageContaining("1..1024 bytes: 0");
  }

  @Test
  void theLargestKeyAndValueAreKept() {
    RowKey key = new RowKey("t".repeat(255), Bytes.wrap("k".repeat(2_048).getBytes(UTF_8)));
    byte[] value = new byte[16 << 20];
    random.nextBytes(value);
    committed(writing(new Put(key, Bytes.copyOf(value))));
    assertThat(tables.read(key)).map(Row::value).contains(Bytes.wrap(value));
  }
}
