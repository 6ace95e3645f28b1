package dev.forebay.pipes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Bytes;
import dev.forebay.model.Region;
import dev.forebay.storage.CommitOutcome;
import dev.forebay.storage.OperationId;
import dev.forebay.storage.ScopeKind;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.TableSpace;
import dev.forebay.storage.TableSpace.Range;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.TableSpace.RowKey;
import dev.forebay.storage.Transaction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The rows of pipes by account, region and name, as JSON. What reads a row to change it runs in
 * {@link #change}, one at a time. Thread-safe.
 */
final class PipeStore {
  private static final String SCOPES = "pipes/";
  private static final String TABLE = "pipe";
  private static final int PAGE = 1_000;
  private static final int ATTEMPTS = 10;
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final StorageEngine engine;
  private final RandomGenerator random;
  private final ReentrantLock changing = new ReentrantLock();

  PipeStore(StorageEngine engine, RandomGenerator random) {
    this.engine = engine;
    this.random = random;
  }

  /** Runs a change while no other runs. */
  <T> T change(Supplier<T> change) {
    changing.lock();
    try {
      return change.get();
    } finally {
      changing.unlock();
    }
  }

  Optional<PipeRow> find(AccountRegion place, String name) {
    return space(place).read(key(name)).map(PipeStore::decode);
  }

  /** All pipes whose names begin with the prefix, in order. */
  List<PipeRow> all(AccountRegion place, String prefix) {
    List<PipeRow> all = new ArrayList<>();
    Bytes from = Bytes.utf8(prefix);
    while (true) {
      List<Row> page = space(place).scan(new Range(TABLE, from, Optional.empty(), false), PAGE);
      for (Row row : page) {
        if (!row.key().key().toUtf8().startsWith(prefix)) {
          return all;
        }
        all.add(decode(row));
      }
      if (page.size() < PAGE) {
        return all;
      }
      from = Bytes.utf8(page.getLast().key().key().toUtf8() + '\0');
    }
  }

  /** Durable when it returns. */
  PipeRow put(AccountRegion place, PipeRow row) {
    try {
      commit(place, new Transaction.Put(key(row.name()), Bytes.wrap(JSON.writeValueAsBytes(row))));
      return row;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a pipe cannot be written", e);
    }
  }

  void delete(AccountRegion place, String name) {
    commit(place, new Transaction.Delete(key(name)));
  }

  /** Every account and region that has, or had, any. */
  List<AccountRegion> places() {
    return engine.scopes(ScopeKind.TABLES, SCOPES).stream()
        .map(scope -> scope.split("/", -1))
        .map(parts -> new AccountRegion(new AccountId(parts[1]), new Region(parts[2])))
        .toList();
  }

  private void commit(AccountRegion place, Transaction.Write write) {
    Transaction transaction =
        new Transaction(OperationId.random(random), List.of(), List.of(write), Optional.empty());
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      switch (space(place).commit(transaction)) {
        case CommitOutcome.Committed committed -> {
          return;
        }
        case CommitOutcome.Refused refused ->
            throw new IllegalStateException("pipes are written without a condition");
        case CommitOutcome.Fenced fenced ->
            throw new IllegalStateException("pipes are written without a fence");
        case CommitOutcome.Unknown unknown -> {}
      }
    }
    throw PipesErrors.unavailable();
  }

  private TableSpace space(AccountRegion place) {
    return engine.tables(SCOPES + place);
  }

  private static RowKey key(String name) {
    return new RowKey(TABLE, Bytes.utf8(name));
  }

  private static PipeRow decode(Row row) {
    try {
      return JSON.readValue(row.value().toInputStream(), PipeRow.class);
    } catch (IOException e) {
      throw new IllegalStateException("a pipe cannot be read", e);
    }
  }
}
