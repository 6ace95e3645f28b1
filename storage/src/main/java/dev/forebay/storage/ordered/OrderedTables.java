package dev.forebay.storage.ordered;

import dev.forebay.model.Bytes;
import dev.forebay.storage.CommitOutcome;
import dev.forebay.storage.CommitOutcome.Committed;
import dev.forebay.storage.CommitOutcome.Fenced;
import dev.forebay.storage.CommitOutcome.Refused;
import dev.forebay.storage.CommitOutcome.Unknown;
import dev.forebay.storage.ScopeKind;
import dev.forebay.storage.TableSpace;
import dev.forebay.storage.Transaction;
import dev.forebay.storage.Transaction.Absent;
import dev.forebay.storage.Transaction.AtRevision;
import dev.forebay.storage.Transaction.Condition;
import dev.forebay.storage.Transaction.Delete;
import dev.forebay.storage.Transaction.Put;
import dev.forebay.storage.Transaction.Write;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A {@link TableSpace} as cells: under table and key, the row's revision and value. */
final class OrderedTables implements TableSpace {
  private final OrderedStore store;
  private final Writer writer;
  private final Committer committer;
  private final String scope;

  OrderedTables(OrderedStore store, Writer writer, Committer committer, String scope) {
    this.store = store;
    this.writer = writer;
    this.committer = committer;
    this.scope = scope;
  }

  @Override
  public List<Optional<Row>> read(List<RowKey> keys) {
    Scopes scopes = writer.generation().scopes();
    OptionalLong id = scopes.find(ScopeKind.TABLES, scope);
    if (id.isEmpty()) {
      return keys.stream().map(_ -> Optional.<Row>empty()).toList();
    }
    Keys prefix = scopes.keys(ScopeKind.TABLES, id.getAsLong());
    List<Optional<byte[]>> values =
        keys.size() == 1
            ? List.of(store.get(cell(prefix, keys.getFirst())))
            : store.getAll(keys.stream().map(key -> cell(prefix, key)).toList());
    List<Optional<Row>> rows = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      RowKey key = keys.get(i);
      rows.add(values.get(i).map(value -> row(key, value)));
    }
    return List.copyOf(rows);
  }

  @Override
  public List<Row> scan(Range range, int limit) {
    if (limit < 1 || limit > 10_000) {
      throw new IllegalArgumentException("limit must be 1..10000: " + limit);
    }
    Scopes scopes = writer.generation().scopes();
    OptionalLong id = scopes.find(ScopeKind.TABLES, scope);
    if (id.isEmpty()) {
      return List.of();
    }
    Keys table = table(scopes.keys(ScopeKind.TABLES, id.getAsLong()), range.table());
    byte[] from = table.rest(range.from()).bytes();
    byte[] to = range.to().map(end -> table.rest(end).bytes()).orElse(table.all().to());
    Span span = new Span(from, to);
    if (span.isEmpty()) {
      return List.of();
    }
    Direction direction = range.descending() ? Direction.DESCENDING : Direction.ASCENDING;
    int prefix = table.bytes().length;
    return store.scan(span, direction, limit, Long.MAX_VALUE).stream()
        .map(cell -> {
          byte[] key = Arrays.copyOfRange(cell.key(), prefix, cell.key().length);
          return row(new RowKey(range.table(), Bytes.wrap(key)), cell.value());
        })
        .toList();
  }

  @Override
  public List<CommitOutcome> commit(List<Transaction> transactions) {
    try {
      return committer.commit(draft -> {
        long id = draft.generation().scopes().require(draft, ScopeKind.TABLES, scope);
        return transactions.stream().map(one -> commit(draft, id, one)).toList();
      });
    } catch (OutcomeUnknown e) {
      return transactions.stream().map(_ -> (CommitOutcome) new Unknown()).toList();
    }
  }

  private static CommitOutcome commit(Draft draft, long id, Transaction transaction) {
    Optional<byte[]> known = Operations.answer(draft, id, transaction.id());
    if (known.isPresent()) {
      return Answers.decode(known.get(), transaction);
    }
    CommitOutcome outcome = decide(draft, id, transaction);
    Operations.remember(draft, id, transaction.id(), Answers.encode(outcome, transaction));
    return outcome;
  }

  private static CommitOutcome decide(Draft draft, long id, Transaction transaction) {
    OptionalLong epoch = Fences.passedOn(draft, transaction.fence());
    if (epoch.isPresent()) {
      return new Fenced(epoch.getAsLong());
    }
    Keys prefix = draft.generation().scopes().keys(ScopeKind.TABLES, id);
    for (Condition condition : transaction.conditions()) {
      if (!holds(draft.get(cell(prefix, condition.key())), condition)) {
        return new Refused(condition);
      }
    }
    long revision = draft.nextSequence();
    for (Write write : transaction.writes()) {
      switch (write) {
        case Put(RowKey key, Bytes value) ->
            draft.put(cell(prefix, key), Values.of(revision, value));
        case Delete(RowKey key) -> draft.delete(cell(prefix, key));
      }
    }
    return new Committed(revision);
  }

  private static boolean holds(Optional<byte[]> value, Condition condition) {
    return switch (condition) {
      case Absent _ -> value.isEmpty();
      case AtRevision(_, long revision) ->
          value.isPresent() && Values.toLong(value.get()) == revision;
    };
  }

  private static Keys table(Keys prefix, String table) {
    return prefix.sized(table);
  }

  private static byte[] cell(Keys prefix, RowKey key) {
    return table(prefix, key.table()).rest(key.key()).bytes();
  }

  private static Row row(RowKey key, byte[] value) {
    return new Row(key, Values.bytesAfterLong(value), Values.toLong(value));
  }
}
