package dev.forebay.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.Bytes;
import dev.forebay.storage.CommitOutcome.Committed;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Random work on one table space, and a sorted map that says what must come of it. */
final class ModelTables implements ModelPart {
  private final RandomGenerator random;
  private final String scope;
  private final Map<String, NavigableMap<Bytes, Row>> tables = new TreeMap<>();
  private final Map<Transaction, CommitOutcome> answers = new LinkedHashMap<>();
  private long lastRevision;

  ModelTables(RandomGenerator random, String scope) {
    this.random = random;
    this.scope = scope;
  }

  @Override
  public void step(StorageEngine engine) {
    TableSpace space = engine.tables(scope);
    switch (random.nextInt(8)) {
      case 0 -> read(space);
      case 1, 2 -> scan(space);
      case 3 -> repeat(space);
      case 4 -> {
        if (random.nextInt(40) == 0) {
          engine.drop(ScopeKind.TABLES, scope);
          forget();
        }
      }
      default -> commit(space);
    }
  }

  @Override
  public void forget() {
    tables.clear();
    answers.clear();
  }

  @Override
  public void forgetAnswers() {
    answers.clear();
  }

  private NavigableMap<Bytes, Row> table(String name) {
    return tables.computeIfAbsent(name, _ -> new TreeMap<>());
  }

  private RowKey key() {
    byte[] key = new byte[random.nextInt(3)];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (random.nextInt(4) * 85);
    }
    return new RowKey("t" + random.nextInt(2), Bytes.wrap(key));
  }

  private Optional<Row> row(RowKey key) {
    return Optional.ofNullable(table(key.table()).get(key.key()));
  }

  private void read(TableSpace space) {
    List<RowKey> keys = List.of(key(), key(), key());
    assertThat(space.read(keys)).isEqualTo(keys.stream().map(this::row).toList());
  }

  private void scan(TableSpace space) {
    RowKey from = key();
    Optional<Bytes> to = random.nextBoolean() ? Optional.of(key().key()) : Optional.empty();
    boolean descending = random.nextBoolean();
    int limit = 1 + random.nextInt(6);
    List<Row> expected =
        new ArrayList<>(
            table(from.table()).tailMap(from.key(), true).values().stream()
                .filter(row -> to.isEmpty() || row.key().key().compareTo(to.get()) < 0)
                .toList());
    if (descending) {
      Collections.reverse(expected);
    }
    assertThat(space.scan(new Range(from.table(), from.key(), to, descending), limit))
        .isEqualTo(expected.subList(0, Math.min(limit, expected.size())));
  }

  private void repeat(TableSpace space) {
    if (!answers.isEmpty()) {
      List<Transaction> known = List.copyOf(answers.keySet());
      Transaction one = known.get(random.nextInt(known.size()));
      assertThat(space.commit(one)).isEqualTo(answers.get(one));
    }
  }

  private void commit(TableSpace space) {
    List<Transaction> transactions = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      transactions.add(transaction());
    }
    List<CommitOutcome> outcomes = space.commit(transactions);
    assertThat(outcomes).hasSameSizeAs(transactions);
    for (int i = 0; i < outcomes.size(); i++) {
      expect(transactions.get(i), outcomes.get(i));
      answers.put(transactions.get(i), outcomes.get(i));
    }
  }

  private Transaction transaction() {
    List<Condition> conditions = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      RowKey key = key();
      Optional<Row> row = row(key);
      // Mostly one that holds, unless an earlier transaction of the same call changes it.
      conditions.add(
          row.isEmpty() || random.nextInt(5) == 0
              ? new Absent(key)
              : new AtRevision(key, row.get().revision() + random.nextInt(5) / 4));
    }
    List<Write> writes = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      byte[] value = new byte[random.nextInt(20)];
      random.nextBytes(value);
      writes.add(random.nextInt(3) == 0 ? new Delete(key()) : new Put(key(), Bytes.wrap(value)));
    }
    return new Transaction(OperationId.random(random), conditions, writes, Optional.empty());
  }

  private void expect(Transaction transaction, CommitOutcome outcome) {
    Optional<Condition> failed =
        transaction.conditions().stream().filter(condition -> !holds(condition)).findFirst();
    if (failed.isPresent()) {
      assertThat(outcome).isEqualTo(new Refused(failed.get()));
      return;
    }
    assertThat(outcome).isInstanceOf(Committed.class);
    long revision = ((Committed) outcome).revision();
    assertThat(revision).isGreaterThan(lastRevision);
    lastRevision = revision;
    for (Write write : transaction.writes()) {
      switch (write) {
        case Put(RowKey key, Bytes value) ->
            table(key.table()).put(key.key(), new Row(key, value, revision));
        case Delete(RowKey key) -> table(key.table()).remove(key.key());
      }
    }
  }

  private boolean holds(Condition condition) {
    return switch (condition) {
      case Absent(RowKey key) -> row(key).isEmpty();
      case AtRevision(RowKey key, long revision) ->
          row(key).filter(row -> row.revision() == revision).isPresent();
    };
  }
}
